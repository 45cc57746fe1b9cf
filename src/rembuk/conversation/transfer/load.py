"""Bringing staged comments in: batches, each one transaction, after which all of it stands as if written here.

Run again, also after a death in the middle, it goes on: what is here already is left as it is, and rows come in an
order that depends on the file alone. Counters and numbers are kept as `actions.counting` keeps them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from django.db import connection, transaction
from django.utils import timezone

from rembuk.audit.actions import record
from rembuk.conversation.actions.common import lock_threads
from rembuk.conversation.models import ImportRun
from rembuk.newsroom.models import TitlePage

from .authors import Authors
from .batch import Batch
from .pages import OldPage, Places
from .staging import BATCH, Staging
from .standing import parents_here, standing

ROOMY: Final = {"cache_size": -40_000, "wal_autocheckpoint": 8_000}  # kB, if negative; pages of 4 kB
JUDGED_BATCH: Final = 200  # the phases take their time, and nobody else can write meanwhile


@dataclass(frozen=True, slots=True)
class Plan:
    """What to bring, and where. `title` is None where each page names its own; `source` as in `Imported`."""

    source: str
    digest: str
    title: TitlePage | None
    is_ours: bool
    judges: bool = False
    moves: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def roomy() -> Iterator[None]:
    """Room for SQLite to work in: with its usual 2 MB each batch reads the ends of every index from the disk again.

    What is durable, and when, stays as the site has it.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = [(name, cursor.execute(f"PRAGMA {name}").fetchone()[0]) for name in ROOMY]
        for name, value in ROOMY.items():
            cursor.execute(f"PRAGMA {name} = {value}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name, value in before:
                cursor.execute(f"PRAGMA {name} = {value}")


class Loader:
    """Brings one staged file in, or says what it would bring. `counts` has what came, by state, and `already`."""

    def __init__(self, staging: Staging, plan: Plan) -> None:
        self.staging, self.plan = staging, plan
        self.places = Places(plan.title, plan.moves)
        self.authors = Authors(plan.source)
        self.counts: Counter[str] = Counter()

    def preview(self, tell: Callable[[int], None]) -> None:
        """Count what `load` would bring; nothing is written."""
        for rows in self.staging.batches():
            here, _taken = self._here(rows)
            fresh = [row for row in rows if row["id"] not in here]
            self.counts.update(row["state"] for row in fresh)
            self.counts["already"] += len(rows) - len(fresh)
            parents = parents_here(self.plan.source, fresh, is_ours=self.plan.is_ours)
            for row in fresh:
                if row["parent"] and not row["parent_id"] and row["parent"] not in parents:
                    self.staging.note("orphan", row["place"])
            tell(len(rows))

    def stories(self) -> int:
        """How many of the pages are stories of ours."""
        found = 0
        for pages in self.staging.pages():
            found += self.places.stories([self._page(row) for row in pages])
        return found

    def load(self, tell: Callable[[int], None]) -> None:
        """Bring everything in; `tell` hears of each batch once it is safe."""
        plan = self.plan
        run, _made = ImportRun.objects.get_or_create(source=plan.source, digest=plan.digest)
        done = 0
        with roomy():
            for rows in self.staging.batches(JUDGED_BATCH if plan.judges else BATCH):
                done += len(rows)
                self._bring(rows)
                ImportRun.objects.filter(pk=run.pk).update(rows_done=done)
                tell(len(rows))
        with transaction.atomic():
            run.rows_done, run.counts, run.finished_at = done, dict(self.counts), timezone.now()
            run.save()
            record("conversation.import_comments", run, actor=None, source=plan.source, **self.counts)

    def _bring(self, rows: Sequence[sqlite3.Row]) -> None:
        with transaction.atomic():
            here, taken = self._here(rows)
            fresh = [row for row in rows if row["id"] not in here]
            batch, accounts = self._built(fresh, taken) if fresh else (None, {})
            if batch is not None:
                batch.write(self.plan.source)
        # Only what is committed counts.
        self.authors.remember(accounts)
        self.counts["already"] += len(rows) - len(fresh)
        if batch is not None:
            self.counts.update(comment.state for comment in batch.comments.values())
            for place in batch.orphans:
                self.staging.note("orphan", place)

    def _built(self, fresh: Sequence[sqlite3.Row], taken: set[str]) -> tuple[Batch, dict[str, int]]:
        ids = self._threads(fresh)
        locked = lock_threads(ids.values())
        parents = parents_here(self.plan.source, fresh, is_ours=self.plan.is_ours)
        accounts = self.authors.accounts(fresh)
        batch = Batch({key: locked[pk] for key, pk in ids.items()}, parents, accounts)
        batch.build(fresh, taken, judges=self.plan.judges)
        return batch, accounts

    def _threads(self, rows: Sequence[sqlite3.Row]) -> dict[str, int]:
        """The thread of each page of these rows, by the page's key; found once, then kept with the page."""
        ids = {row["page"]: row["thread"] for row in rows if row["thread"]}
        new = {row["page"]: self._page(row) for row in rows if not row["thread"]}
        if new:
            found = self.places.threads(list(new.values()))
            self.staging.keep_threads([(pk, key) for key, pk in found.items()])
            ids |= found
        return ids

    def _here(self, rows: Sequence[sqlite3.Row]) -> tuple[set[str], set[str]]:
        titles = None
        if self.plan.is_ours:
            pages = {row["page"]: self.places.title_of(self._page(row)) for row in rows}
            titles = {key: title.pk for key, title in pages.items() if title}
        found = standing(self.plan.source, rows, titles)
        return found.ids, found.taken

    def _page(self, row: sqlite3.Row) -> OldPage:
        return OldPage(row["page"], row["url"], row["page_name"], row["title"], self.plan.is_ours)
