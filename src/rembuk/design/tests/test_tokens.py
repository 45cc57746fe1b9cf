from __future__ import annotations

import re

import pytest

from rembuk.design.tests.files import STATIC

TOKENS = (STATIC / "tokens.css").read_text()
PAIRS = {name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", TOKENS)}
GROUNDS = ("paper", "raised", "clear-wash", "warn-wash")


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance of #rgb or #rrggbb."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_wcag_defines_it() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", ["ink", "soft", "clear", "warn"])
def test_text_is_readable_on_every_ground(text: str, ground: str, mode: int) -> None:
    assert contrast(PAIRS[text][mode], PAIRS[ground][mode]) >= 4.5


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edge_of_a_control_is_seen_on_every_ground(ground: str, mode: int) -> None:
    assert contrast(PAIRS["edge"][mode], PAIRS[ground][mode]) >= 3


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_buttons_are_readable(mode: int) -> None:
    assert contrast(PAIRS["paper"][mode], PAIRS["clear"][mode]) >= 4.5
    assert contrast(PAIRS["soft"][mode], PAIRS["line"][mode]) >= 4.5


def test_browsers_without_light_dark_get_the_same_light_colours() -> None:
    plain = dict(re.findall(r"--([\w-]+): (#\w+);", TOKENS))
    assert plain == {name: light for name, (light, _dark) in PAIRS.items()}
