"""The strips above a thread: what the newsroom features there, and where its reporters answer."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from . import queries
from .models import Thread
from .plain import plain
from .queries import Shown


@dataclass(frozen=True)
class Strip:
    """A heading, and comments with their texts without markup. `name` is unique on the page."""

    name: str
    heading: str
    items: list[tuple[Shown, str]]


def strips_of(thread: Thread) -> list[Strip]:
    """The strips of a thread that have something to show."""
    found = [
        Strip("pilihan", _("Editors' picks"), _quoted(queries.featured_of(thread))),
        Strip("jawaban", _("The reporter answers"), _quoted(queries.answers_of(thread))),
    ]
    return [strip for strip in found if strip.items]


def _quoted(shown: list[Shown]) -> list[tuple[Shown, str]]:
    return [(each, plain(each.comment.html)) for each in shown]
