"""The last step of folding, and the only one that looks words up: a guess counts when it makes a listed word.

Capital I, small l, 1 and | look alike, so a word holding one of them is tried in both readings. Digits at a word's edge
are tried as letters. The long gambling keywords are also known backwards and with two neighbouring letters swapped.
Nothing changes the length of the text, and a word that is listed as it stands stays as it stands.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from rembuk.civility.affixes import entry_of
from rembuk.civility.fold import LEET, Folded
from rembuk.civility.lexicon import Lexicon
from rembuk.civility.vocabulary import KEYWORDS, MISSPELT, SURE_ENDINGS

_WORD = re.compile(r"[a-z0-9|]{2,24}")
_DOUBTFUL = re.compile(r"[0-9|I!]")
_STROKES = frozenset("1|!")
_MOST_DOUBTS = 4  # sixteen readings
_ENDINGS = frozenset(SURE_ENDINGS.split("|"))
_BRAND = re.compile(rf"[a-z]{{2,14}}(?:{SURE_ENDINGS})")


def respell(original: str, folded: Folded, lexicon: Lexicon) -> tuple[Folded, frozenset[int]]:
    """`folded` with words spelled as they are listed, and where those stand (and any that were upside down)."""
    doubtful = _DOUBTFUL.search(original) is not None
    parts: list[str] = []
    hidden: set[int] = set()
    done = 0
    for match in _WORD.finditer(folded.text):
        word = MISSPELT.get(match[0])
        if word is None and doubtful:
            word = _other_reading(original, folded, match, lexicon)
        if word is not None:
            parts += (folded.text[done : match.start()], word)
            hidden.add(match.start())
            done = match.end()
        elif folded.starts[match.start()] == folded.starts[match.end() - 1]:
            hidden.add(match.start())  # it was upside down
    return Folded("".join((*parts, folded.text[done:])), folded.starts, folded.ends), frozenset(hidden)


def _other_reading(original: str, folded: Folded, match: re.Match[str], lexicon: Lexicon) -> str | None:
    start, end = folded.span(match.start(), match.end())
    if not _DOUBTFUL.search(original, start, end):
        return None
    typed = [original[place] for place in folded.starts[match.start() : match.end()]]
    strokes = _STROKES if "".join(typed).isupper() else _STROKES | {"I"}
    doubts = tuple(place for place, char in enumerate(typed) if char in strokes)
    if len(doubts) > _MOST_DOUBTS:
        return None
    return _listed_reading(lexicon, match[0], doubts)


@lru_cache(maxsize=32768)
def _listed_reading(lexicon: Lexicon, word: str, doubts: tuple[int, ...]) -> str | None:
    """The first reading of `word` that is listed, taking i or l at each of `doubts`; None when it needs none."""
    if not any(char.isalpha() for char in word) or _is_listed(lexicon, word):
        return None
    letters = list(word.translate(LEET))
    for strokes in product("il", repeat=len(doubts)):
        for place, stroke in zip(doubts, strokes, strict=True):
            letters[place] = stroke
        reading = "".join(letters)
        if reading != word and _is_listed(lexicon, reading):
            return reading
    return None


def _is_listed(lexicon: Lexicon, word: str) -> bool:
    if word in KEYWORDS or word in _ENDINGS or _BRAND.fullmatch(word):
        return True
    if len(word) < 4:
        return word in _phrase_words(lexicon) and word not in lexicon.words  # "T41" is no word
    return word in _phrase_words(lexicon) or entry_of(lexicon, word) is not None


@lru_cache(maxsize=16)
def _phrase_words(lexicon: Lexicon) -> set[str]:
    return lexicon.phrases.words()
