"""The staff screens of the vouchers: merchants, and the books with what is owed to whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet

from . import ledger
from .actions import settle
from .models import Account, Merchant


class MerchantViewSet(ModelViewSet):
    """Shops: list, search, add, change. There is no deleting: a shop that stops is set inactive."""

    model = Merchant
    icon = "tag"
    menu_label = gettext_lazy("Merchants")
    menu_order = 330
    add_to_admin_menu = True
    list_display = ["name", "place", "sells", "is_active"]
    search_fields = ["name", "place"]
    inspect_view_enabled = False
    copy_view_enabled = False


@hooks.register("register_admin_viewset")
def merchants() -> MerchantViewSet:
    """Wagtail asks for it."""
    return MerchantViewSet("merchants")


@permission_required("vouchers.change_merchant")
def books(request: HttpRequest) -> HttpResponse:
    """The balance sheet, and one row per merchant that is owed something."""
    owed = Account.objects.filter(kind=Account.Kind.MERCHANT, balance__gt=0).order_by("-balance")
    by_code = {f"merchant:{shop.public_id}": shop for shop in Merchant.objects.all()}
    rows = [{"merchant": by_code.get(each.code), "code": each.code, "owed": each.balance} for each in owed]
    page: dict[str, Any] = {"rows": rows}
    try:
        page["sheet"] = ledger.check()
    except ledger.LedgerError as problem:
        page["problem"] = str(problem)
    return render(request, "vouchers/staff/books.html", page)


@permission_required("vouchers.change_merchant")
def pay(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a payment to a merchant: shows the sum first, books it on the second step."""
    merchant = get_object_or_404(Merchant, pk=pk)
    owed = ledger.merchant_account(merchant).balance
    payment = request.POST.get("payment", "").strip()[:60]
    if request.method == "POST" and payment:
        made = settle(merchant=merchant, actor=request.user, payment=payment)  # type: ignore[arg-type]  # permission_required lets no anonymous through
        if made is None:
            messages.warning(request, _("Nothing was owed to %(shop)s; nothing was booked.") % {"shop": merchant})
        else:
            messages.success(request, _("The payment to %(shop)s is booked.") % {"shop": merchant})
        return redirect("vouchers_books")
    return render(request, "vouchers/staff/pay.html", {"merchant": merchant, "owed": owed})


@hooks.register("register_admin_urls")
def staff_urls() -> list[URLPattern]:
    """Wagtail asks for them."""
    return [
        path("voucher/buku/", books, name="vouchers_books"),
        path("voucher/buku/<int:pk>/bayar/", pay, name="vouchers_pay"),
    ]


class BooksMenuItem(MenuItem):
    """Shown to those who may pay."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person sees it."""
        return request.user.has_perm("vouchers.change_merchant")


@hooks.register("register_admin_menu_item")
def books_menu_item() -> MenuItem:
    """Wagtail asks for it."""
    return BooksMenuItem(gettext_lazy("Ledger"), reverse("vouchers_books"), icon_name="list-ul", order=331)
