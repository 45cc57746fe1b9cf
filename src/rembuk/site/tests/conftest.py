"""What the tests of the whole house share."""

from __future__ import annotations

from typing import Any

import pytest

from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

from .world import World, build


@pytest.fixture(autouse=True)
def _unhurried(settings: Any) -> None:
    """Nobody here types, so nobody is too fast."""
    settings.REMBUK_COMMENT_PACE = ()


@pytest.fixture
def people(
    ratna: Reader, bagas: Reader, damar: Reader, sekar: Reader, yoga: Reader, bu_tini: Reader, intan: Reader
) -> dict[str, Reader]:
    """The whole cast, by name."""
    return {
        "ratna": ratna,
        "bagas": bagas,
        "damar": damar,
        "sekar": sekar,
        "yoga": yoga,
        "tini": bu_tini,
        "intan": intan,
    }


@pytest.fixture
def world(people: dict[str, Reader], story: StoryPage) -> World:
    """A newsroom in which something stands behind every address."""
    return build(people, story)
