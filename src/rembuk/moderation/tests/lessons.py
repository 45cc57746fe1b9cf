"""Invented decisions, many at once: what moderators of a title published and turned away, made of templates."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.utils import timezone

from rembuk.civility.models import Model, shipped
from rembuk.civility.training import Row, train_abuse
from rembuk.conversation.models import Comment, Thread
from rembuk.moderation.actions.learning import Lesson, keep_lesson
from rembuk.moderation.learning.labels import is_held_back
from rembuk.moderation.models import Decision, LearnedModel, RejectionReason
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

PLACES = ("desa", "kota", "pasar", "kampung", "sekolah", "terminal", "pelabuhan", "stasiun", "lapangan", "puskesmas")
# The same sentences about harmless things, and about one that is a slur in this newsroom only: what is found of it was
# learned here.
SAID = (
    "{who} di {place} memang begitu dari dulu",
    "saya lihat {who} lewat {place} tadi pagi",
    "lagi-lagi {who} yang mengurus {place} itu",
    "kalau {who} ikut, {place} pasti ramai",
    "harga di {place} naik lagi kata {who}",
)
PLAIN, RUDE = ("jendela", "lukisan", "kumbang"), ("gerobak",)
NEW_RUDE = "lagi-lagi gerobak yang ikut di {} itu"
ENOUGH = 440


def rows(count: int, *, share: int = 4, seed: int = 3) -> list[tuple[str, bool]]:
    """Texts with their labels; one in `share` was turned away."""
    rng = random.Random(seed)
    return [(said(rng, RUDE if number % share == 0 else PLAIN, number), number % share == 0) for number in range(count)]


def said(rng: random.Random, names: Sequence[str], number: int) -> str:
    """A sentence about somebody."""
    return f"{rng.choice(SAID).format(who=rng.choice(names), place=rng.choice(PLACES))} {number}"


@cache
def model() -> Model:
    """Trained once for all tests on `rows(ENOUGH)`, as a title does it."""
    labelled = rows(ENOUGH)
    held = [number for number, (text, _bad) in enumerate(labelled) if is_held_back(text)]
    return train_abuse([Row(*row) for row in labelled], seed_model=shipped().abuse, held_back=held).model


def kept(title: TitlePage, found: LearnedModel | None = None, **facts: Any) -> LearnedModel:
    """A row with it, as a training keeps it; `facts` of the lesson may differ."""
    usual: dict[str, Any] = {
        "model": model(), "approved": 330, "rejected": 110, "newest_decision": 0, "is_worse": False, "is_proven": True,
        "figures": {}, "changes": {}, "differing": [],
    }  # fmt: skip
    lesson = Lesson(**{**usual, "found": found, "former": found, **facts})
    return keep_lesson(title=title, lesson=lesson, now=timezone.now())


def comments_of(thread: Thread, writers: Sequence[Reader], texts: Sequence[str], *, now: datetime) -> list[Comment]:
    """Published comments, written in bulk."""
    made = [
        Comment(
            thread=thread, author=writers[number % len(writers)], client_key=uuid.uuid4(), body=text, html=text,
            state="published", created_at=now,
        )
        for number, text in enumerate(texts)
    ]  # fmt: skip
    return Comment.objects.bulk_create(made)


def decide(
    thread: Thread,
    writers: Sequence[Reader],
    labelled: Sequence[tuple[str, bool]],
    *,
    reason: RejectionReason,
    now: datetime,
    ago: timedelta = timedelta(hours=1),
) -> list[Decision]:
    """Decisions about such texts, made some time ago."""
    comments = comments_of(thread, writers, [text for text, _bad in labelled], now=now - ago)
    decisions = Decision.objects.bulk_create(
        Decision(
            comment=comment,
            outcome="rejected" if bad else "approved",
            before="held",
            **(reason.as_given() if bad else {}),
        )
        for comment, (_text, bad) in zip(comments, labelled, strict=True)
    )
    Decision.objects.filter(pk__in=[each.pk for each in decisions]).update(made_at=now - ago)
    Comment.objects.filter(pk__in=[each.comment_id for each in decisions if each.outcome == "rejected"]).update(
        state="rejected"
    )
    return decisions
