"""Which mail domains may sign up: our lists, the newsroom's folder, and the staff screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from allauth.account.views import EmailView
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from rembuk.audit.models import AuditRow
from rembuk.readers import domains, mail_rules
from rembuk.readers.mail_lists.reading import domain_of_list, lists
from rembuk.readers.models import MailDomain, Reader

SIGN_UP = {"display_name": "Sari Utami", "password1": "pantun di bawah hujan", "terms": "on"}

pytestmark = pytest.mark.django_db


def settle(domain: str, rule: str) -> None:
    MailDomain.objects.create(domain=domain, rule=rule)


def taken(*addresses: str) -> list[bool]:
    return [mail_rules.refusal(address) == "" for address in addresses]


@pytest.mark.parametrize(
    "email", ["x@mailinator.com", "x@pesan.yopmail.com", "X@Mailinator.COM.", "x@10minutemail.com"]
)
def test_throwaway_mailboxes_make_no_account(client: Client, email: str) -> None:
    assert mail_rules.refusal(email)
    page = client.post(reverse("account_signup"), SIGN_UP | {"email": email.rstrip(".")})
    assert page.context["form"].errors["email"]
    assert not Reader.objects.exists()
    assert not mail.outbox


def test_usual_providers_and_relays_are_taken() -> None:
    usual = ["gmail.com", "yahoo.co.id", "outlook.com", "icloud.com", "duck.com", "mozmail.com", "kampus.ac.id"]
    assert all(taken(*(f"sari@{domain}" for domain in usual)))
    assert taken("x@bukanmailinator.com") == [True], "only the domain itself and what is below it"


def test_a_blocked_domain_takes_its_subdomains_along() -> None:
    settle("kedai.example", "blocked")
    assert taken("a@kedai.example", "a@surel.kedai.example", "a@kedaiku.example") == [False, False, True]


def test_a_subdomain_may_be_welcome_below_a_blocked_one() -> None:
    settle("kedai.example", "blocked")
    settle("redaksi.kedai.example", "welcome")
    assert taken("a@redaksi.kedai.example", "a@lain.kedai.example") == [True, False]


def test_welcome_lets_in_what_our_list_keeps_out() -> None:
    assert taken("a@mailinator.com") == [False]
    settle("mailinator.com", "welcome")
    assert taken("a@mailinator.com") == [True]


def test_only_the_allowed_where_any_is() -> None:
    settle("koran.example", "allowed")
    assert taken("a@koran.example", "a@biro.koran.example", "a@gmail.com") == [True, True, False]


def test_an_internationalised_domain_has_one_form() -> None:
    settle("xn--bcher-kva.example", "blocked")
    assert taken("a@bücher.example", "a@BÜCHER.example", "a@xn--bcher-kva.example") == [False, False, False]


def test_the_answer_is_the_same_for_known_and_unknown_addresses(client: Client, ratna: Reader) -> None:
    settle("contoh.test", "blocked")
    answers = []
    for email in (ratna.email, "siapa@contoh.test"):
        page = client.post(reverse("account_signup"), SIGN_UP | {"email": email})
        answers.append((page.status_code, list(page.context["form"].errors["email"])))
    assert answers[0] == answers[1]
    assert not mail.outbox


def test_whoever_is_here_stays(sign_in_at_home: Callable[[Reader], Client], ratna: Reader, client: Client) -> None:
    settle("contoh.test", "blocked")
    assert client.post(reverse("account_reset_password"), {"email": ratna.email}).status_code == 302
    assert mail.outbox[-1].to == [ratna.email]


def test_a_further_address_follows_the_same_rules(sign_in_at_home: Callable[[Reader], Client], ratna: Reader) -> None:
    form = import_form()(user=ratna, data={"email": "ratna@mailinator.com"})
    assert not form.is_valid()
    assert import_form()(user=ratna, data={"email": "ratna@gmail.com"}).is_valid()


def import_form() -> Any:
    """The form that allauth's page uses."""
    return EmailView().get_form_class()


def test_a_folder_adds_and_takes_out(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "disposable.txt").write_text("# milik redaksi\nsekejap.example\n-yopmail.com\n", encoding="utf-8")
    (tmp_path / "blocked.txt").write_text("iklan.example  # kampanye Mei\n", encoding="utf-8")
    (tmp_path / "aliases.txt").write_text("kampus.example plus\n", encoding="utf-8")
    settings.REMBUK_MAIL_RULES = str(tmp_path)
    assert taken("a@sekejap.example", "a@yopmail.com", "a@iklan.example", "a@mailinator.com") == [
        False,
        True,
        False,
        False,
    ]
    assert lists(str(tmp_path)).aliases["kampus.example"].parts == {"plus"}
    (tmp_path / "lain").mkdir()
    (tmp_path / "lain" / "allowed.txt").write_text("koran.example\n", encoding="utf-8")
    settings.REMBUK_MAIL_RULES = str(tmp_path / "lain")
    assert taken("a@koran.example", "a@gmail.com") == [True, False]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("disposable.txt", "bukan domain"),
        ("blocked.txt", "tanpa-titik"),
        ("aliases.txt", "gmail.com"),
        ("aliases.txt", "gmail.com titik"),
        ("aliases.txt", "gmail.com = "),
    ],
)
def test_half_a_list_never_passes_for_a_whole_one(tmp_path: Path, name: str, line: str) -> None:
    (tmp_path / name).write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match=f"{re.escape(name)}, line 2"):
        lists(str(tmp_path))


def test_a_folder_that_is_not_there() -> None:
    with pytest.raises(ImproperlyConfigured, match="no such folder"):
        lists("/tidak/ada")


def test_our_lists_can_be_read_and_have_no_duplicates() -> None:
    ours = lists(None)
    assert len(ours.disposable) > 80
    assert not {"gmail.com", "duck.com", "proton.me"} & ours.disposable
    assert all(rule.domain == name or rule.domain in ours.aliases for name, rule in ours.aliases.items())


@pytest.mark.parametrize(
    "typed", ["", "contoh", "a b.com", "-", ".com", "a" * 64 + ".com", "surel@", "192.168.1.1", "a.123"]
)
def test_what_is_no_domain(typed: str) -> None:
    assert domain_of_list(typed) is None


@pytest.fixture
def editor(sekar: Reader) -> Reader:
    """Sekar, who as an editor settles mail domains."""
    assert sekar.has_perm(domains.SETTLE)
    return sekar


def test_the_screen_adds_counts_and_removes(
    sign_in: Callable[[Reader], Client], editor: Reader, make_reader: Callable[..., Reader]
) -> None:
    make_reader("Satu")
    make_reader("Dua")
    browser, address = sign_in(editor), reverse("readers_mail_domains")
    here = Reader.objects.filter(email__endswith="@contoh.test").count()
    answer = browser.post(address, {"domain": "@Contoh.TEST", "rule": "blocked", "note": "Banjir akun"}, follow=True)
    row = MailDomain.objects.get()
    assert (row.domain, row.rule, row.note) == ("contoh.test", "blocked", "Banjir akun")
    assert [(each.row, each.accounts) for each in answer.context["rows"]] == [(row, here)]
    again = browser.post(address, {"domain": "contoh.test", "rule": "welcome"})
    assert again.status_code == 422
    assert Reader.objects.filter(is_active=True).count() == here
    browser.post(reverse("readers_forget_mail_domain", args=[row.pk]))
    assert not MailDomain.objects.exists()
    deeds = AuditRow.objects.filter(verb__in=["readers.settle_domain", "readers.forget_domain"]).order_by("pk")
    assert [(deed.verb, deed.data["domain"], deed.actor) for deed in deeds] == [
        ("readers.settle_domain", "contoh.test", editor),
        ("readers.forget_domain", "contoh.test", editor),
    ]


@pytest.mark.parametrize("domain", ["bukan domain", "", "<script>"])
def test_what_is_no_domain_is_not_kept(sign_in: Callable[[Reader], Client], editor: Reader, domain: str) -> None:
    answer = sign_in(editor).post(reverse("readers_mail_domains"), {"domain": domain, "rule": "blocked"})
    assert answer.status_code == 422
    assert not MailDomain.objects.exists()


@pytest.mark.parametrize("number", ["192.168.1.1", "sari@[203.0.113.7]", "2001:db8::1"])
def test_the_number_of_a_machine_is_no_mail_domain(
    sign_in: Callable[[Reader], Client], editor: Reader, number: str
) -> None:
    answer = sign_in(editor).post(reverse("readers_mail_domains"), {"domain": number, "rule": "blocked"})
    assert answer.status_code == 422
    assert "nomor komputer" in answer.content.decode()
    assert not MailDomain.objects.exists()


def test_counts_do_not_cost_more_for_more_domains(
    editor: Reader, make_reader: Callable[..., Reader], django_assert_num_queries: Any
) -> None:
    make_reader("Satu")
    for number in range(30):
        settle(f"d{number}.example", "blocked")
    settle("test", "blocked")
    assert editor.has_perm(domains.SETTLE), "asked once, then remembered"
    with django_assert_num_queries(2):
        rows = domains.settled(editor)
    assert {row.row.domain: row.accounts for row in rows}["d1.example"] == 0


@pytest.mark.parametrize("person", ["ratna", "damar", "yoga", "intan"])
def test_nobody_else_settles(person: str, request: pytest.FixtureRequest, sign_in: Callable[[Reader], Client]) -> None:
    stranger: Reader = request.getfixturevalue(person)
    settle("kedai.example", "blocked")
    browser = sign_in(stranger)
    assert browser.get(reverse("readers_mail_domains")).status_code in {302, 403}
    assert browser.post(reverse("readers_forget_mail_domain", args=[MailDomain.objects.get().pk])).status_code in {
        302,
        403,
    }
    assert MailDomain.objects.exists()
    assert domains.settled(stranger) == []
    assert Permission.objects.filter(codename="settle_mail_rules").count() == 1
