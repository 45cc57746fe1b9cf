"""`rembuk statements`: the statements of reasons of a stretch of days, as JSON."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from rembuk.design.moments import is_near
from rembuk.moderation.statements import written
from rembuk.newsroom.models import TitlePage

from . import say


def run(words: Sequence[str]) -> int:
    """Write them to a file, or to standard output."""
    today = timezone.localdate()
    parser = argparse.ArgumentParser(
        prog="rembuk statements",
        description="Write one statement of reasons for each rejection and sanction, as JSON (docs/statements.md).",
    )
    parser.add_argument("--from", dest="first", type=date.fromisoformat, default=today - timedelta(days=30))
    parser.add_argument("--to", dest="last", type=date.fromisoformat, default=today, help="the last day; today")
    parser.add_argument("--title", dest="slug", help="slug of one title; all of them without it")
    parser.add_argument("-o", dest="file", type=Path, help="the file to write; standard output without it")
    options = parser.parse_args(words)
    if not (is_near(options.first) and is_near(options.last)):
        say.stop("a day has a year between 1970 and 2199.")
    if options.first > options.last:
        say.stop("the first day comes after the last.")
    title: TitlePage | None = None
    if options.slug:
        title = TitlePage.objects.filter(slug=options.slug).first()
        if title is None:
            say.stop(f"there is no title with the slug “{options.slug}”.")
    pieces = written(options.first, options.last, title)
    if options.file is None:
        sys.stdout.writelines(pieces)
        sys.stdout.flush()
        return 0
    handle, unfinished = tempfile.mkstemp(dir=options.file.absolute().parent, prefix=f".{options.file.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as target:
        target.writelines(pieces)
        target.flush()
        os.fsync(target.fileno())
    Path(unfinished).replace(options.file)
    return 0
