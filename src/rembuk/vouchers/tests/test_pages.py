from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rembuk.readers.models import Reader
from rembuk.vouchers import ledger
from rembuk.vouchers.models import Account, Merchant, Transfer
from rembuk.vouchers.queries import code_of

from .factories import a_voucher

SignIn = Callable[[Reader], Client]


def test_the_wallet_hides_codes(sign_in: SignIn, ratna: Reader) -> None:
    voucher = a_voucher(ratna)
    page = sign_in(ratna).get(reverse("wallet:wallet")).content.decode()
    assert "Rp100.000" in page
    assert code_of(ratna, voucher) not in page


def test_a_stranger_finds_no_voucher(sign_in: SignIn, ratna: Reader, bagas: Reader) -> None:
    voucher = a_voucher(ratna)
    response = sign_in(bagas).get(reverse("wallet:code", args=[voucher.public_id]), follow=True)
    assert code_of(ratna, voucher) not in response.content.decode()


def test_the_till_is_for_the_people_of_the_shop(sign_in: SignIn, ratna: Reader, warung: Merchant) -> None:
    client = sign_in(ratna)
    assert client.get(reverse("merchant:till")).status_code == 404
    assert client.get(reverse("merchant:takings", args=[warung.public_id])).status_code == 404


def test_the_till_takes_a_voucher_and_then_says_why_not(
    sign_in: SignIn, ratna: Reader, bu_tini: Reader, warung: Merchant
) -> None:
    code = code_of(ratna, a_voucher(ratna))
    client = sign_in(bu_tini)
    address = reverse("merchant:shop_till", args=[warung.public_id])
    accepted = client.post(address, {"code": code, "key": uuid4()})
    assert "Diterima" in accepted.content.decode()
    refused = client.post(address, {"code": code, "key": uuid4()})
    assert refused.status_code == 409
    assert "sudah dipakai di warung Anda" in refused.content.decode()
    takings = client.get(reverse("merchant:takings", args=[warung.public_id])).content.decode()
    assert "Rp100.000" in takings


def test_an_empty_form_gets_its_reason(sign_in: SignIn, bu_tini: Reader, warung: Merchant) -> None:
    response = sign_in(bu_tini).post(reverse("merchant:shop_till", args=[warung.public_id]), {"key": uuid4()})
    assert response.status_code == 422


def test_the_wallet_costs_the_same_for_many_vouchers(sign_in: SignIn, ratna: Reader) -> None:
    client = sign_in(ratna)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("wallet:wallet"))
        return len(queries)

    for _ in range(2):
        a_voucher(ratna)
    cost()
    few = cost()
    for _ in range(10):
        a_voucher(ratna)
    assert cost() == few


def test_staff_pay_a_merchant(sign_in: SignIn, yoga: Reader, ratna: Reader, bu_tini: Reader, warung: Merchant) -> None:
    sign_in(bu_tini).post(
        reverse("merchant:shop_till", args=[warung.public_id]),
        {"code": code_of(ratna, a_voucher(ratna)), "key": uuid4()},
    )
    staff = sign_in(yoga)
    assert "Rp100.000" in staff.get(reverse("vouchers_books")).content.decode()
    staff.post(reverse("vouchers_pay", args=[warung.pk]), {"payment": "BANK-7"})
    assert ledger.check().paid == 100_000


def _shop_form(client: Client, shop: Merchant, addresses: str) -> str:
    data = {"name": shop.name, "sells": "", "place": "", "is_active": "on", "people_addresses": addresses}
    return client.post(reverse("merchants:edit", args=[shop.pk]), data).content.decode()


def test_a_till_is_given_by_confirmed_address_only(
    sign_in: SignIn, yoga: Reader, ratna: Reader, bagas: Reader, warung: Merchant
) -> None:
    EmailAddress.objects.filter(user=bagas).update(verified=False)
    staff = sign_in(yoga)
    page = staff.get(reverse("merchants:edit", args=[warung.pk])).content.decode()
    assert "bu.tini@contoh.test" in page
    assert ratna.email not in page, "no list of readers to choose from"
    assert bagas.email in _shop_form(staff, warung, f"bu.tini@contoh.test\n{bagas.email}"), "the unknown one is named"
    assert set(warung.people.values_list("email", flat=True)) == {"bu.tini@contoh.test"}
    EmailAddress.objects.filter(user=bagas).update(verified=True)
    Reader.objects.filter(pk=bagas.pk).update(is_active=False)
    assert "Belum ada akun" in _shop_form(staff, warung, bagas.email), "a closed account is none"
    _shop_form(staff, warung, f" {ratna.email.upper()} \n")
    assert set(warung.people.values_list("email", flat=True)) == {ratna.email}


def test_the_books_say_what_is_wrong_with_them(sign_in: SignIn, yoga: Reader, ratna: Reader) -> None:
    first, second = (ledger.voucher_account(a_voucher(ratna)) for _ in range(2))
    for account in (first, second):
        Transfer.objects.filter(target=account).update(amount=2**63 - 1)
    Account.objects.create(code="merchant:gone", kind=Account.Kind.MERCHANT, balance=5_000)
    page = sign_in(yoga).get(reverse("vouchers_books")).text
    assert "Pembukuan tidak seimbang" in page
    assert "merchant:gone" in page


def test_the_list_of_shops_is_not_exported(sign_in: SignIn, yoga: Reader, warung: Merchant) -> None:
    Merchant.objects.filter(pk=warung.pk).update(name="=HYPERLINK(0)")
    answer = sign_in(yoga).get(reverse("merchants:index"), {"export": "csv"})
    assert b"HYPERLINK" not in b"".join(answer)
