"""Find the listed words in a folded text, and weigh each by what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rembuk.civility.affixes import SHORT_SUFFIXES, entry_of
from rembuk.civility.context import (
    Hit,
    Words,
    allowed_places,
    is_a_name,
    is_about_oneself,
    is_directed,
    is_excused,
    is_reported,
)
from rembuk.civility.fold import Folded
from rembuk.civility.lexicon import Entry, Lexicon
from rembuk.civility.lexicon.entries import SHORTEST_COMPACT
from rembuk.civility.verdict import Reason

WEIGHTS = {"mild": 0.2, "nudge": 0.5, "hold": 0.9}
DIRECTED_WEIGHTS = {"mild": 0.5, "nudge": 0.8, "hold": 0.9}
BAIT_WEIGHTS = {"mild": 0.2, "nudge": 0.35, "hold": 0.9}
REPORTED_WEIGHT = 0.5  # of a swear word that is told rather than said: it still stands on the page
SPLIT_WEIGHT = 0.5  # of a word cut in two: it may be two words after all

_PART = re.compile(r"[a-z0-9]+")
_MASK = re.compile(r"[*#_^%]")
_MASKED = re.compile(r"[a-z0-9]+(?:[*#_^%]+[a-z0-9]+)*(?:\*{1,3}(?![*\w]))?")
_CUT = re.compile(r"[ .\-_*'+]{1,2}")
_DIRECTABLE = frozenset({"profanity", "insult", "sexual", "sara"})
_SWEARING = frozenset({"profanity", "sexual"})
_MOST_SPACED_OUT = 40  # runs of single letters that are searched for words inside


def find_abuse(original: str, folded: Folded, lexicon: Lexicon) -> list[Reason]:
    """Every listed word that is not excused by its context, in the order of the text."""
    found = _words(folded.text, lexicon)
    hits = [*_phrase_hits(found, lexicon), *_word_hits(found, folded, lexicon)]
    if not hits:
        return []
    innocent = allowed_places(found, lexicon)
    reasons: list[Reason] = []
    taken: set[int] = set()
    for hit in hits:
        places = set(range(hit.first, hit.last + 1))
        if places & taken or places <= innocent or (hit.entry.category == "threat" and hit.last in innocent):
            continue
        if is_a_name(original, folded, found, hit):
            continue
        weighed = _weighed(found, hit, lexicon)
        if weighed is None:
            continue
        taken |= places
        weight, rule = weighed
        span = folded.span(found.starts[hit.first], found.ends[hit.last])
        reasons.append(Reason(hit.entry.category, span, original[span[0] : span[1]], rule, weight))
    return _reduplication_merged(original, sorted(reasons, key=lambda reason: reason.span))


def _weighed(found: Words, hit: Hit, lexicon: Lexicon) -> tuple[float, str] | None:
    """The weight of a hit in its context and the rule that says so; None where it means no offence."""
    entry = hit.entry
    if entry.category == "bait":
        return None if is_excused(found, hit, lexicon) else (BAIT_WEIGHTS[entry.severity], entry.rule)
    if is_reported(found, hit):
        return (REPORTED_WEIGHT, entry.rule) if entry.severity == "hold" and entry.category in _SWEARING else None
    if entry.severity != "hold" and entry.category in _DIRECTABLE and is_directed(found, hit):
        return DIRECTED_WEIGHTS[entry.severity], f"{entry.rule}+directed"
    if is_excused(found, hit, lexicon) or is_about_oneself(found, hit):
        return None
    weight = WEIGHTS[entry.severity]
    return min(weight, SPLIT_WEIGHT) if hit.is_split else weight, entry.rule


def _words(text: str, lexicon: Lexicon) -> Words:
    """Stars that hide no listed word only stand between words."""
    if _MASK.search(text):
        found = list(_unmasked(text, lexicon))
    else:
        found = [(match[0], match.start()) for match in _PART.finditer(text)]
    texts = [word for word, _ in found]
    starts = [start for _, start in found]
    return Words(text, texts, starts, [start + len(word) for word, start in found])


def _unmasked(text: str, lexicon: Lexicon) -> Iterator[tuple[str, int]]:
    for match in _MASKED.finditer(text):
        word = match[0]
        if word.isalnum() or (len(word) <= 24 and entry_of(lexicon, word)):
            yield word, match.start()
        elif (part := lexicon.bent.get(word)) is not None:
            yield part, match.start()
        else:
            yield from ((piece[0], match.start() + piece.start()) for piece in _PART.finditer(word))


def _phrase_hits(found: Words, lexicon: Lexicon) -> Iterator[Hit]:
    texts = [lexicon.bent.get(word, word) for word in found.texts]
    for place, word in enumerate(texts):
        if lexicon.phrases.starts(word):
            for length, entry in lexicon.phrases.at(texts, place, SHORT_SUFFIXES):
                if _stands_together(found, place, place + length - 1, entry):
                    yield Hit(entry, place, place + length - 1)
                    break


def _stands_together(found: Words, first: int, last: int, entry: Entry) -> bool:
    """A threat may be cut by commas; elsewhere they part what is no phrase."""
    if entry.category in ("threat", "self_harm"):
        return found.in_one_sentence(first, last)
    return found.in_one_clause(first, last)


def _word_hits(found: Words, folded: Folded, lexicon: Lexicon) -> Iterator[Hit]:
    texts = found.texts
    spaced_out = 0
    for place, word in enumerate(texts):
        entry = entry_of(lexicon, word)
        if entry is None and len(word) >= 6 and spaced_out < _MOST_SPACED_OUT and _was_spaced_out(found, place, folded):
            spaced_out += 1
            entry = _inside(lexicon, word) or _phrase_inside(lexicon, "".join(texts[max(0, place - 1) : place + 2]))
        if entry is not None:
            yield Hit(entry, place, place)
        elif word in lexicon.halves and place + 1 < len(texts):
            whole = lexicon.words.get(word + texts[place + 1])
            if (
                whole is not None
                and whole.category in _DIRECTABLE
                and _CUT.fullmatch(found.text, found.ends[place], found.starts[place + 1])
            ):
                yield Hit(whole, place, place + 1, is_split=True)


def _was_spaced_out(found: Words, place: int, folded: Folded) -> bool:
    start, end = folded.span(found.starts[place], found.ends[place])
    return end - start >= 2 * len(found.texts[place]) - 1


def _inside(lexicon: Lexicon, token: str) -> Entry | None:
    """In a run of spaced letters nobody can see where words end, so a listed word may stand anywhere in it."""
    listed = [
        word
        for word, entry in lexicon.words.items()
        if entry.severity != "mild"
        and (
            (len(word) >= 5 and word in token) or (len(word) == 4 and (token.startswith(word) or token.endswith(word)))
        )
    ]
    return lexicon.words[max(listed, key=len)] if listed else None


def _phrase_inside(lexicon: Lexicon, run: str) -> Entry | None:
    """The same for phrases, with the word on each side: whoever spaces letters out leaves short words as they are."""
    for place in range(len(run) - SHORTEST_COMPACT + 1):
        for phrase, entry in lexicon.compact.get(run[place : place + SHORTEST_COMPACT], ()):
            if run.startswith(phrase, place):
                return entry
    return None


def _reduplication_merged(original: str, reasons: list[Reason]) -> list[Reason]:
    """ "goblok-goblok" is one finding, not two."""
    merged: list[Reason] = []
    for reason in reasons:
        if merged and merged[-1].rule == reason.rule and original[merged[-1].span[1] : reason.span[0]].strip() == "-":
            span = (merged[-1].span[0], reason.span[1])
            merged[-1] = Reason(reason.kind, span, original[span[0] : span[1]], reason.rule, reason.weight)
        else:
            merged.append(reason)
    return merged
