"""What `seed.py wait` makes: comments that wait for a moderator, as the verbs would have left them, and a moderator."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.utils import timezone
from words import sentence

from rembuk.conversation import markup
from rembuk.conversation.models import Comment, Report, Thread, Verdict
from rembuk.moderation.actions.queue import REPORTED_AND_VISIBLE
from rembuk.moderation.models import QueueItem, TextPrint
from rembuk.moderation.prints import digest
from rembuk.readers.models import Reader
from rembuk.site.groups import MODERATORS
from rembuk.trust.devices import hash_of, signed
from rembuk.trust.models import Device

BATCH = 2_000
REPORTED = 100  # one of so many is published and reported
KINDS = ["insult", "profanity", "gambling", "link", "contact", "tone"]
RARE, RARE_WORD = "threat", "kunang-kunang"


def wait(many: int) -> tuple[Reader, str]:
    """Make them, and the moderator with the cookie of a confirmed device.

    The last but ten has a kind of reason and a word that no other one has.
    """
    threads, people = list(Thread.objects.select_related("story")), list(Reader.objects.all()[:500])
    begun, rng = timezone.now() - timedelta(days=2), random.Random(7)
    with transaction.atomic():
        for first in range(0, many, BATCH):
            numbers = range(first, min(first + BATCH, many))
            made = [_comment(number, many, threads, people, begun) for number in numbers]
            Comment.objects.bulk_create(made)
            for model, rows in _attached(made, many - 10 - first, people[0], rng):
                model.objects.bulk_create(rows)
        moderator = people[-1]
        moderator.groups.add(Group.objects.get(name=MODERATORS))
    if connection.vendor == "postgresql":  # its own housekeeping does this within a minute
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    now, token = timezone.now(), uuid.uuid4().hex
    Device.objects.create(
        reader=moderator, token_hash=hash_of(token), label="Chrome, Linux", last_seen=now, confirmed_at=now
    )
    return moderator, signed(token)


def _comment(number: int, many: int, threads: list[Thread], people: list[Reader], begun: Any) -> Comment:
    body = f"{sentence()} ({number})" + (f" {RARE_WORD}" if number == many - 10 else "")
    return Comment(
        thread=threads[number % len(threads)],
        author=people[number % (len(people) - 1)],
        client_key=uuid.uuid4(),
        body=body,
        html=markup.render(body),
        state=Comment.State.PUBLISHED if number % REPORTED == 0 else Comment.State.HELD,
        is_shown=number % REPORTED == 0,
        created_at=begun + timedelta(seconds=number),
    )


def _attached(made: list[Comment], rare: int, reporter: Reader, rng: random.Random) -> list[tuple[Any, list[Any]]]:
    kinds = [RARE if place == rare else KINDS[place % len(KINDS)] for place in range(len(made))]
    scores = [rng.randint(20, 100) for _ in made]
    reported = [one for one in made if one.state == Comment.State.PUBLISHED]
    verdicts = [
        Verdict(comment=one, outcome="hold", phase="seed", reasons=[{"kind": kind, "weight": score / 100}])
        for one, kind, score in zip(made, kinds, scores, strict=True)
    ]
    items = [
        QueueItem(
            comment=one,
            origin="reported" if one.state == Comment.State.PUBLISHED else "held",
            urgency=REPORTED_AND_VISIBLE if one.state == Comment.State.PUBLISHED else 0,
            opened_at=one.created_at,
            title_id=one.thread.title_id,
            thread=one.thread,
            kinds=f",{kind},",
            score=score,
        )
        for one, kind, score in zip(made, kinds, scores, strict=True)
    ]
    # Bits at random: what is near what changes nothing in what is asked.
    prints = [
        TextPrint(comment=one, digest=digest(one.body), near=rng.getrandbits(63), made_at=one.created_at)
        for one in made
    ]
    reports = [Report(comment=one, reporter=reporter, reason="abuse") for one in reported]
    return [(Verdict, verdicts), (QueueItem, items), (TextPrint, prints), (Report, reports)]
