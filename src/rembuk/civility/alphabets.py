"""One character at a time: what a styled, accented or look-alike letter stands for.

Unicode's compatibility forms (NFKC) cover mathematical, full-width, circled, squared, raised and lowered letters;
`lookalikes.txt` and the negative circled and squared capitals cover what NFKC leaves alone.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources

# Marks are laid over letters; formats are zero-width or steer direction. Neither is a letter of its own.
_INVISIBLE = frozenset({"Mn", "Me", "Cf", "Cc"})
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters by category, blank on the screen
_KEPT_CONTROLS = frozenset("\t\n\r\x0b\x0c")


def _load_lookalikes() -> dict[str, str]:
    table = {}
    source = resources.files("rembuk.civility").joinpath("lookalikes.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        if line and not line.startswith("#"):
            letter, _, lookalikes = line.partition(" ")
            table.update(dict.fromkeys(lookalikes, letter))
    return table


# How each letter looks upside down; those in the first row look like no upright letter.
_ONLY_TURNED = dict(zip("ɐɔǝɟƃɥᴉʞɯɹʇʌʍʎ", "acefghikmrtvwy", strict=True))
_TURNED = _ONLY_TURNED | dict(zip("qpıɾlןʅuodbsnxz", "bdijlllnopqsuxz", strict=True))
_TURNED_WORD = re.compile(rf"(?<!\w)[{''.join(_TURNED)}]+(?!\w)")

_NEGATIVE_CAPITALS = {chr(first + i): chr(ord("a") + i) for first in (0x1F150, 0x1F170) for i in range(26)}
LOOKALIKES = _load_lookalikes()
_TABLE = LOOKALIKES | _NEGATIVE_CAPITALS


def is_invisible(char: str) -> bool:
    if char in _KEPT_CONTROLS:
        return False
    return char in _FILLERS or unicodedata.category(char) in _INVISIBLE


@lru_cache(maxsize=8192)
def plain_char(char: str) -> str:
    """The lower-case plain form of one character: "" for an invisible one, sometimes several letters (a ligature).

    Applying it to each character of its own answer changes nothing.
    """
    current = char
    for _ in range(6):
        step = "".join(_one_step(part) for part in current)
        if step == current:
            break
        current = step
    return current


def _one_step(char: str) -> str:
    if char in _TABLE:
        return _TABLE[char]
    if char.isspace():
        return "\n" if char in "\n\r\x0b\x0c\x85\u2028\u2029" else " "
    parts = unicodedata.normalize("NFKD", char)
    visible = "".join(part for part in parts if not is_invisible(part))
    return unicodedata.normalize("NFC", visible.lower())


def upright(text: str) -> dict[int, tuple[str, int, int]]:
    """Words written upside down (from right to left, that is), turned back; {} for a text that has none.

    For the place of each of their characters: the letter read there, and where the word starts and ends.
    """
    matches = list(_TURNED_WORD.finditer(text))
    if not any(len(match[0]) >= 3 and not _ONLY_TURNED.keys().isdisjoint(match[0]) for match in matches):
        return {}
    letters = {}
    for match in matches:
        for step, char in enumerate(reversed(match[0])):
            letters[match.start() + step] = (_TURNED[char], match.start(), match.end())
    return letters


@lru_cache(maxsize=8192)
def style_of(char: str) -> str:
    """ "styled" for a letter or digit from a decorative alphabet, "lookalike" for a foreign letter that looks Latin,
    "mark" for one laid over others, "hidden" for a zero-width one, else ""."""
    if char.isascii():
        return ""
    if char in LOOKALIKES:
        name = unicodedata.name(char, "")
        if not name.startswith("LATIN"):
            return "lookalike"
        return "styled" if "SMALL CAPITAL" in name else ""  # Turkish and others use the rest
    category = unicodedata.category(char)
    if category in ("Mn", "Me"):
        return "mark"
    if is_invisible(char):
        return "hidden"
    plain = plain_char(char)
    decorated = not unicodedata.decomposition(char).startswith("0")  # a plain accent decomposes without a <tag>
    if len(plain) == 1 and plain.isascii() and plain.isalnum() and decorated and char != plain:
        return "styled"
    return ""
