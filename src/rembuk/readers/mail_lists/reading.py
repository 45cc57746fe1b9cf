"""Read the lists of mail domains: ours, and those of the folder that settings.REMBUK_MAIL_RULES names.

The folder may have `disposable.txt`, `aliases.txt`, `blocked.txt` and `allowed.txt`, one domain a line ("#" begins a
comment). They add to ours; "-domain" in `disposable.txt` takes one of ours out. A line that cannot be understood stops
the start with a sentence: half a list must never pass for a whole one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured

PARTS: Final = frozenset({"plus", "dots", "dashes"})
_DOMAIN: Final = re.compile(r"(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.(?!\d+$)[a-z0-9-]{1,63}")


@dataclass(frozen=True, slots=True)
class Aliases:
    """What does not count in the addresses of a domain, and which domain it really is."""

    domain: str
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lists:
    """All lists together."""

    disposable: frozenset[str]
    blocked: frozenset[str]
    allowed: frozenset[str]
    aliases: dict[str, Aliases] = field(default_factory=dict)


def ascii_domain(typed: str) -> str:
    """A domain in small ASCII letters: internationalised ones in their xn-- form, no dot at the end."""
    plain = unicodedata.normalize("NFKC", typed).strip().rstrip(".").lower()
    try:
        return plain.encode("idna").decode()
    except UnicodeError:  # no domain that could exist; it stays as it is and fits no list
        return plain


def domain_of_list(typed: str) -> str | None:
    """A domain as lists have it; None when it is none, as 192.168.1.1: no domain ends in a number."""
    domain = ascii_domain(typed)
    return domain if _DOMAIN.fullmatch(domain) else None


@cache
def lists(folder: str | None) -> Lists:
    """Ours and the folder's, read once per process.

    Raises:
        ImproperlyConfigured: a line is none, or the folder is not there; the message names both.
    """
    ours = resources.files(__package__ or "")
    added = Path(folder) if folder else None
    if added is not None and not added.is_dir():
        raise ImproperlyConfigured(f"REMBUK_MAIL_RULES names {added}, and there is no such folder.")
    places: list[Traversable | Path] = [ours, *([added] if added is not None else [])]
    disposable: set[str] = set()
    aliases: dict[str, Aliases] = {}
    for place in places:
        for line, where in _lines(place / "disposable.txt"):
            domain = _domain(line.removeprefix("-"), where)
            (disposable.discard if line.startswith("-") else disposable.add)(domain)
        for line, where in _lines(place / "aliases.txt"):
            domain, rule = _alias(line, where)
            aliases[domain] = rule
    blocked, allowed = (
        frozenset(_domain(line, where) for line, where in _lines(added / name)) if added else frozenset()
        for name in ("blocked.txt", "allowed.txt")
    )
    return Lists(frozenset(disposable), blocked, allowed, aliases)


def _lines(file: Traversable | Path) -> Iterator[tuple[str, str]]:
    """The lines that say something, each with where it stands."""
    if not file.is_file():
        return
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if said := line.partition("#")[0].strip():
            yield said, f"{file.name}, line {number}"


def _domain(typed: str, where: str) -> str:
    domain = domain_of_list(typed)
    if domain is None:
        raise ImproperlyConfigured(f"{where}: “{typed}” is no domain.")
    return domain


def _alias(line: str, where: str) -> tuple[str, Aliases]:
    typed, *words = line.split()
    domain = _domain(typed, where)
    if words[:1] == ["="] and len(words) == 2:
        return domain, Aliases(_domain(words[1], where))
    if not words or not PARTS.issuperset(words):
        raise ImproperlyConfigured(f"{where}: after the domain stand plus, dots, dashes, or “= another domain”.")
    return domain, Aliases(domain, frozenset(words))
