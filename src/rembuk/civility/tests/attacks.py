"""What writers do to slip a word past a filter."""

from __future__ import annotations

from collections.abc import Callable

_LEET = str.maketrans("aeios", "43105")
_CYRILLIC = str.maketrans("aeopc", "\u0430\u0435\u043e\u0440\u0441")


def _shifted(first_small: int) -> Callable[[str], str]:
    """Small letters moved to the alphabet that starts at the given code point."""
    return lambda word: "".join(chr(first_small + ord(char) - ord("a")) if char.islower() else char for char in word)


ATTACKS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "leet": lambda word: word.translate(_LEET),
    "spaces": " ".join,
    "dots": ".".join,
    "dashes": "-".join,
    "zero width": "\u200b".join,
    "repeats": lambda word: word[:-1] + word[-1] * 5,
    "cyrillic": lambda word: word.translate(_CYRILLIC),
    "mathematical bold": _shifted(0x1D41A),
    "full width": _shifted(0xFF41),
    "circled": _shifted(0x24D0),
    "underlined": lambda word: "".join(char + "\u0332" for char in word),
    "accents": lambda word: word.replace("a", "\u00e1").replace("o", "\u00f6"),
}
