"""Asking the writer through the API: 409 with places and sentences, one answer, and no way past the phases."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.phases import Answer, Draft
from rembuk.readers.models import Reader

from .conftest import Ask

pytestmark = pytest.mark.django_db
HARSH = "Menteri goblok itu!"


def asks(draft: Draft) -> Answer:
    """A phase for tests: `goblok` waits and is asked about, `sedih` needs help."""
    kinds = {"goblok": "insult", "sedih": "self_harm"}
    found = [(kinds[word], draft.body.find(word), len(word)) for word in kinds if word in draft.body]
    places = [{"kind": kind, "span": [start, start + length]} for kind, start, length in found]
    return Answer("hold" if found else "publish", places, asks=places)


@pytest.fixture(autouse=True)
def _phases(settings: Any) -> None:
    settings.REMBUK_PHASES = ["rembuk.conversation.phases_basic.length", f"{__name__}.asks"]


def sent(ask: Ask, thread: Thread, reader: Reader, key: uuid.UUID, body: str, **more: Any) -> Any:
    content = {"reader": str(reader.public_id), "body": body, "may_ask": True, **more}
    return ask("POST", f"/threads/{thread.pk}/comments", content, idempotency_key=str(key))


def test_the_writer_is_asked_and_answers_once(ask: Ask, thread: Thread, linked: Reader) -> None:
    key = uuid.uuid4()
    first = sent(ask, thread, linked, key, HARSH)
    told = first.json()
    assert (first.status_code, first["Content-Type"]) == (409, "application/problem+json")
    assert (told["status"], told["type"], told["waits"], told["offers_help"]) == (409, "/api/#409", True, False)
    (mark,) = told["marks"]
    assert told["text"][mark["start"] : mark["end"]] == "goblok"
    assert mark["sentence"]
    assert Comment.objects.count() == 0
    held = sent(ask, thread, linked, key, "Tetap goblok.", nudge=told["token"])
    assert (held.status_code, held.json()["state"]) == (202, "held")


def test_sent_all_the_same_it_waits_and_a_forged_answer_asks_again(ask: Ask, thread: Thread, linked: Reader) -> None:
    key = uuid.uuid4()
    token = sent(ask, thread, linked, key, HARSH).json()["token"]
    assert sent(ask, thread, linked, uuid.uuid4(), HARSH, nudge=token, anyway=True).status_code == 409
    assert sent(ask, thread, linked, key, HARSH, nudge="x" + token, anyway=True).status_code == 409
    assert sent(ask, thread, linked, key, HARSH, nudge=token, anyway=True).status_code == 202
    assert sent(ask, thread, linked, key, HARSH, nudge=token, anyway=True).status_code == 202
    assert Comment.objects.count() == 1


def test_who_has_no_page_to_ask_on_is_not_asked(ask: Ask, thread: Thread, linked: Reader) -> None:
    content = {"reader": str(linked.public_id), "body": HARSH}
    answer = ask("POST", f"/threads/{thread.pk}/comments", content, idempotency_key=str(uuid.uuid4()))
    assert answer.status_code == 202


def test_someone_in_need_gets_help_and_no_marks(ask: Ask, thread: Thread, linked: Reader) -> None:
    told = sent(ask, thread, linked, uuid.uuid4(), "Aku sedih").json()
    assert (told["offers_help"], told["marks"]) == (True, [])
    assert "119" in told["detail"]


def test_the_document_says_so(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()
    answers = document["paths"]["/api/v1/threads/{thread_id}/comments"]["post"]["responses"]
    assert "application/problem+json" in answers["409"]["content"]
