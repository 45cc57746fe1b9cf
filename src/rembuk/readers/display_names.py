"""The name beside a comment shows what it is, and nobody takes it for one of the house."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import pgettext

from rembuk.civility.fold import LEET, plain

from .models import Reader

NAME_LENGTH: Final = 40  # as in the column
# Letters and marks that show nothing, besides the control and format characters (Unicode: Default_Ignorable).
_UNSEEN: Final = dict.fromkeys([0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, *range(0xFE00, 0xFE10), 0xFFA0])
# What people of a newsroom are, whoever they are: none of these is a word in anybody's name.
_OFFICES: Final = frozenset({"admin", "administrator", "editor", "moderator", "newsroom", "redaksi", "redaktur"})
_LETTERS: Final = re.compile(r"[^\W\d_]+")
# Pairs of letters, and letters of one stroke, that look like another one at a glance.
_AT_A_GLANCE: Final = (("rn", "m"), ("vv", "w"), ("l", "i"), ("|", "i"))


def shown(typed: str) -> str:
    """What of a typed name can be seen, in Unicode's plain form (NFKC), with single spaces between the words."""
    visible = [char for char in typed.translate(_UNSEEN) if char.isspace() or unicodedata.category(char)[0] != "C"]
    return " ".join(unicodedata.normalize("NFKC", "".join(visible)).split())


@dataclass(frozen=True)
class House:
    """The names of the house, as they look: `whole` ones, and `parts`, which no longer name has in it either."""

    whole: frozenset[str]
    parts: frozenset[str]

    def owns(self, name: str) -> bool:
        """Whether a reader of this name looks like someone of the house, in whatever letters it is written."""
        look = _look(name)
        is_named = look in self.whole or any(part in look for part in self.parts)
        return is_named or not _OFFICE_LOOKS.isdisjoint(_words(name))

    def told_apart(self, name: str) -> str:
        """The name as a reader who keeps it is called: one that looks like the house carries what they are."""
        return marked(name) if self.owns(name) else name

    def as_it_was(self, name: str) -> str:
        """The name that `told_apart` was given; cut, when it was too long for a mark behind it."""
        plain_name = name.removesuffix(_mark())
        return plain_name if plain_name != name and self.owns(plain_name) else name


def house() -> House:
    """The names that staff have, and those that the settings name: a few queries.

    `REMBUK_RESERVED_NAMES` and `REMBUK_RESERVED_PARTS` list dotted names of callables without arguments that return
    names. A part of one word is reserved as a whole name only: many people are called like it.
    """
    staff = Reader.objects.filter(Q(is_staff=True) | Q(is_superuser=True) | Q(groups__isnull=False))
    parts = _named_in("REMBUK_RESERVED_PARTS")
    whole = [*staff.values_list("display_name", flat=True), *_named_in("REMBUK_RESERVED_NAMES"), *parts]
    return House(
        frozenset(map(_look, whole)) - {""}, frozenset(_look(part) for part in parts if " " in part.strip()) - {""}
    )


def _named_in(setting: str) -> list[str]:
    callables: Iterable[Callable[[], Iterable[str]]] = map(import_string, getattr(settings, setting, ()))
    return [name for names in callables for name in names()]


def belongs_to_the_house(name: str) -> bool:
    """Whether this is, or looks like, a name of the house; see `House.owns`. For many names ask `house()` once."""
    return house().owns(name)


def marked(name: str) -> str:
    """The name with “(reader)” behind it, in the house's own language; once."""
    mark = _mark()
    return name.removesuffix(mark)[: NAME_LENGTH - len(mark)].rstrip() + mark


def _mark() -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return " " + pgettext("behind a name", "(reader)")


def _look(name: str) -> str:
    """One form for names that look the same at a glance: whatever the script, capitals, digits, spaces and marks."""
    return _glance("".join(_LETTERS.findall(plain(shown(name)).text.translate(LEET))))


def _words(name: str) -> set[str]:
    """How the words of a name look: as they stand, with digits read as letters, and all of it as one word."""
    text = plain(shown(name)).text
    read = text.translate(LEET)
    return {*map(_glance, [*_LETTERS.findall(text), *_LETTERS.findall(read)]), _look(name)}


def _glance(text: str) -> str:
    for looks, like in _AT_A_GLANCE:
        text = text.replace(looks, like)
    return text


_OFFICE_LOOKS: Final = frozenset(map(_glance, _OFFICES))
