"""Reading this package's own text and TOML, and the moment the sample is told from."""

from __future__ import annotations

import random
import tomllib
from datetime import datetime, timedelta, timezone
from importlib.resources import files
from typing import Any

WIB = timezone(timedelta(hours=7), "WIB")
"""Western Indonesian time; Indonesia keeps no summer time, so a fixed offset is enough."""

REFERENCE_NOW = datetime(2026, 11, 24, 10, 0, tzinfo=WIB)
"""The default "now". A loader passes the real time; tests keep this one."""


def seeded(name: str) -> random.Random:
    """A source of chance that gives the same sample for the same name."""
    return random.Random(name)  # repeatable sample data, nothing secret hangs on it


def read_text(path: str) -> str:
    """The UTF-8 text of a file inside this package, by its path relative to the package."""
    return files(__package__).joinpath(*path.split("/")).read_text(encoding="utf-8")


def read_toml(path: str) -> dict[str, Any]:
    """A TOML file inside this package."""
    return tomllib.loads(read_text(path))


def names_in(folder: str, suffix: str) -> list[str]:
    """Sorted stems of the files in a folder of this package that end in ``suffix``."""
    entries = files(__package__).joinpath(folder).iterdir()
    return sorted(entry.name.removesuffix(suffix) for entry in entries if entry.name.endswith(suffix))
