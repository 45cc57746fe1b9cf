"""`rembuk import-comments` and `rembuk export-comments`: moving conversations in from other systems, and out."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from django.db import DatabaseError
from django.utils import translation

from rembuk.conversation.transfer.export import export
from rembuk.conversation.transfer.formats import FORMATS
from rembuk.conversation.transfer.moving import Import, opened
from rembuk.conversation.transfer.pages import read_map
from rembuk.conversation.transfer.report import LEFT, NOTES, STATES, Report
from rembuk.conversation.transfer.rows import Unreadable
from rembuk.newsroom.models import TitlePage

from . import say

NOTES_SHOWN: Final = 30  # of each kind; --json gives all
STAGES: Final[Mapping[str, tuple[str, str]]] = {
    "read": ("Reading", "MB"),
    "bring": ("Bringing in", "comments"),
    "write": ("Writing", "comments"),
}


def run(command: str, words: Sequence[str]) -> int:
    """Either command, with what stands behind it."""
    try:
        with translation.override(say.LANGUAGE):
            return _import(words) if command == "import-comments" else _export(words)
    except Unreadable as problem:
        say.stop(f"{problem}.")
    except DatabaseError as problem:
        say.stop(f"the database did not take it ({problem}). What is in stays in; run the same command again.")


def _import(words: Sequence[str]) -> int:
    options = _import_parser().parse_args(words)
    is_ours = FORMATS[options.format].is_ours
    title = None if is_ours and options.slug is None else _title(options.slug)
    moves = read_map(options.map) if options.map else {}
    progress = Progress()
    with opened(options.file, options.format, title, moves, judges=options.judge, tell=progress.tell) as found:
        report = found.run(progress.tell, is_dry=options.dry_run)
        progress.end()
        if options.json:
            _print_json(found, report, is_dry=options.dry_run)
        else:
            _print(found, report, is_dry=options.dry_run, has_lines=FORMATS[options.format].has_lines)
    return 1 if report.notes.get("broken") else 0


def _import_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rembuk import-comments",
        description="Bring comments in from another system. Run it as often as you like: nothing doubles.",
        epilog="docs/moving.md says how to get the file out of each system, and what comes with it.",
    )
    parser.add_argument("file", type=Path, help="the file, as it is or packed (gzip, zip); for Coral also a folder")
    parser.add_argument("--from", dest="format", choices=list(FORMATS), default="jsonl", help="which system wrote it")
    parser.add_argument("--title", dest="slug", help="slug of the title that gets the comments")
    parser.add_argument("--map", type=Path, help="pages that moved: old and new address on each line, a tab between")
    parser.add_argument("--judge", action="store_true", help="let every text pass the phases; what they hold, waits")
    parser.add_argument("--dry-run", action="store_true", help="only say what would come; write nothing")
    parser.add_argument("--json", action="store_true", help="print the report as JSON Lines, with every note")
    return parser


def _title(slug: str | None) -> TitlePage:
    titles: dict[str, TitlePage] = {title.slug: title for title in TitlePage.objects.order_by("slug")}
    if slug not in titles:
        raise Unreadable(f"name a title with --title (there is: {', '.join(titles) or 'none yet'})")
    return titles[slug]


def _print_json(found: Import, report: Report, *, is_dry: bool) -> None:
    for kind in NOTES:
        for place, reason in found.notes(kind):
            say.line(json.dumps({"note": kind, "place": place, "reason": reason}, ensure_ascii=False))
    facts = {
        "dry_run": is_dry,
        "comments": report.comments,
        "states": dict(report.states),
        "already": report.already,
        "pages": report.pages,
        "stories": report.stories,
        "authors": report.authors,
        "notes": {kind: report.notes.get(kind, 0) for kind in NOTES},
        "left": dict(report.left),
    }
    say.line(json.dumps(facts, ensure_ascii=False))


def _print(found: Import, report: Report, *, is_dry: bool, has_lines: bool) -> None:
    say.line("Would come:" if is_dry else "Came in:")
    for state, number in report.states.items():
        if number:
            say.line(f"  {say.number(number):>9} {STATES[state]}")
    say.line(f"  {say.number(report.comments):>9} comments in all")
    if report.already:
        say.line(f"  {say.number(report.already):>9} were here already and stay as they are")
    pages, stories, authors = map(say.number, (report.pages, report.stories, report.authors))
    say.line(f"Pages: {pages} (stories here: {stories}), authors: {authors}.")
    if report.left:
        say.line("Not brought:")
        for kind, number in sorted(report.left.items()):
            say.line(f"  {say.number(number):>9} {LEFT[kind]}")
    for kind, label in NOTES.items():
        if number := report.notes.get(kind, 0):
            say.line(f"{label}: {say.number(number)}")
            _print_notes(found, kind, number, has_lines=has_lines)


def _print_notes(found: Import, kind: str, number: int, *, has_lines: bool) -> None:
    for shown, (place, reason) in enumerate(found.notes(kind)):
        if shown == NOTES_SHOWN:
            say.line(f"  … and {say.number(number - shown)} more; --json lists all")
            return
        where = f"{'line' if has_lines else 'entry'} {place}" if place else ""
        say.line("  " + ": ".join(filter(None, (where, reason))))


def _export(words: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="rembuk export-comments",
        description="Write all comments in the plain format (docs/moving.md): JSON Lines, the same bytes every time.",
    )
    parser.add_argument("--title", dest="slug", help="slug of one title; all of them without it")
    parser.add_argument("-o", dest="file", type=Path, help="the file to write; standard output without it")
    options = parser.parse_args(words)
    slug = _title(options.slug).slug if options.slug else None
    progress = Progress()
    if options.file is None:
        export(sys.stdout.buffer, slug, lambda number: progress.tell("write", number, 0))
        sys.stdout.buffer.flush()
    else:
        _export_to(options.file, slug, progress)
    progress.end()
    return 0


def _export_to(path: Path, slug: str | None, progress: Progress) -> None:
    """Write beside the file and put it in its place when it is whole, readable by nobody else."""
    try:
        handle, unfinished = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}-")
        with os.fdopen(handle, "wb") as target:
            export(target, slug, lambda number: progress.tell("write", number, 0))
            target.flush()
            os.fsync(target.fileno())
        Path(unfinished).replace(path)
    except OSError as problem:
        raise Unreadable(f"{path} cannot be written: {problem.strerror or problem}") from None


class Progress:
    """How far it is, on standard error: a line that moves on a terminal, elsewhere a line now and then."""

    def __init__(self) -> None:
        self.moves = sys.stderr.isatty()
        self.every = 0.2 if self.moves else 10.0
        self.begun = self.shown = time.monotonic()
        self.stage = ""
        self.last = ""

    def tell(self, stage: str, done: int, total: int) -> None:
        """So much of a stage is done, of `total` when that is known."""
        now = time.monotonic()
        if stage != self.stage:
            self._print(self.last, "\n")
            self.stage, self.begun, self.shown, self.last = stage, now, now, ""
        self.last = self._line(done, total, now - self.begun)
        if now - self.shown >= self.every:
            self._print(self.last, "" if self.moves else "\n")
            self.shown = now

    def end(self) -> None:
        """The last stage is over."""
        self._print(self.last, "\n")
        self.last = ""

    def _line(self, done: int, total: int, seconds: float) -> str:
        label, unit = STAGES[self.stage]
        scale = 1_000_000 if unit == "MB" else 1
        share = f"{100 * done // total:3d} % " if total else ""
        rate = done / max(seconds, 0.001) / scale
        return f"{label:12} {share}{say.number(done // scale)} {unit} ({say.number(rate)} {unit}/s)"

    def _print(self, line: str, end: str) -> None:
        if line:
            print(f"\r{line:70}" if self.moves else line, end=end, file=sys.stderr, flush=True)
