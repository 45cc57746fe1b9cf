"""Whoever was given something, or whose account is closed, finds the way to the help desk, signed in or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from rembuk.conversation.actions import Refused
from rembuk.conversation.models import Comment
from rembuk.moderation import sanction_letters
from rembuk.moderation.actions import sanction
from rembuk.moderation.models import RejectionReason, Sanction
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .conftest import CLEAN

DESK, PAGE = "bantuan@lintas.example", "https://lintas.example/bantuan"


@pytest.fixture(params=[DESK, PAGE, ""])
def way(request: pytest.FixtureRequest, settings: Any) -> str:
    """What the operator has said, as readers should find it; nothing was said: the sender of the letters."""
    settings.REMBUK_HELP_DESK = request.param
    settings.DEFAULT_FROM_EMAIL = "Lintas Pagi <redaksi@lintas.example>"
    return request.param or "redaksi@lintas.example"


def link(way: str) -> str:
    href = way if way == PAGE else f"mailto:{way}"
    return f'<a href="{href}">{way}</a>'


@pytest.fixture
def ban(ratna: Reader, damar: Reader, reason: RejectionReason) -> Sanction:
    """Ratna is banned for ninety days."""
    return sanction(moderator=damar, reader=ratna, kind="ban", days=90, reason=reason)


def test_a_banned_reader_finds_it_on_the_page_in_the_form_and_in_the_letter(
    way: str,
    ban: Sanction,
    ratna: Reader,
    title: TitlePage,
    write: Callable[..., Comment],
    sign_in: Callable[[Reader], Client],
) -> None:
    assert link(way) in sign_in(ratna).get(reverse("moderation:standing")).content.decode()
    with pytest.raises(Refused, match=way):
        write(ratna, CLEAN)
    sanction_letters.tell_sanctioned.call(ban.pk)
    letter = mail.outbox[0]
    assert way in letter.body
    assert letter.reply_to == ([] if way == PAGE else [way])


def test_a_closed_account_finds_it_too(
    way: str, ratna: Reader, title: TitlePage, write: Callable[..., Comment]
) -> None:
    assert link(way) in Client().get(reverse("account_inactive")).content.decode()
    ratna.is_active = False
    ratna.save()
    with pytest.raises(Refused, match=way):
        write(ratna, CLEAN)
