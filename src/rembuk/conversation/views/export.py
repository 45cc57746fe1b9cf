"""Taking one's own comments along."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final, cast

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rembuk.conversation import actions
from rembuk.conversation.actions import networks
from rembuk.conversation.queries.export import own_comments, own_reactions
from rembuk.readers.models import Reader

from .asking import refusal_status, with_wait

DOWNLOADS: Final = networks.Limit("export", 3_600, 10)
COLUMNS: Final = (
    "kind", "id", "title", "thread", "about", "answers", "state", "written_at", "edited_at", "reaction", "body",
)  # fmt: skip


@login_required
@never_cache
@require_safe
def download(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """Everything the reader wrote and every reaction they gave, as JSON or (`format=csv`) as a table."""
    reader = cast(Reader, request.user)
    try:
        with transaction.atomic():
            networks.count(DOWNLOADS, str(reader.pk), _wait)
    except actions.Refused as refusal:
        facts = {"message": refusal.message}
        page = render(request, "conversation/export_later.html", facts, status=refusal_status(refusal))
        return with_wait(page, refusal)
    is_table = request.GET.get("format") == "csv"
    kind, ending = ("text/csv; charset=utf-8", "csv") if is_table else ("application/json", "json")
    response = StreamingHttpResponse(_table(reader) if is_table else _json(reader), content_type=kind)
    day = timezone.localdate().isoformat()
    response["Content-Disposition"] = f'attachment; filename="komentar-saya-{day}.{ending}"'
    return response


def _wait(minutes: int) -> str:
    return ngettext(
        "You have downloaded your comments ten times in this hour. Try again in %(n)d minute.",
        "You have downloaded your comments ten times in this hour. Try again in %(n)d minutes.",
        minutes,
    )


def _json(reader: Reader) -> Iterator[str]:
    """One object, its lists written row by row."""
    about = {"reader": reader.display_name, "made_at": timezone.now().isoformat(timespec="seconds")}
    yield json.dumps(about, ensure_ascii=False)[:-1]
    for name, rows in (("comments", own_comments(reader)), ("reactions", own_reactions(reader))):
        yield f', "{name}": ['
        for place, row in enumerate(rows):
            yield (",\n" if place else "\n") + json.dumps(row, ensure_ascii=False)
        yield "\n]"
    yield "}\n"


class _Line:
    """What a csv.writer writes to: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def _table(reader: Reader) -> Iterator[str]:
    """A table for spreadsheets: the mark at the start says that it is UTF-8, and no cell is taken for a formula."""
    writer = csv.writer(_Line())
    yield "\ufeff" + str(writer.writerow(COLUMNS))
    for row in chain(own_comments(reader), own_reactions(reader)):
        yield str(writer.writerow([_cell(row.get(column)) for column in COLUMNS]))


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
