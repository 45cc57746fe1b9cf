"""Who speaks here for those who wrote in the old system: an account without a way in, one for each of them."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from rembuk.conversation.models import ImportedAuthor
from rembuk.readers import display_names
from rembuk.readers.actions import voices
from rembuk.readers.models import Reader

REMEMBERED: Final = 50_000


class Authors:
    """Finds and makes the accounts. `source` is the system they came from, as in `ImportedAuthor`."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.known: dict[str, int] = {}

    def accounts(self, rows: Iterable[sqlite3.Row]) -> dict[str, int]:
        """The account of each row's author, by the author's id in the file. Call it inside a transaction."""
        wanted = {row["author"]: row for row in rows}
        found = {each: self.known[each] for each in wanted if each in self.known}
        missing = [each for each in wanted if each not in found]
        if missing:
            here = ImportedAuthor.objects.filter(source=self.source, foreign_id__in=missing)
            found |= dict(here.values_list("foreign_id", "reader_id"))
            found |= self._made({each: wanted[each] for each in missing if each not in found})
        return found

    def remember(self, accounts: dict[str, int]) -> None:
        """These accounts are committed, so they need not be looked up again."""
        if len(self.known) > REMEMBERED:
            self.known.clear()
        self.known |= accounts

    def _made(self, rows: dict[str, sqlite3.Row]) -> dict[str, int]:
        if not rows:
            return {}
        house = display_names.house()
        names = [house.told_apart(row["known_name"] or row["author_name"] or _("Anonymous")) for row in rows.values()]
        # Only an id that nobody has here may be taken over: a file must not speak as somebody who is here already.
        asked = {row["public_id"] for row in rows.values() if row["public_id"]}
        taken = {str(each) for each in Reader.objects.filter(public_id__in=asked).values_list("public_id", flat=True)}
        ids = [
            uuid.UUID(row["public_id"]) if row["public_id"] and row["public_id"] not in taken else None
            for row in rows.values()
        ]
        made = voices(names, public_ids=ids)
        ImportedAuthor.objects.bulk_create(
            ImportedAuthor(source=self.source, foreign_id=each, reader=reader)
            for each, reader in zip(rows, made, strict=True)
        )
        return {each: reader.pk for each, reader in zip(rows, made, strict=True)}
