"""The reader's security page, and the code that confirms a device."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rembuk.readers.models import Reader

from . import access, actions, mail, queries
from .forms import CodeForm
from .models import Device


@require_safe
@never_cache
@login_required
def security(request: HttpRequest) -> HttpResponse:
    """My devices, my sessions, and who opened my sealed data."""
    reader = cast(Reader, request.user)
    context = {
        "devices": queries.devices_of(reader),
        "present": queries.device_of(request),
        "openings": queries.openings_of(reader),
    }
    return render(request, "trust/security.html", context)


@never_cache
@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Send a code when asked to, and confirm this device with it. The link alone sends nothing."""
    device = queries.device_of(request)
    if device is not None and device.confirmed_at is not None:
        return redirect(access.safe_next(request))
    if request.method != "POST":
        return _code_page(request, device, CodeForm())
    device = device or actions.recognise(request, reader=cast(Reader, request.user))
    return _send(request, device) if "send" in request.POST else _check(request, device)


def _send(request: HttpRequest, device: Device) -> HttpResponse:
    try:
        actions.send_code(device=device)
    except actions.CodeRefused as refusal:
        messages.error(request, str(refusal))
    except OSError:  # every failure of smtplib is one
        messages.error(request, _("The code could not be sent just now. Wait a minute, then ask again."))
    return redirect(f"{request.path}?{urlencode({'next': access.safe_next(request)})}")


def _check(request: HttpRequest, device: Device) -> HttpResponse:
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            actions.confirm_device(device=device, typed=form.cleaned_data["code"])
        except actions.CodeRefused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("This device is confirmed."))
            return redirect(access.safe_next(request))
    return _code_page(request, device, form, status=422)


def _code_page(request: HttpRequest, device: Device | None, form: CodeForm, status: int = 200) -> HttpResponse:
    addresses = mail.confirmed_addresses(cast(Reader, request.user))
    sent = device is not None and device.step_ups.filter(used_at=None, expires_at__gt=timezone.now()).exists()
    context = {
        "form": form,
        "sent": sent,
        "address": addresses[0] if addresses else "",
        "next": access.safe_next(request),
    }
    return render(request, "trust/confirm.html", context, status=status)


@access.confirmed_device_required
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Forget one of my devices. Asked from a confirmed device only: an intruder must not clear the tracks."""
    actions.forget_device(device=access.own_device(cast(Reader, request.user), pk))
    messages.success(request, _("Forgotten. At the next sign-in on that device we ask for a code."))
    return redirect("trust:security")
