"""What a trained model reads in a text. Training and scoring both go through `read` and `names_of`, nothing else does.

Words alone and in pairs, and the letters inside them (two to five, edges included), all of the folded text. A model of
advertising also reads the shape of what holds a digit ("<a00>" for a name with two digits behind it), takes a word that
it has not met for "<a>", so that a brand is never more than a shape, and reads how the letters are drawn.
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

from rembuk.civility.alphabets import lies_on_a_letter, style_of
from rembuk.civility.fold import Folded
from rembuk.civility.lexicon import builtin
from rembuk.civility.reading import Reading, read_text
from rembuk.civility.vocabulary import words as listed

ModelKind = Literal["abuse", "gambling"]
VERSION = 4  # of what is read; raise it with every change here
SHORTEST, LONGEST = 2, 5  # letters of a piece of a word
MOST_LETTERS = 40  # of a word; what is longer is read so far

STYLES = (
    *("styled-some", "styled-all", "styled-capitals", "styled-digits", "mathematical", "enclosed", "full-width"),
    *("marks", "zero-width", "look-alikes", "spaced-out", "drawn-known"),
)
_ALPHABETS = frozenset({"styled-some", "mathematical", "enclosed", "full-width"})
UNKNOWN = "<a>"
HANDLE = "<h>"  # "@mawar88" is somebody who is answered
DAMPING = 100  # added to the count of features under the root: one word alone does not decide

_TOKEN = re.compile(r"[a-z0-9]+")
_MASKED = re.compile(r"[a-z0-9]+(?:\*+[a-z0-9]+)*")
_TWICE = re.compile(r"([a-z]{2,})2(?=[a-z]*$)")  # "jalan2", "jalan2nya"
_RUN = re.compile(r"[a-z]+|[0-9]+")
_UNITS = frozenset({"k", "d", "rb", "jt", "ribu", "juta", "x", "m", "th", "g", "gb", "kg", "am", "pm"})
# What bears a number and is no brand.
_NUMBERED = listed("""
    covid cctv jkt liga sman smpn sdn smkn smk sma smp sd rt rw km blok gang no nomor pasal juz jl ktt cop seri tipe
""")
_PROBES = (
    "Jalan2 ke pasar lama, harganya Rp50.000 untuk 3 anak!",
    "M A W A R 8 8 dan m.e.l.a.t.i, g4c0r b4nget, hebaaaat",
    "\U0001d400\U0001d401\U0001d7d6 \uff21\uff22 \u24b6\u24b7 \u0430\u0435\u043e ma\u0336in z\u200bero Kyt4D n9awur",
    "anj*ng, lbih baik 5unsur @teman slot$ \u01ddp\u0250\u0279",
)
_WHOLE = 0.6  # of the letters: then a reader plays with the alphabet and no name is set off
_MANY = math.log1p(20)

Span = tuple[int, int]


class Style(NamedTuple):
    """One way of drawing letters that was met: its number in STYLES, how strong (0..1), and where."""

    number: int
    value: float
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A text as a model reads it. `spans` count characters of the original, one for each word."""

    words: tuple[str, ...]
    spans: tuple[Span, ...]
    shapes: tuple[tuple[str, Span], ...] = ()
    styles: tuple[Style, ...] = ()

    @property
    def pairs(self) -> list[str]:
        """Every two neighbouring words, as the name of a feature."""
        return [f"={one} {other}" for one, other in pairwise(self.words)]


def read(kind: ModelKind, reading: Reading, known: frozenset[str] | None = None) -> Document:
    """Read one text, out of the forms that `judge` holds too. Words that are not in `known` become "<a>"."""
    words, spans = _words(reading.folded, known)
    if kind == "abuse":
        return Document(words, spans)
    if known is not None:
        words = tuple([word if word in known else _stranger(word) for word in words])
    styles = tuple(_styles(reading.original, words, spans))
    return Document(words, spans, _shapes(reading.joined), styles)


@lru_cache(maxsize=65536)
def names_of(word: str) -> tuple[str, ...]:
    """The features of one word: itself, and the pieces of it."""
    if word.startswith("<") or len(word) < 2:
        return (f"={word}",)
    edged = f" {word[:MOST_LETTERS]} "
    pieces = {
        edged[start : start + length]
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(len(edged) - length + 1)
    }
    return (f"={word[:MOST_LETTERS]}", *sorted(pieces))


def names_in(document: Document) -> set[str]:
    """Every feature of a text, styles aside."""
    names = {name for word in document.words for name in names_of(word)}
    names.update(document.pairs)
    names.update(name for name, _ in document.shapes)
    return names


def is_word(name: str) -> bool:
    """Whether a feature is one whole word, as opposed to a pair, a piece or a shape."""
    return name.startswith("=") and " " not in name and not name.startswith("=<")


def _words(folded: Folded, known: frozenset[str] | None) -> tuple[tuple[str, ...], tuple[Span, ...]]:
    words, spans = [], []
    starts, ends = folded.starts, folded.ends
    masked = known is not None and "*" in folded.text
    for match in (_MASKED if masked else _TOKEN).finditer(folded.text):
        start, end = match.span()
        word = match[0]
        if not word.isalpha():
            if masked and known is not None and "*" in word:
                word = _unmasked(word, known)
            else:
                word = HANDLE if start and folded.text[start - 1] == "@" else _without_number(word)
        words.append(word)
        spans.append((starts[start], ends[end - 1]))
    return tuple(words), tuple(spans)


def _unmasked(word: str, known: frozenset[str]) -> str:
    """ "m*nang" is the first known word that it can be, else a stranger."""
    if len(word) - word.count("*") >= max(2, len(word) / 2):
        for candidate in _by_shape(known).get((word[0], word[-1], len(word)), ()):
            if all(shown in ("*", letter) for shown, letter in zip(word, candidate, strict=True)):
                return candidate
    return UNKNOWN


@lru_cache(maxsize=16)
def _by_shape(known: frozenset[str]) -> dict[tuple[str, str, int], list[str]]:
    shapes: dict[tuple[str, str, int], list[str]] = {}
    for word in sorted(known):
        shapes.setdefault((word[0], word[-1], len(word)), []).append(word)
    return shapes


@lru_cache(maxsize=16384)
def _without_number(word: str) -> str:
    """ "jalan2" is the word twice; a number is its length; what mixes both keeps its letters, for each digit a 0."""
    word = _TWICE.sub(r"\1", word)
    if word.isdigit():
        return f"<{'0' * min(len(word), 4)}>"
    return re.sub(r"\d", "0", word)


@lru_cache(maxsize=16384)
def _stranger(word: str) -> str:
    if word.startswith("<"):
        return word
    return UNKNOWN if word.isalpha() else shape(word)


@lru_cache(maxsize=16384)
def shape(word: str) -> str:
    """ "mawar88" is "<a11>" (one digit twice), "jakarta48" "<a00>", "s24" "<s00>"; units stay: "20jt" is "<00jt>"."""
    runs = _RUN.findall(word)
    if runs[0] in _NUMBERED:
        return "<n0>"
    return f"<{''.join(map(_run, runs))[:12]}>"


def _run(run: str) -> str:
    if run[0] <= "9":
        digit = "1" if len(run) > 1 and len(set(run)) == 1 else "0"
        return digit * min(len(run), 4)
    if run in _UNITS:
        return run
    return "a" if len(run) > 2 else "s"


def _shapes(joined: Folded) -> tuple[tuple[str, Span], ...]:
    """What mixes letters and digits, before digits are read as letters."""
    found: list[tuple[str, Span]] = []
    for match in _TOKEN.finditer(joined.text):
        word = match[0]
        start, end = match.span()
        if word.isalpha() or word.isdigit() or _TWICE.search(word) or joined.text[start - 1 : start] == "@":
            continue
        found.append((f"@{shape(word)}", (joined.starts[start], joined.ends[end - 1])))
    return tuple(found)


@cache
def _drawn(char: str) -> tuple[str, ...]:
    """How one character beyond ASCII is drawn, in the words of STYLES."""
    style = style_of(char)
    if style != "styled":
        return {"mark": ("marks",), "hidden": ("zero-width",), "lookalike": ("look-alikes",)}.get(style, ())
    shown = unicodedata.normalize("NFKC", char)
    name = unicodedata.name(char, "")
    kinds = ["styled-some"]
    if shown.isupper() or ("CAPITAL" in name and "SMALL" not in name):
        kinds.append("styled-capitals")
    if shown.isdigit():
        kinds.append("styled-digits")
    for word, kind in (
        ("MATHEMATICAL", "mathematical"),
        ("CIRCLED", "enclosed"),
        ("SQUARED", "enclosed"),
        ("PARENTHESIZED", "enclosed"),
        ("FULLWIDTH", "full-width"),
    ):
        if word in name:
            kinds.append(kind)
    return tuple(kinds)


def _styles(original: str, words: tuple[str, ...], spans: tuple[Span, ...]) -> Iterator[Style]:
    """How the letters of strangers are drawn. A known word in fancy letters is a reader's play and counts as one."""
    places: dict[str, list[int]] = {}
    places["spaced-out"] = [
        start
        for word, (start, end) in zip(words, spans, strict=True)
        if end - start >= 7 and _is_spaced(original[start:end])
    ]
    if not original.isascii():
        for place, char in enumerate(original):
            if char.isascii():
                continue
            for kind in _drawn(char):
                if kind not in ("marks", "zero-width") or lies_on_a_letter(original, place):
                    places.setdefault(kind, []).append(place)
    if not any(places.values()):
        return
    _leave_out_what_is_no_name(places, original)
    _set_known_words_apart(places, words, spans)
    for number, kind in enumerate(STYLES):
        if found := places.get(kind):
            yield Style(number, min(1.0, math.log1p(len(found)) / _MANY), tuple(found))


def _is_spaced(shown: str) -> bool:
    """At least four characters, each with a blank or a dot behind it."""
    letters = sum(map(str.isalnum, shown))
    return letters >= 4 and len(shown) >= 2 * letters - 1


def _leave_out_what_is_no_name(places: dict[str, list[int]], original: str) -> None:
    """A whole sentence in one fancy alphabet sets nothing off, and a text in Cyrillic or Greek is no disguise."""
    styled = places.get("styled-some", [])
    if len(styled) > _WHOLE * sum(map(str.isalpha, original)) and " " in original[styled[0] : styled[-1]].strip():
        for kind in _ALPHABETS & places.keys():
            del places[kind]
        places["styled-all"] = styled
    if "look-alikes" in places and not _is_mixed(original):
        del places["look-alikes"]


def _set_known_words_apart(places: dict[str, list[int]], words: tuple[str, ...], spans: tuple[Span, ...]) -> None:
    known = {place for word, span in zip(words, spans, strict=True) if word[0] != "<" for place in range(*span)}
    inside = {place for kind in places if kind != "styled-all" for place in places[kind]} & known
    if inside:
        for kind in places.keys() - {"styled-all"}:
            places[kind] = [place for place in places[kind] if place not in inside]
        places["drawn-known"] = sorted(inside)


def _is_mixed(original: str) -> bool:
    for word in original.split():
        styles = {style_of(char) == "lookalike" for char in word if char.isalpha()}
        if len(styles) == 2:
            return True
    return False


@cache
def fingerprint(kind: ModelKind) -> str:
    """Changes with everything that lies between a text and its features, so that no model meets a stranger's."""
    found = hashlib.sha256(f"{VERSION} {kind}".encode())
    for probe in _PROBES:
        document = read(kind, read_text(probe, builtin()))
        found.update(repr((sorted(names_in(document)), document.spans, document.styles)).encode())
    return found.hexdigest()[:16]
