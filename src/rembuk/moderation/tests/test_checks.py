"""`manage check` names what is wrong with the settings that judge comments."""

from __future__ import annotations

from typing import Any

import pytest

from rembuk.moderation.checks import check_settings

PHASES = "rembuk.moderation.phases"


def said() -> str:
    return " ".join(str(each.msg) for each in check_settings())


def test_the_settings_that_come_with_the_software_are_whole() -> None:
    assert check_settings() == []


@pytest.mark.parametrize("name", ["standing", "unjudged"])
def test_a_phase_that_nothing_may_switch_off(name: str, settings: Any) -> None:
    settings.REMBUK_PHASES = [each for each in settings.REMBUK_PHASES if each != f"{PHASES}.{name}"]
    assert f"{PHASES}.{name}" in said()


def test_a_phase_twice(settings: Any) -> None:
    settings.REMBUK_PHASES = [*settings.REMBUK_PHASES, f"{PHASES}.links"]
    assert "twice" in said()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"links": 1}, "links"),
        ({"most_links": "3"}, "most_links"),
        ({"standing": False}, "standing"),
        ({"peer": "luar"}, "luar"),
    ],
)
def test_rules_that_are_not_whole(change: dict[str, Any], words: str, settings: Any) -> None:
    settings.REMBUK_RULES = {**settings.REMBUK_RULES, **change}
    assert words in said()


def test_classifiers_that_cannot_be_read(settings: Any) -> None:
    settings.REMBUK_PEERS = '{"luar": {"url": "http://jauh.example/", "secrets": []}}'
    assert "REMBUK_PEERS, luar" in said()
