"""Everything that is spam by its shape: links, telephone numbers, floods."""

from __future__ import annotations

from rembuk.civility.contacts import find_contacts
from rembuk.civility.floods import find_floods
from rembuk.civility.fold import Folded
from rembuk.civility.links import find_links
from rembuk.civility.verdict import Reason


def find_spam(original: str, plain: Folded) -> list[Reason]:
    """Reasons of kind "link", "contact" and "flood"."""
    return [*find_links(original, plain), *find_contacts(original, plain), *find_floods(original, plain)]
