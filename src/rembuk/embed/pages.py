"""The page of another site that a frame stands on, as the frame's address names it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from rembuk.newsroom.models import TitlePage

from . import origins

LONGEST_KEY: Final = 500
LONGEST_ADDRESS: Final = 1_000
LONGEST_HEADING: Final = 255
KEPT: Final = "public, max-age=2"  # by caches between us and readers: as long as our own pages may be behind
THEMES: Final = {"light": "light", "dark": "dark", "terang": "light", "gelap": "dark"}


@dataclass(frozen=True)
class Page:
    """`key` names the page within its title; `origin` is the site that shows the frame; `theme` may be empty."""

    title: TitlePage
    key: str
    address: str
    heading: str
    origin: str
    theme: str
    language: str

    @property
    def is_its_own_key(self) -> bool:
        """Whether the page has no key but its address, which may be too long to be kept whole as one."""
        return self.key == self.address[:LONGEST_KEY]

    @property
    def draft(self) -> str:
        """The name of a draft on this page, while it has no thread to be named after."""
        return hashlib.sha256(f"{self.title.pk} {self.key}".encode()).hexdigest()[:16]

    def frame(self) -> str:
        """The address of its frame. Nothing in it is secret."""
        facts = {
            "kunci": self.key,
            "alamat": self.address,
            "judul": self.heading,
            "asal": self.origin,
            "tema": self.theme,
            "bahasa": self.language,
        }
        return reverse("embed:frame", args=[self.title.slug]) + "?" + urlencode({k: v for k, v in facts.items() if v})


def page_in(title: TitlePage, given: Mapping[str, str], language: str) -> Page | None:
    """The page that an address or a form names; None when it names none.

    Without `asal` the site is that of the page itself. Zero bytes never get as far as the database.
    """
    key = given.get("kunci", "").replace("\0", "").strip()
    address = given.get("alamat", "").replace("\0", "").strip()
    if len(key) > LONGEST_KEY or len(address) > LONGEST_ADDRESS or not origins.origin_of(address):
        return None
    return Page(
        title=title,
        key=key or address[:LONGEST_KEY],
        address=address,
        heading=" ".join(given.get("judul", "").replace("\0", "").split())[:LONGEST_HEADING],
        origin=origins.origin_of(given.get("asal", "") or address),
        theme=THEMES.get(given.get("tema", ""), ""),
        language=language,
    )
