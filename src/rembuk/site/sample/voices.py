"""How a sentence sounds in one reader's mouth: register, abbreviations, slips of the thumb, styled letters."""

from __future__ import annotations

import random
import re
from functools import cache
from typing import Any

from .data import read_toml

_DIGITS = str.maketrans("aeiot", "43107")


def speak(rng: random.Random, text: str, voice: str) -> str:
    """``text`` in the given voice; ``formal`` leaves it as it is."""
    if voice == "formal":
        return text
    table, words = _voice(voice)
    text = words.sub(lambda match: _swap(rng, match[0], table["words"]), text)
    if "opener" in table and rng.random() < 0.12:
        text = f"{rng.choice(table['opener'])} {text[0].lower()}{text[1:]}"
    if rng.random() < 0.14:
        text = f"{text.rstrip('.')} {rng.choice(table['closer'])}"
    return _loosen(rng, text)


def style_letters(rng: random.Random, text: str) -> str:
    """``text`` in the letters that gambling spam hides behind: bold, full-width, spaced, dotted, leet, or plain."""
    style = rng.choice(("bold", "italic", "wide", "spaced", "dotted", "leet", "plain"))
    if style == "leet":
        return text.lower().translate(_DIGITS)
    if style == "spaced":
        return " ".join(text)
    if style == "dotted":
        return "".join(letter + "\N{COMBINING DOT BELOW}" for letter in text)
    base = {"bold": 0x1D400, "italic": 0x1D468, "wide": 0xFF21}.get(style)
    if base is None:
        return text
    return "".join(chr(base + ord(letter) - 65) if "A" <= letter <= "Z" else letter for letter in text)


@cache
def _voice(voice: str) -> tuple[dict[str, Any], re.Pattern[str]]:
    table = read_toml("phrases/_umum.toml")["voice"][voice]
    longest_first = sorted(table["words"], key=len, reverse=True)
    return table, re.compile(rf"\b({'|'.join(longest_first)})\b", re.IGNORECASE)


def _swap(rng: random.Random, word: str, words: dict[str, str]) -> str:
    if rng.random() < 0.2:
        return word
    other = words[word.lower()]
    return other.capitalize() if word[0].isupper() else other


def _loosen(rng: random.Random, text: str) -> str:
    """Thumb typing: lower case, a lost full stop, doubled marks, now and then a slip."""
    roll = rng.random()
    if roll < 0.25:
        text = text.lower()
    elif roll < 0.5:
        text = text[0].lower() + text[1:]
    if rng.random() < 0.5:
        text = text.rstrip(".")
    if rng.random() < 0.06:
        text = text.replace("?", "??") if "?" in text else text.rstrip(".!") + "!!"
    return _slip(rng, text) if rng.random() < 0.08 else text


def _slip(rng: random.Random, text: str) -> str:
    words = list(re.finditer(r"\b[a-z]{6,}\b", text))
    if not words:
        return text
    at = rng.choice(words).start() + rng.randrange(1, 4)
    return text[:at] + rng.choice((text[at + 1] + text[at] + text[at + 2 :], text[at + 1 :], text[at] + text[at:]))
