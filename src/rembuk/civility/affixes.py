"""Which entry a single folded word belongs to: with affixes, doubled letters, stars or swapped letters."""

from __future__ import annotations

import re
from functools import lru_cache

from rembuk.civility.lexicon import Entry, Lexicon
from rembuk.civility.vocabulary import LIKE_LISTED

SHORT_SUFFIXES = ("nya", "lah", "ku", "mu", "lu", "loe", "kau")
_SUFFIXES = (
    *SHORT_SUFFIXES,
    *("kah", "kan", "an", "in", "i", "ne", "e", "na", "lo", "bgt", "banget", "sia", "kabeh", "koe", "kowe", "loh"),
    *("pun", "mah", "teh", "pisan", "tenan", "cok", "bat", "elu", "nye", "ers", "ing"),
)
_OUTER = ("nya", "lah", "kah", "pun", "mu", "ku", "lu", "loh")  # may stand behind another suffix
_PREFIXES = (
    *(
        "dasar",
        "peng",
        "meng",
        "pem",
        "mem",
        "ber",
        "per",
        "nge",
        "nga",
        "ter",
        "ng",
        "pe",
        "di",
        "me",
        "ke",
        "se",
        "si",
    ),
    *("ku", "lu", "kau", "tak"),
)
_DOUBLED = re.compile(r"([a-z])\1")
_TWICE = re.compile(r"2(?=[a-z]{0,4}$)")
_MASKS = str.maketrans("#_^%", "****")
_MOST_LETTERS = 40
_LONG_SWAPPED = 8  # letters of a swapped word with an affix
_SHORTEST_OPEN = 6  # letters of a word whose end is masked


def _fits(starred: str, word: str) -> bool:
    return len(starred) == len(word) and all(star in ("*", at) for star, at in zip(starred, word, strict=True))


@lru_cache(maxsize=32768)
def entry_of(lexicon: Lexicon, token: str) -> Entry | None:
    """The entry a single folded word belongs to, with Indonesian and Javanese affixes taken off."""
    if not token.isalnum():
        return _unstarred(lexicon, token.translate(_MASKS))
    if len(token) > _MOST_LETTERS:
        return None
    for form in dict.fromkeys((token, _TWICE.sub("", token), _DOUBLED.sub(r"\1", token))):
        if form in lexicon.words and (form == token or len(form) >= 3):
            return lexicon.words[form]
        entry = _without_suffix(lexicon, form) or _without_prefix(lexicon, form)
        if entry is not None:
            return entry
    return _swapped(lexicon, token) or _swapped(lexicon, _DOUBLED.sub(r"\1", _TWICE.sub("", token)))


def _without_suffix(lexicon: Lexicon, form: str) -> Entry | None:
    for suffix in _SUFFIXES:
        if form.endswith(suffix):
            stem = form[: -len(suffix)]
            entry = _base(lexicon, stem, len(stem) > 3 or suffix in SHORT_SUFFIXES)
            if entry is None and suffix in _OUTER and len(stem) > 5:
                inner = (stem[: -len(second)] for second in _SUFFIXES if stem.endswith(second))
                entry = next((found for base in inner if (found := _base(lexicon, base, len(base) > 3))), None)
            if entry is not None:
                return entry
    return None


def _swapped(lexicon: Lexicon, token: str) -> Entry | None:
    entry = lexicon.swapped.get(token)
    if entry is not None or len(token) < _LONG_SWAPPED:
        return entry
    return next(
        (
            entry
            for suffix in SHORT_SUFFIXES
            if token.endswith(suffix) and (entry := lexicon.swapped.get(token[: -len(suffix)]))
        ),
        None,
    )


def _base(lexicon: Lexicon, stem: str, long_enough: bool) -> Entry | None:
    entry = lexicon.words.get(stem)
    return entry if entry is not None and not entry.exact and long_enough else None


def _without_prefix(lexicon: Lexicon, form: str) -> Entry | None:
    for prefix in _PREFIXES:
        stem = form.removeprefix(prefix)
        if stem != form and len(stem) >= 5:
            entry = lexicon.words.get(stem) or _without_suffix(lexicon, stem)
            if entry is not None and not entry.exact and entry.severity != "mild" and len(entry.name) >= 5:
                return entry
    return None


def _unstarred(lexicon: Lexicon, token: str) -> Entry | None:
    """`b*ngsat`, `anj**g`, `bangs**`: as long as the listed word, three letters and half of the word to be seen."""
    shown = len(token) - token.count("*")
    if shown < max(3, len(token) / 2) or (token.endswith("*") and len(token) < _SHORTEST_OPEN):
        return None
    for form in (token, *(token[: -len(suffix)] for suffix in SHORT_SUFFIXES if token.endswith(suffix))):
        if (form.endswith("*") and form != token) or any(_fits(form, word) for word in LIKE_LISTED):
            continue
        for word in lexicon.masked.get((token[0], len(form)), ()):
            if _fits(form, word):
                return lexicon.words[word]
    shorter = _DOUBLED.sub(r"\1", token)
    return None if shorter == token else _unstarred(lexicon, shorter)
