"""The only place that knows the tables: fills an installation, and looks whether acknowledged comments are there.

    python seed.py make  < {"readers": 60, "threads": {"name": {"many": 1, "openers": 20, "busy": 10, "spread": 20}}}
    python seed.py check < client keys, one a line      prints how many of them stand on a comment, by state
    python seed.py verdicts < client keys               prints of each that stands its id, state and kinds of reasons
    python seed.py wait  < {"many": 100000}             comments that wait for a moderator; prints a moderator's cookies
    python seed.py count                                prints how many comments there are
    python seed.py recount                              prints how many counters are wrong
    python seed.py facts                                prints what the database says of itself

A thread has, from its oldest comment to its newest: `old` comments (nine of ten are replies, up to twelve deep),
`openers`, `busy` replies below the first of these, `spread` replies below the others. So the newest page of a huge
thread and that of a small one show the same.
"""

from __future__ import annotations

import json
import random
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  # Django stands first
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.contrib.sessions.models import Session  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import Page, Site  # noqa: E402
from waiting import wait  # noqa: E402
from words import TEXT, sentence  # noqa: E402

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)

from rembuk.conversation import markup  # noqa: E402
from rembuk.conversation.models import Comment, Thread  # noqa: E402
from rembuk.conversation.recount import recount  # noqa: E402
from rembuk.newsroom.models import StoryPage, TitlePage  # noqa: E402
from rembuk.readers.models import Reader  # noqa: E402

DEEPEST = 12
BATCH = 2_000


def make(plan: dict[str, Any]) -> dict[str, Any]:
    """Fill the database; returns the ids of the threads by name, the stories' paths, and the readers' session keys."""
    with transaction.atomic():
        title = _title()
        readers = _readers(plan["readers"], plan.get("fresh", 0))
        ids, texts = count(1), [(text, markup.render(text)) for text in (TEXT, *(sentence() for _ in range(60)))]
        threads: dict[str, list[int]] = {}
        stories: dict[str, str] = {}
        for name, shape in plan["threads"].items():
            for number in range(shape.get("many", 1)):
                thread = _thread(title, f"{name}-{number}")
                threads.setdefault(name, []).append(thread.pk)
                stories.setdefault(name, f"/{name}-{number}/")
                _fill(thread, shape, readers, texts, ids)
        with connection.cursor() as cursor:  # our own ids went past PostgreSQL's counters
            for statement in connection.ops.sequence_reset_sql(no_style(), [Comment]):
                cursor.execute(statement)
    return {"threads": threads, "stories": stories, "sessions": _sessions(readers)}


def _title() -> TitlePage:
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    title: TitlePage = Page.objects.get(depth=1).add_child(instance=TitlePage(title="Lintas Pagi", slug="lintas-pagi"))
    port = int(settings.REMBUK_BASE_URL.rsplit(":", 1)[1])
    Site.objects.create(hostname="127.0.0.1", port=port, site_name="Lintas Pagi", root_page=title, is_default_site=True)
    return title


def _thread(title: TitlePage, slug: str) -> Thread:
    words = [{"type": "paragraph", "value": f"<p>{TEXT}</p>"}] * 5
    story = StoryPage(title=f"Cerita {slug}", slug=slug, live=True, body=words, first_published_at=timezone.now())
    title.add_child(instance=story)
    return Thread.objects.create(story=story, title=title)


def _readers(many: int, fresh: int) -> list[Reader]:
    """So many readers; every so-manieth one, `fresh` in all, joins now."""
    password, now, every = make_password(None), timezone.now(), many // fresh if fresh else many + 1
    made = [
        Reader(
            handle=f"pembaca{number}",
            email=f"pembaca{number}@contoh.test",
            display_name=f"Pembaca {number}",
            password=password,
            date_joined=now if (number + 1) % every == 0 else LONG_AGO,  # the newest accounts have limits of their own
        )
        for number in range(many)
    ]
    return Reader.objects.bulk_create(made, batch_size=BATCH)


def _sessions(readers: list[Reader]) -> list[str]:
    store, ends = SessionStore(), timezone.now() + timedelta(days=1)
    rows = []
    for reader in readers:
        facts = {
            SESSION_KEY: str(reader.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: reader.get_session_auth_hash(),
        }
        rows.append(Session(session_key=uuid.uuid4().hex, session_data=store.encode(facts), expire_date=ends))
    Session.objects.bulk_create(rows, batch_size=BATCH)
    return [row.session_key for row in rows]


def _parents(shape: dict[str, int]) -> list[int | None]:
    """For each comment, oldest first, the place of its parent; None for one that opens a branch."""
    parents: list[int | None] = []
    depths: list[int] = []

    def add(parent: int | None) -> None:
        depths.append(0 if parent is None else depths[parent] + 1)
        parents.append(parent)

    def below(first: int) -> int:
        """Somebody who spoke lately, since `first`, and may still be answered."""
        candidate = random.randint(max(first, len(parents) - 60), len(parents) - 1)
        while depths[candidate] >= DEEPEST:
            candidate = parents[candidate] or 0
        return candidate

    for number in range(shape.get("old", 0)):
        add(None if number % 10 == 0 else below(0))
    openers = range(len(parents), len(parents) + shape.get("openers", 0))
    for _ in openers:
        add(None)
    busy = len(parents)
    for number in range(shape.get("busy", 0)):
        add(openers[0] if number < 5 else below(busy))
    for number in range(shape.get("spread", 0)):
        add(openers[1 + number % (len(openers) - 1)])
    return parents


def _fill(thread: Thread, shape: dict[str, int], readers: list[Reader], texts: list[Any], ids: Iterator[int]) -> None:
    """Write the comments of a thread, with every counter as the verbs would have left it."""
    parents, begun = _parents(shape), timezone.now()
    pks = [next(ids) for _ in parents]
    roots: list[int] = []
    depths: list[int] = []
    for place, parent in enumerate(parents):
        roots.append(place if parent is None else roots[parent])
        depths.append(0 if parent is None else depths[parent] + 1)
    replies = Counter(parent for parent in parents if parent is not None)
    branches = Counter(roots[place] for place, parent in enumerate(parents) if parent is not None)
    numbers: Counter[int] = Counter()
    rows = []
    for place, parent in enumerate(parents):
        body, html = texts[place % len(texts)]
        comment = Comment(
            pk=pks[place],
            thread=thread,
            depth=depths[place],
            author=readers[place % len(readers)],
            client_key=uuid.uuid4(),
            body=body,
            html=html,
            state=Comment.State.PUBLISHED,
            # Old enough that no reader's pace counts it.
            created_at=begun - timedelta(hours=2, seconds=len(parents) - place),
            is_shown=True,
            last_number=replies[place],
            reply_count=replies[place],
            branch_count=branches[place],
        )
        if parent is not None:
            numbers[parent] += 1
            comment.parent_id, comment.root_id, comment.number = pks[parent], pks[roots[place]], numbers[parent]
        rows.append(comment)
    Comment.objects.bulk_create(rows, batch_size=BATCH)
    Thread.objects.filter(pk=thread.pk).update(comment_count=len(rows), version=len(rows))


def check(keys: list[str]) -> dict[str, int]:
    """How many of these client keys stand on no comment (`missing`), and how many on one of each state."""
    there = {str(key): state for key, state in Comment.objects.values_list("client_key", "state").iterator()}
    return Counter(there.get(key, "missing") for key in set(keys))


def verdicts(keys: list[str]) -> dict[str, list[Any]]:
    """Of each comment under these client keys: its public id, its state, and the kinds of what was found in it."""
    wanted, found = set(keys), {}
    for comment in Comment.objects.prefetch_related("verdicts").iterator(chunk_size=BATCH):
        if str(comment.client_key) in wanted:
            kinds = sorted({reason["kind"] for verdict in comment.verdicts.all() for reason in verdict.reasons})
            found[str(comment.client_key)] = [str(comment.public_id), comment.state, kinds]
    return found


def facts() -> dict[str, str]:
    """The database as the site's own settings open it, with how it keeps a promise."""
    asked = {"sqlite": ["journal_mode", "synchronous"], "postgresql": ["fsync", "synchronous_commit"]}[
        connection.vendor
    ]
    way = "PRAGMA" if connection.vendor == "sqlite" else "SHOW"
    questions = {name: f"{way} {name}" for name in asked}
    questions["version"] = "SELECT sqlite_version()" if connection.vendor == "sqlite" else "SELECT version()"
    found = {}
    with connection.cursor() as cursor:
        for name, question in questions.items():
            cursor.execute(question)
            found[name] = str(cursor.fetchone()[0])
    return found


if __name__ == "__main__":
    match sys.argv[1]:
        case "make":
            print(json.dumps(make(json.load(sys.stdin))))
        case "check":
            print(json.dumps(check(sys.stdin.read().split())))
        case "verdicts":
            print(json.dumps(verdicts(sys.stdin.read().split())))
        case "wait":
            moderator, device = wait(json.load(sys.stdin)["many"])
            print(json.dumps({"session": _sessions([moderator])[0], "device": device}))
        case "count":
            print(json.dumps({"comments": Comment.objects.count()}))
        case "recount":
            print(json.dumps({"wrong": sum(len(recount(thread)) for thread in Thread.objects.order_by("pk"))}))
        case _:
            print(json.dumps(facts()))
