"""The two invented titles, how they invite to Telegram, and what the profile notice says."""

from __future__ import annotations

from dataclasses import dataclass

from .data import read_toml


@dataclass(frozen=True, slots=True)
class SampleTitle:
    """A publication. ``telegram`` is the channel's name with its at sign."""

    slug: str
    name: str
    tagline: str
    about: str
    telegram: str
    telegram_heading: str
    telegram_text: str
    telegram_button: str


@dataclass(frozen=True, slots=True)
class ProfileNotice:
    """Asks a reader to review and complete the profile, and says what the data is for."""

    heading: str
    text: str
    button: str


def titles() -> list[SampleTitle]:
    """Lintas Pagi, then Niaga Petang."""
    return [SampleTitle(**raw) for raw in read_toml("texts/titles.toml")["titles"]]


def profile_notice() -> ProfileNotice:
    """The notice's Indonesian text."""
    return ProfileNotice(**read_toml("texts/titles.toml")["profile_notice"])
