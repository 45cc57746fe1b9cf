"""Find the listed words in a folded text: affixes, stars, phrases, innocent contexts, direct address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from rembuk.civility.fold import Folded
from rembuk.civility.lexicon import Entry, Lexicon
from rembuk.civility.verdict import Reason
from rembuk.civility.vocabulary import words

WEIGHTS = {"nudge": 0.5, "hold": 0.9}
DIRECTED_WEIGHT = 0.8

_TOKEN = re.compile(r"[a-z0-9]+(?:[*#]+[a-z0-9]+)*")
_PART = re.compile(r"[a-z0-9]+")
_MASK = re.compile(r"[*#]")
_SENTENCE_END = re.compile(r"[.!?;\n]")
_CLAUSE_END = re.compile(r"[,:.!?;\n]")
_DOUBLED = re.compile(r"([a-z])\1")
_SHORT_SUFFIXES = ("nya", "lah", "ku", "mu", "lu", "loe", "kau")
_SUFFIXES = (
    *_SHORT_SUFFIXES,
    *("kah", "kan", "an", "in", "i", "ne", "e", "na", "lo", "bgt", "banget", "sia", "kabeh", "koe", "kowe", "loh"),
)
_PREFIXES = ("dasar", "peng", "nge", "ter", "ng", "di", "me", "ke", "se", "si", "ku", "lu")
_YOU = words("""
    lu lo loe elu elo lw lau kau kamu km kmu koe kowe kon sampeyan sia maneh ente antum anda situ kalian dasar woi woy
    you ur
""")
_BETWEEN = words("emang memang emg mmg tuh itu ini sih aja saja banget bgt yang yg kayak kaya kek si kok ya")


class _Token(NamedTuple):
    text: str
    start: int
    end: int
    sentence: int
    clause: int


class _Hit(NamedTuple):
    entry: Entry
    first: int
    last: int  # token indices, inclusive


def find_abuse(original: str, folded: Folded, lexicon: Lexicon) -> list[Reason]:
    """Every listed word that is not excused by its context, in the order of the text."""
    tokens = _tokens(folded.text, lexicon)
    hits = [*_phrase_hits(tokens, lexicon), *_word_hits(tokens, folded, lexicon)]
    if not hits:
        return []
    innocent = _allowed_places(tokens, lexicon)
    present = {token.text for token in tokens}
    reasons: list[Reason] = []
    taken: set[int] = set()
    for hit in hits:
        places = set(range(hit.first, hit.last + 1))
        if places & taken or places <= innocent:
            continue
        directed = hit.entry.severity == "nudge" and _is_directed(tokens, hit)
        if not directed and _is_excused(tokens[hit.first].text, hit.entry, present, lexicon):
            continue
        taken |= places
        span = folded.span(tokens[hit.first].start, tokens[hit.last].end)
        reasons.append(_reason(original, hit.entry, span, directed))
    return _reduplication_merged(original, sorted(reasons, key=lambda reason: reason.span))


def _tokens(text: str, lexicon: Lexicon) -> list[_Token]:
    tokens: list[_Token] = []
    sentence = clause = end = 0
    for word, start in _words(text, lexicon):
        if _CLAUSE_END.search(text, end, start):
            clause += 1
            sentence += _SENTENCE_END.search(text, end, start) is not None
        end = start + len(word)
        tokens.append(_Token(word, start, end, sentence, clause))
    return tokens


def _words(text: str, lexicon: Lexicon) -> Iterator[tuple[str, int]]:
    """Each word and its place. Stars that hide no listed word only stand between words."""
    for match in _TOKEN.finditer(text):
        if not _MASK.search(match[0]):
            yield match[0], match.start()
        elif entry_of(lexicon, starred := match[0].replace("#", "*")):
            yield starred, match.start()
        else:
            yield from ((part[0], match.start() + part.start()) for part in _PART.finditer(match[0]))


def _reason(original: str, entry: Entry, span: tuple[int, int], directed: bool) -> Reason:
    weight = DIRECTED_WEIGHT if directed else WEIGHTS[entry.severity]
    rule = f"{entry.rule}+directed" if directed else entry.rule
    return Reason(entry.category, span, original[span[0] : span[1]], rule, weight)


def _phrase_hits(tokens: list[_Token], lexicon: Lexicon) -> Iterator[_Hit]:
    texts = [token.text for token in tokens]
    for place, token in enumerate(tokens):
        for length, entry in lexicon.phrases.at(texts, place, _SHORT_SUFFIXES):
            last = place + length - 1
            if tokens[last].sentence == token.sentence:
                yield _Hit(entry, place, last)
                break


def _word_hits(tokens: list[_Token], folded: Folded, lexicon: Lexicon) -> Iterator[_Hit]:
    for place, token in enumerate(tokens):
        entry = entry_of(lexicon, token.text)
        if entry is None and _was_spaced_out(token, folded):
            entry = _inside(lexicon, token.text)
        if entry is not None:
            yield _Hit(entry, place, place)


def _allowed_places(tokens: list[_Token], lexicon: Lexicon) -> set[int]:
    texts = [token.text for token in tokens]
    places: set[int] = set()
    for place, token in enumerate(tokens):
        for length, _ in lexicon.allowed.at(texts, place, _SHORT_SUFFIXES):
            # a comma parts "anjing lu sakit" (somebody's dog) from "anjing, lu sakit"
            if tokens[place + length - 1].clause == token.clause:
                places.update(range(place, place + length))
    return places


def _is_excused(word: str, entry: Entry, present: set[str], lexicon: Lexicon) -> bool:
    return any(
        (entry.name in excuse.words or word in excuse.words) and not excuse.cues.isdisjoint(present)
        for excuse in lexicon.excuses
    )


def _is_directed(tokens: list[_Token], hit: _Hit) -> bool:
    """Whether "you" (or "dasar", the opening of a curse) stands next to the word, small fillers aside."""
    if tokens[hit.last].text.endswith(("mu", "lu")) and len(tokens[hit.last].text) > len(hit.entry.name):
        return True
    for step, edge in ((-1, hit.first), (1, hit.last)):
        place = edge + step
        while 0 <= place < len(tokens) and tokens[place].text in _BETWEEN:
            place += step
        if 0 <= place < len(tokens) and tokens[place].text in _YOU and tokens[place].sentence == tokens[edge].sentence:
            return True
    return False


def _was_spaced_out(token: _Token, folded: Folded) -> bool:
    start, end = folded.span(token.start, token.end)
    length = token.end - token.start
    return length >= 6 and end - start >= 2 * length - 1


def _inside(lexicon: Lexicon, token: str) -> Entry | None:
    """In a run of spaced letters nobody can see where words end, so a listed word may stand anywhere in it."""
    found = [word for word in lexicon.words if len(word) >= 5 and word in token]
    return lexicon.words[max(found, key=len)] if found else None


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


@lru_cache(maxsize=32768)
def entry_of(lexicon: Lexicon, token: str) -> Entry | None:
    """The entry a single folded word belongs to, with Indonesian and Javanese affixes taken off."""
    if "*" in token:
        return _unstarred(lexicon, token)
    for form in dict.fromkeys((token, token.rstrip("2"), _DOUBLED.sub(r"\1", token))):
        if form in lexicon.words and (form == token or len(form) >= 3):
            return lexicon.words[form]
        entry = _without_suffix(lexicon, form) or _without_prefix(lexicon, form)
        if entry is not None:
            return entry
    return None


def _without_suffix(lexicon: Lexicon, form: str) -> Entry | None:
    for suffix in _SUFFIXES:
        if form.endswith(suffix):
            stem = form[: -len(suffix)]
            entry = lexicon.words.get(stem)
            if entry is not None and not entry.exact and (len(stem) > 3 or suffix in _SHORT_SUFFIXES):
                return entry
    return None


def _without_prefix(lexicon: Lexicon, form: str) -> Entry | None:
    for prefix in _PREFIXES:
        stem = form.removeprefix(prefix)
        if stem != form and len(stem) >= 5:
            entry = lexicon.words.get(stem) or _without_suffix(lexicon, stem)
            if entry is not None and not entry.exact and len(entry.name) >= 5:
                return entry
    return None


def _unstarred(lexicon: Lexicon, token: str) -> Entry | None:
    """`b*ngsat`, `anj**g`: as long as the listed word, three letters and half of the word to be seen."""
    shown = len(token) - token.count("*")
    if shown < max(3, len(token) / 2):
        return None
    for word in lexicon.masked.get((token[0], len(token)), ()):
        if all(star in ("*", letter) for star, letter in zip(token, word, strict=True)):
            return lexicon.words[word]
    return None
