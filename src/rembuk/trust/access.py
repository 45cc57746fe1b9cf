"""Who gets through, and to what."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from .models import Case, Device
from .queries import device_is_confirmed

if TYPE_CHECKING:
    from uuid import UUID

    from rembuk.readers.models import Reader

View = Callable[..., HttpResponseBase]


def confirmed_device_required(view: View) -> View:
    """Let only a signed-in reader on a confirmed device through; others sign in, or confirm the device, first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(_where_to_return(request))
        if not device_is_confirmed(request):
            return to_confirmation(request)
        return view(request, *args, **kwargs)

    return guarded


def to_confirmation(request: HttpRequest) -> HttpResponseRedirect:
    """To the page that confirms this device, and afterwards back."""
    return HttpResponseRedirect(f"{reverse('trust:confirm')}?{urlencode({'next': _where_to_return(request)})}")


def _where_to_return(request: HttpRequest) -> str:
    """This page; after a form, the page that held it, for a form cannot be sent again by a link."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else reverse("trust:security")


def safe_next(request: HttpRequest) -> str:
    """Where the reader was going, when that is a page of ours; else the security page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else reverse("trust:security")


def own_device(reader: Reader, pk: int) -> Device:
    """One of the reader's own devices."""
    return get_object_or_404(Device, reader=reader, pk=pk)


def on_the_desk(person: Reader | AnonymousUser) -> None:
    """Raise Http404 for everyone who does not work on help-desk cases."""
    if not person.has_perm("trust.work_on_case"):
        raise Http404


def case_for(person: Reader | AnonymousUser, public_id: UUID) -> Case:
    """A case, for someone of the help desk."""
    on_the_desk(person)
    return get_object_or_404(Case, public_id=public_id)
