"""The pages of accounts speak as a newsroom does: our words where allauth's own read like a translation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import allauth
import django
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django import forms
from django.utils import translation

from rembuk.design.tests.files import ROOM

OURS = ROOM / "allauth_id" / "id" / "LC_MESSAGES" / "django.po"
CATALOGUE = Path("locale", "id", "LC_MESSAGES", "django.po")
FRAMEWORK = Path(django.__file__).parent
THEIRS = (
    Path(allauth.__file__).parent / CATALOGUE,
    FRAMEWORK / "contrib" / "auth" / CATALOGUE,
    FRAMEWORK / "conf" / CATALOGUE,
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|<[^>]+>")
STIFF = re.compile(r"(?i)\be-?mail|\bsilahkan\b|\bharap\b|\bmohon\b|\breset\b|\blink\b|\banda dapat\b|\bbrowser\b")


def first(words: str | Iterable[str] | None) -> str:
    """The singular; Indonesian has one form for both."""
    return words if isinstance(words, str) else next(iter(words or ()), "")


def messages(path: Path) -> dict[str, Message]:
    """English -> message."""
    with path.open("rb") as text:
        return {first(message.id): message for message in read_po(text, locale="id", abort_invalid=True) if message.id}


def words() -> dict[str, str]:
    """English -> our Indonesian."""
    return {english: first(message.string) for english, message in messages(OURS).items()}


def clashes() -> Iterator[str]:
    """What a room says differently for the same English: ours would win over it."""
    ours = words()
    for path in sorted(ROOM.parent.rglob("id/LC_MESSAGES/django.po")):
        for english, message in messages(path).items() if path != OURS else ():
            if not message.context and english in ours and ours[english] != first(message.string):
                yield f"{path.relative_to(ROOM.parent)}: {english}"


def test_every_message_is_one_of_theirs() -> None:
    assert len(words()) > 150
    assert sorted(set(words()).difference(*map(messages, THEIRS))) == []


def test_placeholders_are_kept() -> None:
    for english, indonesian in words().items():
        assert sorted(PLACEHOLDER.findall(indonesian)) == sorted(PLACEHOLDER.findall(english)), english


def test_nothing_is_said_that_a_room_says_differently() -> None:
    assert list(clashes()) == []


def test_none_of_it_sounds_like_a_translation() -> None:
    said = [PLACEHOLDER.sub("", indonesian) for indonesian in words().values()]
    assert [each for each in said if STIFF.search(each)] == []


def test_a_letter_by_wire_has_one_name_in_every_room() -> None:
    """It is "surel"; "e-mail" beside it looks like something else."""
    catalogues = sorted(ROOM.parent.rglob("id/LC_MESSAGES/django*.po"))
    said = [
        (path.name, english)
        for path in catalogues
        for english, message in messages(path).items()
        if re.search(r"(?i)\be-?mail", PLACEHOLDER.sub("", first(message.string)))
    ]
    assert (said, len(catalogues) > 12) == ([], True)


@pytest.mark.parametrize(
    ("english", "indonesian"),
    [
        ("The email address and/or password you specified are not correct.", "belum cocok"),
        ("Please reauthenticate to safeguard your account.", "bahwa ini Anda"),
    ],
)
def test_ours_is_what_readers_read(english: str, indonesian: str) -> None:
    with translation.override("id"):
        assert indonesian in translation.gettext(english)
    with translation.override("en"):
        assert translation.gettext(english) == english


class Everything(forms.Form):
    """A field of each kind that a form here has."""

    name = forms.CharField(max_length=5, min_length=2)
    email = forms.EmailField()
    share = forms.IntegerField(min_value=1, max_value=100)
    day = forms.DateField()
    moment = forms.DateTimeField()
    kind = forms.ChoiceField(choices=[("a", "A")])
    page = forms.URLField(assume_scheme="https")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"share": "abc"}, "Isi dengan bilangan bulat."),
        ({"share": "101"}, "Paling besar 100."),
        ({"share": "0"}, "Paling kecil 1."),
        ({"name": "Ratnasari"}, "Terlalu panjang: paling banyak 5 karakter, sekarang 9."),
        ({"name": "R"}, "Terlalu pendek: paling sedikit 2 karakter, sekarang 1."),
        ({"email": "ratna"}, "Alamat surel ini belum benar. Periksa lagi tulisannya."),
        ({"day": "32/13/2026"}, "Tanggal ini belum benar."),
        ({"moment": "kemarin"}, "Tanggal atau jamnya belum benar."),
        ({"kind": "z"}, "“z” tidak ada di daftar. Pilih salah satu yang ada."),
        ({"page": "http://"}, "Alamat ini belum benar. Tulis lengkap, dimulai dengan https://."),
        ({"name": ""}, "Kolom ini harus diisi."),
    ],
)
def test_a_form_says_what_it_lacks_as_people_do(typed: dict[str, str], said: str) -> None:
    with translation.override("id"):
        errors = Everything(typed).errors
        (field,) = typed
        assert errors[field] == [said]
