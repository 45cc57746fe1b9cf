"""Undo what a writer did to hide a word, and remember where every character came from.

Three strengths, each on top of the one before: `plain` undoes alphabets (styled, accented, look-alike, zero-width),
`join` undoes s p a c e d and d.o.t.t.e.d letters, `fold` undoes leet digits and long repeats as well.
A word written upside down is turned back; each of its letters then stands for the whole word.
Numbers stay numbers: "Rp50.000", "2024", "3 anak" come out as they went in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from rembuk.civility.alphabets import is_invisible, plain_char, spelled_in_flags, upright

LEET = str.maketrans("013456789@$!\u20ac\u00a2\u00a3\u00a5", "oieasgtbgasiecly")
_UNITS = (
    "juta|jt|ribu|rb|miliar|triliun|persen|rupiah|kali|kg|km|meter|cm|gram|liter|orang|anak|ekor|buah|hari|minggu|bulan"
    "|tahun|thn|th|jam|menit|detik|gb|mb|am|pm|gp"
)
_BETWEEN = r"[ .,:;'+=^\-_*/|~\u00b7\u2022\u3010\u3011\u2600-\u27bf\U0001f300-\U0001faff]{1,3}"
_SPACED = re.compile(
    rf"(?<![^\W_])[a-z0-9](?:{_BETWEEN}[a-z0-9](?![^\W_])){{2,}}(?:{_BETWEEN}[a-z]\d{{1,4}}(?![^\W_]))?"
)
_LEET_SIGN = re.compile(r"[0-9@$!\u20ac\u00a2\u00a3\u00a5]")
_INNER_LEET = re.compile(r"(?<=[a-z])[013-9@$!\u20ac\u00a2\u00a3\u00a5]{1,2}(?=[a-z])")
_LEADING_LEET = re.compile(rf"(?<![\w.,@$!])(?:[013-9$](?=[a-z]{{2}})(?!(?:{_UNITS})\b)|@(?=[a-z]{{2,3}}\b))")
_REPEATED = re.compile(r"([a-z])\1{2,}")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` plus, for each of its characters, the half-open range of the original text it stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original text behind `text[start:end]` (which must not be empty)."""
        return self.starts[start], self.ends[end - 1]


def plain(text: str) -> Folded:
    """Lower case, plain Latin letters, one kind of space; nothing joined or guessed."""
    if text.isascii() and text.isprintable():
        places = range(len(text) + 1)
        return Folded(text.lower(), tuple(places[:-1]), tuple(places[1:]))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    turned = upright(text)
    flagged = spelled_in_flags(text)
    for place, char in enumerate(text):
        letters = flagged.get(place) or plain_char(char)
        if place in turned:
            letter, start, end = turned[place]
            chars.append(letter)
            starts.append(start)
            ends.append(end)
        elif letters:
            chars.append(letters)
            starts.extend([place] * len(letters))
            ends.extend([place + 1] * len(letters))
        elif ends and is_invisible(char):
            ends[-1] = place + 1  # an accent or keycap belongs to the letter it sits on
    return Folded("".join(chars), tuple(starts), tuple(ends))


def join(folded: Folded) -> Folded:
    """Close up runs of single letters (at least three letters among them); digits in the run stay digits.

    Where a run has narrow and wide gaps ("s.l.o.t g.a.c.o.r"), the wide ones part words.
    """
    while True:
        closer = _rewrite(folded, _SPACED, _closed_up)
        if closer.text == folded.text:
            return folded
        folded = closer


def fold(text: str) -> Folded:
    """The strongest form, for looking words up. `fold(fold(text).text).text == fold(text).text`."""
    return fold_joined(join(plain(text)))


def fold_joined(folded: Folded) -> Folded:
    """`fold`, for a caller that already holds the joined form."""
    while True:
        before = folded.text
        if _LEET_SIGN.search(before):
            letters = _INNER_LEET.sub(_unleet, before)
            letters = _LEADING_LEET.sub(_unleet, letters)
            folded = Folded(letters, folded.starts, folded.ends)
        folded = _rewrite(folded, _REPEATED, _first_only)
        if folded.text == before:  # it came joined
            return folded
        folded = join(folded)


def _unleet(match: re.Match[str]) -> str:
    return match[0].translate(LEET)


def _closed_up(match: re.Match[str]) -> list[int]:
    run, start = match[0], match.start()
    kept = [at for at, char in enumerate(run) if char.isalnum()]
    if sum(run[at].isalpha() for at in kept) < 3:
        return list(range(start, match.end()))
    gaps = [run[left + 1 : right] for left, right in pairwise(kept) if right - left > 1]
    usual = max(set(gaps), key=lambda gap: (gaps.count(gap), gap)) if len(set(gaps)) > 1 else gaps[0]
    for left, right in pairwise(tuple(kept)):
        gap = run[left + 1 : right]
        if gap != usual and " " in gap and (" " not in usual or len(gap) > len(usual)):
            kept.append(left + 1 + gap.index(" "))
    return [start + at for at in sorted(kept)]


def _first_only(match: re.Match[str]) -> list[int]:
    return [match.start()]


def _rewrite(folded: Folded, pattern: re.Pattern[str], keep: Callable[[re.Match[str]], list[int]]) -> Folded:
    """Within every match keep only the characters whose indices `keep` returns; the last one kept covers the rest."""
    kept: list[int] = []
    ends = list(folded.ends)
    done = 0
    for match in pattern.finditer(folded.text):
        chosen = keep(match)
        kept.extend(range(done, match.start()))
        kept.extend(chosen)
        ends[chosen[-1]] = ends[match.end() - 1]
        done = match.end()
    if not done:
        return folded
    kept.extend(range(done, len(ends)))
    return Folded(
        "".join(folded.text[i] for i in kept),
        tuple(folded.starts[i] for i in kept),
        tuple(ends[i] for i in kept),
    )
