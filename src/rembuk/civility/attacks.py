"""What writers do to slip a word past a filter: nine attacks, for measuring what each of them costs.

Each takes one word, and does the same to the same word every time.
"""

from __future__ import annotations

import random
from collections.abc import Callable

Attack = Callable[[str], str]

_LEET = str.maketrans("aeiosAEIOS", "4310543105")
_CYRILLIC = str.maketrans("aeopcxyAEOPCXKMHTB", "аеорсхуАЕОРСХКМНТВ")
_MATHEMATICAL = {
    **{chr(ord("a") + at): chr(0x1D41A + at) for at in range(26)},
    **{chr(ord("A") + at): chr(0x1D400 + at) for at in range(26)},
    **{chr(ord("0") + at): chr(0x1D7CE + at) for at in range(10)},
}
_BOLD = str.maketrans(_MATHEMATICAL)
_SHORTEST = 3  # letters of a word that has an inside


def leet(word: str) -> str:
    """g0bl0k"""
    return word.translate(_LEET)


def dots(word: str) -> str:
    """g.o.b.l.o.k"""
    return ".".join(word)


def spaces(word: str) -> str:
    """g o b l o k"""
    return " ".join(word)


def mathematical_bold(word: str) -> str:
    """Letters of the mathematical alphabet."""
    return word.translate(_BOLD)


def cyrillic(word: str) -> str:
    """Cyrillic letters that look Latin."""
    return word.translate(_CYRILLIC)


def zero_width(word: str) -> str:
    """Invisible spaces between the letters."""
    return "\u200b".join(word)


def star(word: str) -> str:
    """g*blok: a vowel inside the word masked, or any letter where there is none."""
    if len(word) < _SHORTEST:
        return word
    inside = range(1, len(word) - 1)
    vowels = [at for at in inside if word[at].lower() in "aeiou"]
    at = random.Random(word).choice(vowels or list(inside))
    return f"{word[:at]}*{word[at + 1 :]}"


def swapped(word: str) -> str:
    """golbok: two neighbouring letters exchanged, the first one left in its place."""
    if len(word) < _SHORTEST:
        return word
    at = random.Random(word).randrange(1, len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def repeats(word: str) -> str:
    """goooblok: one letter drawn out."""
    chance = random.Random(word)
    at = chance.randrange(len(word))
    return word[:at] + word[at] * chance.randint(3, 6) + word[at + 1 :]


ATTACKS: dict[str, Attack] = {
    "leet": leet,
    "dots": dots,
    "spaces": spaces,
    "mathematical bold": mathematical_bold,
    "cyrillic": cyrillic,
    "zero width": zero_width,
    "star": star,
    "swapped letters": swapped,
    "repeats": repeats,
}
