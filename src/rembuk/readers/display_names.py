"""The name beside a comment shows what it is, and is nobody's in the house."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from .models import Reader

# Letters and marks that show nothing, besides the control and format characters (Unicode: Default_Ignorable).
_UNSEEN: Final = dict.fromkeys([0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, *range(0xFE00, 0xFE10), 0xFFA0])


def shown(typed: str) -> str:
    """What of a typed name can be seen, in Unicode's plain form (NFKC), with single spaces between the words."""
    visible = [char for char in typed.translate(_UNSEEN) if char.isspace() or unicodedata.category(char)[0] != "C"]
    return " ".join(unicodedata.normalize("NFKC", "".join(visible)).split())


def belongs_to_the_house(name: str) -> bool:
    """Whether staff, or anyone whom `settings.REMBUK_RESERVED_NAMES` names, is called so; capitals do not matter.

    The setting lists dotted names of callables without arguments that return names.
    """
    staff = Reader.objects.filter(Q(is_staff=True) | Q(is_superuser=True) | Q(groups__isnull=False))
    callables: Iterable[Callable[[], Iterable[str]]] = map(
        import_string, getattr(settings, "REMBUK_RESERVED_NAMES", ())
    )
    taken = [*staff.values_list("display_name", flat=True), *(name for names in callables for name in names())]
    return _alike(name) in map(_alike, taken)


def _alike(name: str) -> str:
    """One form for names that look the same but for capitals."""
    return shown(shown(name).casefold())
