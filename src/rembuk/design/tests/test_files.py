"""Budgets and promises that can be read off the files themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rembuk.design.tests.files import ROOM, SCRIPTS, SERVED, SHEETS, TEMPLATES, name_of


@pytest.mark.parametrize("path", [*SERVED, *TEMPLATES], ids=name_of)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    text = path.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"(https?:)?//[\w-]+\.\w|@import|url\(", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_templates_suit_the_strict_policy(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"""<style|\sstyle=|\son[a-z]+=["']|javascript:|hx-on""", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("sheet", SHEETS, ids=name_of)
def test_every_class_is_used_and_nothing_is_forced(sheet: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    users = (*TEMPLATES, *SCRIPTS, ROOM / "templatetags" / "design.py", ROOM / "tests" / "talk_page.py")
    words = set(re.findall(r"[\w-]+", " ".join(path.read_text() for path in users)))
    selectors = " ".join(re.findall(r"([^{};]+)\{", rules))
    assert set(re.findall(r"\.([a-z][\w-]*)", selectors)) <= words
    assert "!important" not in rules


def test_only_the_tokens_name_colours() -> None:
    for sheet in SHEETS:
        if sheet.name != "tokens.css":
            assert not re.findall(r"#[0-9a-f]{3,6}\b|rgba?\(|hsl", sheet.read_text()), sheet.name
