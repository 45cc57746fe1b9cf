"""The newsroom alone: the rooms above it place no panels in its tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rembuk.newsroom.models import TitlePage

from .factories import make_sister


@pytest.fixture(autouse=True)
def _alone(settings: Any, tmp_path: Path) -> None:
    settings.REMBUK_STORY_PANELS = []
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def sister(title: TitlePage) -> TitlePage:
    """The title Niaga Petang, beside Lintas Pagi."""
    return make_sister()
