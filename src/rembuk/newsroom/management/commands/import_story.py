"""`rembuk import-story FILE --title SLUG`: a pasted story text becomes a structured draft."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.urls import reverse
from django.utils.translation import gettext as _

from rembuk.newsroom.actions import import_story
from rembuk.newsroom.models import TitlePage
from rembuk.newsroom.storytext import describe, read_story

MOST_BYTES = 200_000


class Command(BaseCommand):
    help = "Turn a pasted story text into a structured draft. Prints what was recognised."
    requires_migrations_checks = False
    requires_system_checks: list[str] = []  # a dry run needs no database, and nothing here depends on them

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --title, --dry-run, --json."""
        parser.add_argument("file", help="a UTF-8 text file, or - for standard input")
        parser.add_argument("--title", dest="slug", help="slug of the title that gets the draft")
        parser.add_argument("--dry-run", action="store_true", help="only say what was recognised; write nothing")
        parser.add_argument("--json", action="store_true", help="print the structure as JSON, and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, say what was recognised, and (unless it is a dry run) write the draft.

        With --json only the JSON goes to standard output; what became of the draft is said on standard error.
        """
        story = read_story(_text_of(options["file"]))
        title = None if options["dry_run"] else _title_of(options["slug"])
        if options["json"]:
            self.stdout.write(json.dumps(story.to_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(describe(story, _))
        if title is None:
            return
        draft = import_story(title=title, text=story)
        notes = self.stderr if options["json"] else self.stdout
        made = {"headline": draft.story.title, "title": title.title, "address": _edit_address(draft.story.pk)}
        notes.write(_("Draft “%(headline)s” for %(title)s: %(address)s") % made, str)
        for hint in draft.unplaced:
            notes.write(_("Related story not found here, an editor has to place it: %s") % hint, str)


def _text_of(name: str) -> str:
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
    except OSError as problem:
        reason = {"name": name, "reason": problem.strerror}
        raise CommandError(_("%(name)s cannot be read: %(reason)s") % reason) from None
    if len(raw) > MOST_BYTES:
        limit = {"name": name, "kilobytes": MOST_BYTES // 1000}
        raise CommandError(_("%(name)s is larger than %(kilobytes)d kB; give the text of one story") % limit)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        where = {"name": name, "byte": problem.start}
        message = _("%(name)s is not UTF-8 text (byte %(byte)d); save it as UTF-8 and try again")
        raise CommandError(message % where) from None
    if "\0" in text:
        raise CommandError(_("%s holds zero bytes, so it is no text file; save it as UTF-8 text and try again") % name)
    if not text.strip():
        raise CommandError(_("%s holds no text; paste the story into it and try again") % name)
    return text


def _title_of(slug: str | None) -> TitlePage:
    try:
        titles: dict[str, TitlePage] = {title.slug: title for title in TitlePage.objects.order_by("slug")}
    except DatabaseError:
        raise CommandError(
            _("The database is not ready; run `rembuk prepare` first, or add --dry-run to write nothing")
        ) from None
    if slug not in titles:
        known = ", ".join(titles) or _("none yet")
        raise CommandError(
            _("Name a title with --title (there is: %s), or add --dry-run to write nothing") % known, returncode=2
        )
    return titles[slug]


def _edit_address(pk: int) -> str:
    return reverse("wagtailadmin_pages:edit", args=[pk])
