"""The promise of the story reader: each character of the input is in exactly one place of the result."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.newsroom.storytext import read_story, source_texts

STORIES = sorted((Path(__file__).parent / "storytexts").glob("*.txt"))
LINES = [line for path in STORIES for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
MARKS = [
    "(",
    ")",
    "[",
    "]",
    '"',
    "“",
    "”",
    ": ",
    " - ",
    ". ",
    "\n",
    "\n\n",
    "\u200b",
    "***",
    ";",
    "(*)",
    "Baca juga: ",
    "Editor:",
]


def letters(text: str) -> Counter[str]:
    return Counter(letter for letter in text if not letter.isspace())


def assert_nothing_lost(text: str) -> None:
    story = read_story(text).to_json()
    assert letters("".join(source_texts(story))) == letters(text)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_invented_stories_lose_nothing(path: Path) -> None:
    assert_nothing_lost(path.read_text(encoding="utf-8"))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=14), st.sampled_from(["\n", "\n\n", " ", ""]))
def test_any_shuffle_of_real_lines_loses_nothing(lines: list[str], glue: str) -> None:
    assert_nothing_lost(glue.join(lines))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(MARKS), st.sampled_from(LINES), st.text(max_size=12)), max_size=12))
def test_any_text_at_all_loses_nothing(pieces: list[str]) -> None:
    assert_nothing_lost("".join(pieces))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=10))
def test_reading_twice_gives_the_same(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert read_story(text) == read_story(text)
