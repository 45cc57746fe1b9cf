"""What of a batch stands here already: the comments themselves, those whose ids are taken, and the parents."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import F

from rembuk.conversation.models import Comment, Imported

PARENT: Final = ("id", "thread_id", "root_id", "depth", "last_number", "reply_count", "branch_count", "is_shown")


@dataclass(frozen=True, slots=True)
class Standing:
    """`ids` of the file that are here already; public ids that another title's comments have, in `taken`."""

    ids: set[str]
    taken: set[str] = field(default_factory=set)


def standing(source: str, rows: Sequence[sqlite3.Row], title_ids: dict[str, int] | None) -> Standing:
    """What is here of these rows. `title_ids` has the title of each row's page, for our own format; else None."""
    wanted = [row["id"] for row in rows]
    found = set(Imported.objects.filter(source=source, foreign_id__in=wanted).values_list("foreign_id", flat=True))
    if title_ids is None:
        return Standing(found)
    pages = {row["id"]: row["page"] for row in rows}
    known = Comment.objects.filter(public_id__in=_uuids(wanted)).values_list("public_id", "thread__title_id")
    titles = {str(public_id): title for public_id, title in known}
    same = {each for each, title in titles.items() if title_ids.get(pages[each]) == title}
    return Standing(found | same, titles.keys() - same)


def parents_here(source: str, rows: Sequence[sqlite3.Row], *, is_ours: bool) -> dict[str, Comment]:
    """The parents that these rows name and that are not among them, as they are here now, by their id in the file."""
    among = {row["id"] for row in rows}
    wanted = {each for row in rows if (each := parent_of(row)) and each not in among}
    if not wanted:
        return {}
    imported = Comment.objects.filter(imported__source=source, imported__foreign_id__in=wanted).only(*PARENT)
    found: dict[str, Comment] = {
        str(each.foreign_id): each for each in imported.annotate(foreign_id=F("imported__foreign_id"))
    }
    if is_ours:
        own = Comment.objects.filter(public_id__in=_uuids(wanted - found.keys())).only(*PARENT, "public_id")
        found |= {str(each.public_id): each for each in own}
    return found


def parent_of(row: sqlite3.Row) -> str:
    """The id of a row's parent: a row of the file, or else one that may have come with an earlier file."""
    return str(row["parent_id"] or row["parent"])


def _uuids(ids: Collection[str]) -> list[uuid.UUID]:
    return [uuid.UUID(each) for each in ids if len(each) == 36 and each.count("-") == 4 and _is_hex(each)]


def _is_hex(text: str) -> bool:
    return set(text) <= set("0123456789abcdef-")
