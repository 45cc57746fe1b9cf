"""The demo's mailbox and its pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.mail import EmailMultiAlternatives, get_connection, send_mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from rembuk.site import groups, say
from rembuk.site.demo import run
from rembuk.site.demo.accounts import ACCOUNTS, PASSWORD, WINNER
from rembuk.site.demo.mailbox import find, folder, letters

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _post_office(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
    settings.EMAIL_BACKEND = "rembuk.site.demo.mailbox.MailboxBackend"


def send(subject: str, text: str = "Halo.") -> None:
    send_mail(subject, text, None, ["ratna@contoh.test"])


def test_a_message_is_kept_whole_and_told_of(capsys: pytest.CaptureFixture[str]) -> None:
    message = EmailMultiAlternatives("Kode Anda “baru”", "Kode: 123456", to=["ratna@contoh.test"])
    message.attach_alternative("<p>Kode</p>", "text/html")
    assert get_connection().send_messages([message]) == 1
    (kept,) = letters()
    assert (kept.to, kept.subject, kept.text.strip()) == ("ratna@contoh.test", "Kode Anda “baru”", "Kode: 123456")
    told = capsys.readouterr().out
    assert f"/demo/surel/{kept.name}/" in told
    assert "123456" not in told
    assert not list(folder().glob("*.part"))


def test_the_newest_message_comes_first() -> None:
    for subject in ("pertama", "kedua", "ketiga"):
        send(subject)
    assert [letter.subject for letter in letters()] == ["ketiga", "kedua", "pertama"]
    assert [letter.subject for letter in letters(limit=1)] == ["ketiga"]


def test_the_pages(client: Client, title: Any) -> None:
    assert "Belum ada surel" in client.get(reverse("demo:mailbox")).content.decode()
    send("Konfirmasi", "Buka https://contoh.test/kunci?a=1&b=2\n<script>alert(1)</script>")
    listed = client.get(reverse("demo:mailbox")).content.decode()
    (letter,) = letters()
    assert reverse("demo:letter", args=[letter.name]) in listed
    page = client.get(reverse("demo:letter", args=[letter.name])).content.decode()
    assert '<a href="https://contoh.test/kunci?a=1&amp;b=2"' in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "name", ["../secret-key", "..", "-", "", "1", "0-0/../../secret-key", "/etc/passwd", "²-²", "a"]
)
def test_nothing_but_messages_is_opened(name: str, tmp_path: Path) -> None:
    (tmp_path / "secret-key.eml").write_text("Subject: rahasia\n\nrahasia", encoding="utf-8")
    folder()
    assert find(name) is None


@pytest.mark.parametrize("path", ["/demo/surel/../secret-key/", "/demo/surel/%2e%2e%2fsecret-key/", "/demo/surel/x/"])
def test_an_address_that_is_no_message(client: Client, title: Any, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_guide_names_everyone(client: Client, title: Any) -> None:
    page = client.get(reverse("demo:guide")).content.decode()
    assert PASSWORD in page
    assert all(account.email in page and str(account.what) in page for account in ACCOUNTS)
    for account in ACCOUNTS:
        if account.group:
            assert Group.objects.filter(name=getattr(groups, account.group)).exists()


def test_the_terminal_says_in_one_language_who_everyone_is(capsys: pytest.CaptureFixture[str]) -> None:
    run._welcome(8000, "rara@contoh.test")
    told = [line.split(maxsplit=1)[1] for line in capsys.readouterr().out.splitlines() if "@contoh.test" in line]
    with translation.override(say.LANGUAGE):
        assert told == [str(each) for each in (*(account.what for account in ACCOUNTS), WINNER)]
    assert told[0] == "Reader with a complete profile, who won a voucher"
