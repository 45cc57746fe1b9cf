"""What an import tells about itself: the words for what is brought, and for what never is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# What a file may hold and we do not bring, by the kinds that rows name in `left`.
LEFT: Final[Mapping[str, StrOrPromise]] = {
    "emails": _("e-mail addresses (never brought: nobody agreed to hand them on)"),
    "addresses": _("network addresses, and votes counted by them (never brought)"),
    "avatars": _("profile pictures"),
    "websites": _("addresses of writers' own pages"),
    "pictures": _("comments with pictures or clips; a picture's address stays in the text"),
    "downvotes": _("comments with votes against them; votes for them become reactions"),
    "flags": _("comments that readers had reported"),
    "ratings": _("comments with a rating in stars"),
    "closed": _("pages that were closed to new comments; close them here"),
    "pingbacks": _("pingbacks and trackbacks, which no reader wrote"),
    "others": _("entries that are no comments"),
    "letters": _("the file had bytes that are not UTF-8; they show as �"),
}
STATES: Final[Mapping[str, StrOrPromise]] = {
    "published": _("published"),
    "held": _("waiting for a moderator"),
    "rejected": _("rejected"),
    "removed": _("removed by their writers (without their text)"),
}
NOTES: Final[Mapping[str, StrOrPromise]] = {
    "bad": _("rows that cannot be brought"),
    "broken": _("the file breaks off; what stood before is brought"),
    "orphan": _("replies whose parent is nowhere; they open branches of their own"),
    "circle": _("replies that answered each other in a circle; the earliest opens a branch"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """What came, or would come. `states` counts comments; `notes` how much there is to say of each kind in `NOTES`."""

    pages: int
    stories: int
    authors: int
    already: int
    states: Mapping[str, int]
    notes: Mapping[str, int]
    left: Mapping[str, int] = field(default_factory=dict)

    @property
    def comments(self) -> int:
        """How many came."""
        return sum(self.states.values())
