"""The staff screens speak Indonesian: our words for what Wagtail leaves in English."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
import wagtail
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.utils.translation.trans_real import DjangoTranslation

from rembuk.design.tests.files import ROOM

WAGTAIL = Path(wagtail.__file__).parent
# What is installed, most visible first; "." is Wagtail's core.
SCREENS = ["admin", "images", "snippets", "users", "sites", "documents", "contrib/settings", "embeds", "."]
DOMAINS = ["django", "djangojs"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|<[^>]+>")


def messages(path: Path) -> list[Message]:
    """The messages of a .po file, less its header; none when there is no such file."""
    if not path.exists():
        return []
    with path.open("rb") as text:
        return [message for message in read_po(text, locale="id", abort_invalid=True) if message.id]


def ours(domain: str) -> list[Message]:
    return messages(ROOM / "wagtail_id" / "id" / "LC_MESSAGES" / f"{domain}.po")


def english(screen: str, domain: str) -> list[Message]:
    return messages(WAGTAIL / screen / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po")


def forms(words: str | Iterable[str] | None) -> tuple[str, ...]:
    """Singular and plural; Indonesian has one form for both."""
    return (words,) if isinstance(words, str) else tuple(words or ())


def translations(words: list[Message]) -> dict[str, str]:
    """English -> Indonesian, of what is translated."""
    return {forms(message.id)[0]: forms(message.string)[0] for message in words if any(forms(message.string))}


@cache
def catalogue(domain: str) -> DjangoTranslation:
    """All that is said in Indonesian on this site, as Django puts it together."""
    return DjangoTranslation("id", domain=domain)


def shown(message: Message, domain: str) -> str:
    """What a member of staff reads where Wagtail asks for this message."""
    singular, *plural = forms(message.id)
    return catalogue(domain).ngettext(singular, plural[0], 2) if plural else catalogue(domain).gettext(singular)


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_placeholder_and_tag_is_kept(domain: str) -> None:
    for message in ours(domain):
        assert all(forms(message.string)), message.id
        wanted = [sorted(PLACEHOLDER.findall(form)) for form in forms(message.id)]
        assert all(sorted(PLACEHOLDER.findall(form)) in wanted for form in forms(message.string)), message.id


@pytest.mark.parametrize("domain", DOMAINS)
def test_wagtail_still_asks_for_every_word(domain: str) -> None:
    asked = {forms(message.id)[0] for screen in SCREENS for message in english(screen, domain)}
    assert {forms(message.id)[0] for message in ours(domain)} <= asked


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("domain", DOMAINS)
def test_staff_meet_next_to_no_english(screen: str, domain: str) -> None:
    wanted = english(screen, domain)
    # A word may well be the same in both languages; then a catalogue says so.
    theirs = messages(WAGTAIL / screen / "locale" / "id_ID" / "LC_MESSAGES" / f"{domain}.po")
    same = {word for word, said in (translations(theirs) | translations(ours(domain))).items() if word == said}
    foreign = [forms(word.id) for word in wanted if shown(word, domain) in forms(word.id)]
    assert len([word for word in foreign if word[0] not in same]) <= 0.02 * len(wanted), foreign


@pytest.mark.parametrize("domain", DOMAINS)
def test_our_words_are_the_ones_shown(domain: str) -> None:
    for message in ours(domain):
        assert shown(message, domain) == forms(message.string)[0]


def test_no_room_says_it_differently() -> None:
    """Django lets this catalogue win over the rooms' own, so it must not hold a word that a room says otherwise."""
    here = translations(ours("django"))
    for path in ROOM.parent.glob("*/locale/id/LC_MESSAGES/django.po"):
        there = translations([message for message in messages(path) if not message.context])
        assert {word for word in here.keys() & there.keys() if here[word] != there[word]} == set(), path
