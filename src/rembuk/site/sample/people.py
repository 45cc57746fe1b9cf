"""Invented readers from all over the archipelago, the staff, and the small merchants.

Addresses end in ``example.test`` or ``contoh.test`` and telephone numbers carry a 555 or 000 block after the
operator's prefix, so that no sample can reach a person.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from .data import REFERENCE_NOW, read_toml, seeded
from .stories import read_stories

Voice = Literal["formal", "santai", "jakarta", "singkat", "jawa", "sunda"]
Completeness = Literal["bare", "partial", "complete"]

_REFERENCE_DAY = REFERENCE_NOW.date()
_PREFIXES = ("812", "813", "821", "852", "857", "878", "895", "896")
_TITLES = {"m": ("Pak", "Mas", "Bang"), "f": ("Bu", "Mbak", "Kak")}


@dataclass(frozen=True, slots=True)
class SampleReader:
    """A reader. ``address`` is how others speak to them ("Bu Tini"); ``None`` marks what the profile leaves open."""

    index: int
    display_name: str
    address: str
    voice: Voice
    email: str
    email_confirmed: bool
    completeness: Completeness
    full_name: str | None
    phone: str | None
    born: date | None
    city: str | None


@dataclass(frozen=True, slots=True)
class SampleStaff:
    """Someone who works for a title. ``role``: editor, moderator, help_desk or audience_editor."""

    username: str
    name: str
    role: str
    title: str
    email: str


@dataclass(frozen=True, slots=True)
class SampleMerchant:
    """A small shop that takes vouchers. ``sells`` completes the sentence "menjual ..."."""

    slug: str
    name: str
    sells: str
    kelurahan: str
    city: str
    owner: str
    phone: str


@dataclass(frozen=True, slots=True)
class _Person:
    first: str
    last: str
    title: str
    city: str
    voice: Voice

    @property
    def full(self) -> str:
        return f"{self.first} {self.last}".strip()


def readers(seed: int, n: int = 600, *, today: date = _REFERENCE_DAY) -> list[SampleReader]:
    """``n`` readers, the same for the same seed and day; display names and e-mail addresses are unique."""
    rng = seeded(f"readers:{seed}")
    regions: dict[str, Any] = read_toml("texts/names.toml")
    handles: list[str] = read_toml("texts/handles.toml")["handle"]
    # Nobody is to be taken for someone who writes the stories or answers from the desk.
    bylines = {credit.name for story in read_stories() for credit in story.credits}
    taken = {name.casefold() for name in bylines | {member.name for member in staff()}}
    return [_reader(rng, index, _person(rng, regions), handles, taken, today) for index in range(n)]


def staff() -> list[SampleStaff]:
    """Two editors, two moderators, one help desk, one audience editor."""
    return [
        SampleStaff(**raw, email=f"{raw['username']}@redaksi.example.test")
        for raw in read_toml("texts/staff.toml")["staff"]
    ]


def merchants() -> list[SampleMerchant]:
    """The fifteen shops where a voucher can be spent."""
    raws = read_toml("texts/merchants.toml")["merchants"]
    return [SampleMerchant(**raw, phone=f"+62812000{10000 + 37 * i}") for i, raw in enumerate(raws)]


def _person(rng: random.Random, regions: dict[str, Any]) -> _Person:
    region = rng.choices(list(regions.values()), [region["weight"] for region in regions.values()])[0]
    gender = rng.choice("mf")
    family = region["family"] + (region.get("family_f", []) if gender == "f" else [])
    mononym = rng.random() < 0.12
    home: Voice = region.get("voice", "santai")
    voice = rng.choices([home, "formal", "santai", "singkat", "jakarta"], [34, 27, 22, 11, 6])[0]
    return _Person(
        first=rng.choice(region[gender]),
        last="" if mononym else rng.choice(family),
        title=rng.choice(_TITLES[gender]),
        city=rng.choice(region["city"]),
        voice=voice,
    )


def _reader(
    rng: random.Random, index: int, person: _Person, handles: list[str], taken: set[str], today: date
) -> SampleReader:
    display, address = _display(rng, person, handles, taken)
    completeness: Completeness = rng.choices(("bare", "partial", "complete"), (18, 24, 58))[0]
    known = {name: completeness == "complete" or (completeness == "partial" and rng.random() < 0.5) for name in "npbc"}
    if all(known.values()):
        completeness = "complete"
    local = re.sub(r"[^a-z]+", ".", person.full.lower()).strip(".")
    return SampleReader(
        index=index,
        display_name=display,
        address=address,
        voice=person.voice,
        email=f"{local}{index}@{rng.choice(('example.test', 'contoh.test'))}",
        email_confirmed=completeness == "complete" or rng.random() < 0.7,
        completeness=completeness,
        full_name=person.full if known["n"] else None,
        phone=_phone(rng, index) if known["p"] else None,
        born=_born(rng, today) if known["b"] else None,
        city=person.city if known["c"] else None,
    )


def _display(rng: random.Random, person: _Person, handles: list[str], taken: set[str]) -> tuple[str, str]:
    """A display name nobody has yet, and how to address it."""
    for _ in range(12):
        name, address = _styled(rng, person, handles)
        if name.casefold() not in taken:
            break
    else:
        name, address = f"{person.full} {len(taken)}", f"{person.title} {person.first}"
    taken.add(name.casefold())
    return name, address


def _styled(rng: random.Random, person: _Person, handles: list[str]) -> tuple[str, str]:
    style = rng.choices(("full", "initial", "first", "titled", "initials", "handle"), (40, 18, 9, 8, 4, 21))[0]
    spoken = f"{person.title} {person.first}" if " " not in person.first else person.first
    if style == "initial" and person.last:
        return f"{person.first} {person.last[0]}.", spoken
    if style == "first":
        return person.first, spoken
    if style == "titled" and " " not in person.first:
        return spoken, spoken
    if style == "initials" and person.last:
        return f"{person.first[0]}.{person.last[0]}.", "Kak"
    if style == "handle":
        parts = {"kota": person.city.lower().replace(" ", ""), "nama": person.first.lower().split()[-1]}
        return rng.choice(handles).format(**parts), rng.choice(("Kak", "Kak", "Gan", person.title))
    return person.full, spoken


def _phone(rng: random.Random, index: int) -> str:
    return f"+62{rng.choice(_PREFIXES)}{rng.choice(('555', '000'))}{index:03d}{rng.randrange(100):02d}"


def _born(rng: random.Random, today: date) -> date:
    minor = rng.random() < 0.03
    years = rng.uniform(13.2, 17.8) if minor else min(18.2 + rng.expovariate(1 / 17), 79)
    return today - timedelta(days=int(years * 365.25))
