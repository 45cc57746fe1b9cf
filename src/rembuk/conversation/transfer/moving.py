"""An import from beginning to end: read, put in order, bring in (or only count), report."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils import translation

from rembuk.newsroom.models import TitlePage

from .formats import FORMATS, rows
from .load import Loader, Plan
from .opening import Source
from .order import keep_titles, put_in_order
from .report import STATES, Report
from .staging import Staging

# Hears (stage, done, of how many): stages are "read", in bytes, and "bring", in comments.
Tell = Callable[[str, int, int], None]


class Import:
    """One file, read and in order. `load` or `preview` it, then ask for the `report` and the `notes`."""

    def __init__(self, staging: Staging, plan: Plan) -> None:
        self.staging = staging
        self.loader = Loader(staging, plan)
        self.totals = staging.totals()

    def run(self, tell: Tell, *, is_dry: bool) -> Report:
        """Bring it in, or only say what would come."""
        total, done = self.totals["comments"], 0

        def tell_more(number: int) -> None:
            nonlocal done
            done += number
            tell("bring", done, total)

        with translation.override(settings.LANGUAGE_CODE):  # what is written here, whoever runs it
            (self.loader.preview if is_dry else self.loader.load)(tell_more)
        counts = self.loader.counts
        return Report(
            pages=self.totals["pages"],
            stories=self.loader.stories(),
            authors=self.totals["authors"],
            already=counts["already"],
            states={state: counts[state] for state in STATES},
            notes=self.staging.note_counts(),
            left=dict(self.staging.left),
        )

    def notes(self, kind: str) -> Iterator[tuple[int, str]]:
        """(place, reason) of every note of a kind in `report.NOTES`."""
        return self.staging.notes(kind)


@contextmanager
def opened(
    path: Path, form: str, title: TitlePage | None, moves: Mapping[str, str], *, judges: bool, tell: Tell
) -> Iterator[Import]:
    """A file in the named format, read to its end and ready to be brought in.

    Raises:
        Unreadable: the file is refused as a whole; nothing was or will be written.
    """
    source = Source(path)
    staging = Staging()
    try:
        staging.fill(rows(form, source), lambda _number: tell("read", source.done, source.size))
        is_ours = FORMATS[form].is_ours
        if is_ours and title is None:
            keep_titles(staging, set(TitlePage.objects.values_list("slug", flat=True)))
        put_in_order(staging)
        place = f"{form}:{title.slug}" if title else form
        yield Import(staging, Plan(place[:80], digest(source), title, is_ours, judges, moves))
    finally:
        staging.close()


def digest(source: Source) -> str:
    """What tells this file from any other: SHA-256 over all of it."""
    found = hashlib.sha256()
    for path in source.files():
        with path.open("rb") as file:
            found.update(hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()
