"""Every invented story in `storytexts/` gives the structure written beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rembuk.newsroom.storytext import describe, read_story

STORIES = sorted((Path(__file__).parent / "storytexts").glob("*.txt"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story_is_read_as_expected(path: Path) -> None:
    expected: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert read_story(path.read_text(encoding="utf-8")).to_json() == expected


def test_there_are_stories_of_many_outlets() -> None:
    assert len(STORIES) >= 12


def test_the_report_names_what_was_found() -> None:
    text = (Path(__file__).parent / "storytexts" / "lintas_pagi_syndicated.txt").read_text(encoding="utf-8")
    report = describe(read_story(text), str.upper)
    assert "HEADLINE: NONE FOUND" in report
    assert "SPOKEN BY Lilis Maryani" in report
    assert "(INFERRED)" in report
    assert "RAN FIRST AT: NiagaPetang.co.id" in report
