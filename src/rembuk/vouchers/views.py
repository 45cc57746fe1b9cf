"""The reader's wallet and the merchant's till."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from rembuk.trust.access import confirmed_device_required

from . import access, queries
from .actions import Refusal, redeem
from .forms import RedeemForm
from .models import Voucher

if TYPE_CHECKING:
    from rembuk.readers.models import Reader


@never_cache
@login_required
@require_safe
def wallet(request: HttpRequest) -> HttpResponse:
    """All vouchers of the reader; their codes are one step further."""
    reader = cast("Reader", request.user)
    vouchers = [{"voucher": voucher, "usable": _usable(voucher)} for voucher in queries.wallet_of(reader)]
    shops = queries.shops_taking_vouchers(reader)
    return render(request, "vouchers/wallet.html", {"vouchers": vouchers, "shops": shops})


@never_cache
@login_required
@confirmed_device_required
@require_safe
def show_code(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One voucher with its code, on a device whose owner has shown that the mailbox is theirs."""
    reader = cast("Reader", request.user)
    voucher = access.own_voucher(reader, public_id)
    usable = _usable(voucher)
    code = queries.code_of(reader, voucher) if usable else ""
    return render(request, "vouchers/code.html", {"voucher": voucher, "code": code, "usable": usable})


def _usable(voucher: Voucher) -> bool:
    return voucher.state == Voucher.State.ACTIVE and voucher.expires_at > timezone.now()


@never_cache
@login_required
@sensitive_post_parameters("code")
def till(request: HttpRequest, shop_id: UUID | None = None) -> HttpResponse:
    """One big field: type the code, and see whether the voucher is taken."""
    cashier = cast("Reader", request.user)
    shop = access.own_shop(cashier, shop_id)
    form = RedeemForm(request.POST if request.method == "POST" else None)
    answer: dict[str, object] = {}
    status = 200
    if form.is_valid():
        try:
            code, key = form.cleaned_data["code"], form.cleaned_data["key"]
            answer["redemption"] = redeem(merchant=shop, cashier=cashier, code=code, key=key)
        except Refusal as refusal:
            answer["refusal"] = str(refusal)
            status = 409
        form = RedeemForm()
    elif form.is_bound:
        status = 422
    page = {"shop": shop, "shops": cashier.merchants.all(), "form": form, **answer}
    return render(request, "vouchers/till.html", page, status=status)


@never_cache
@login_required
@require_safe
def takings(request: HttpRequest, shop_id: UUID) -> HttpResponse:
    """What the shop has taken and what the newsroom still owes it."""
    cashier = cast("Reader", request.user)
    shop = access.own_shop(cashier, shop_id)
    taken = queries.taken_at(cashier, shop)[:100]
    page = {"shop": shop, "taken": taken, "owed": queries.owed_to(cashier, shop)}
    return render(request, "vouchers/takings.html", page)
