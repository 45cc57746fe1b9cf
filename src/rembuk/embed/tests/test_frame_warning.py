"""A warned reader in a frame on another site reads the warning there, and confirms it there."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.urls import reverse

from rembuk.conversation.models import Comment
from rembuk.conversation.queries import thread_of
from rembuk.moderation.actions import sanction
from rembuk.moderation.models import RejectionReason
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

from .conftest import Frame

BODY = "Menurut saya harga cabai di pasar kami masih mahal."


@pytest.fixture(autouse=True)
def _with_standing(settings: Any) -> None:
    settings.REMBUK_PHASES = ["rembuk.conversation.phases_basic.length", "rembuk.moderation.phases.standing"]


def test_the_whole_way_in_a_frame(token: str, story: StoryPage, bagas: Reader, damar: Reader) -> None:
    reason = RejectionReason.objects.all()[0]
    warning = sanction(moderator=damar, reader=bagas, reason=reason, kind="warning")
    thread, frame, key = thread_of(story), Frame(token), uuid.uuid4()
    write = reverse("conversation:post", args=[thread.pk])
    refused = frame.post(write, {"body": BODY, "client_key": key}, **{"rembuk-piece": "1"})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert reason.text in page
    found = re.search(r'formaction="([^"]+)"', page)
    assert found is not None
    stranger = Frame().post(found[1], {"body": BODY, "peringatan": warning.pk})
    assert stranger.status_code in {403, 404}
    confirm = {"body": BODY, "client_key": key, "peringatan": warning.pk}
    again = frame.post(found[1], confirm, **{"rembuk-piece": "1"})
    assert (again.status_code, again["Rembuk-Target"]) == (200, "#compose")
    assert BODY in again.content.decode()
    assert not Comment.objects.exists()
    assert frame.post(write, {"body": BODY, "client_key": key}, **{"rembuk-piece": "1"}).status_code == 201


def test_a_token_of_one_title_confirms_nothing_in_another(
    token: str, bagas: Reader, damar: Reader, title: Any, make_story: Any
) -> None:
    warning = sanction(moderator=damar, reader=bagas, reason=RejectionReason.objects.all()[0], kind="warning")
    elsewhere = title.get_parent().add_child(instance=type(title)(title="Lintas Sore", slug="lintas-sore"))
    story = elsewhere.add_child(instance=StoryPage(title="Pasar pindah", live=True))
    thread = thread_of(story)
    assert (
        Frame(token).post(reverse("moderation:read", args=[thread.pk]), {"peringatan": warning.pk}).status_code == 404
    )
    warning.refresh_from_db()
    assert warning.read_at is None
