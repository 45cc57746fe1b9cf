"""The sheet: a pasted text on which recognisers mark what they know.

Every mark (a `Claim`) is a span of the original text, and no two claims overlap; whatever no recogniser
claims stays in the body. So nothing can be lost: each character is in exactly one claim or in the rest.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field

from .words import IS_OUTLET

_ALIKE = {
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032", "'"),
    **dict.fromkeys("\u2013—―\u2212", "-"),
    **dict.fromkeys("\u00a0\u2002\u2003\u2009\u202f\u3000\u200b\u200c\u200d\ufeff\t\r", " "),
    "\u2028": "\n",
    "\u2029": "\n",
    "\uff1a": ":",
}
# Two single quotation marks for a double one; the mark that is left keeps the text's length.
_DOUBLED_OPEN = re.compile(r"(?:(?<=\s)|(?<=\()|\A)''(?=\w)")
_DOUBLED_CLOSE = re.compile(r"(?<=[\w.,!?])''(?=[\s,.;:)]|\Z)")
_PLAIN = str.maketrans(_ALIKE)

_LIST_MARK = re.compile(r"(?:[-•*●▪·]|\d{1,2}[.)]|[a-z][.)])\s+\S")
_TERMINATOR = re.compile(r"[.!?]+[\"')\]]*(?=\s|$|[A-Z\"(\[])")
_ABBREVIATED = re.compile(
    r"(?:\b(?:PT|CV|No|Rp|Dr|dr|Prof|Ir|Drs|Dra|Hj|KH|Jl|Tn|Ny|Sdr|dll|dkk|tgl|hlm|Kec|Kab|Kel|St|Mr|Mrs)|\b[A-Z])\.$"
)
_GLUED_STOP = re.compile(r"(?<=[a-z\d%)]{2})[.!?]\"?(?=\"?[A-Z][a-z])|(?<=[.,!?])\"(?=[A-Z][a-z])")
_LONG_LINE = 400
_WRAPPED_LINE = 25  # a line that was cut by hard wrapping is at least this long
_LABELLED = re.compile(r"[A-Z][a-z]+\s?:\s")


@dataclass(frozen=True)
class LeftOut:
    """The site's own wrapping: an invitation, an advertisement, a notice."""

    kind: str


@dataclass(frozen=True)
class Related:
    """A pointer to another story, under the label the site gave it."""

    text: str
    label: str


@dataclass(frozen=True)
class Credit:
    name: str
    role: str


@dataclass(frozen=True)
class Syndication:
    """Where the story ran first."""

    publication: str
    title: str | None
    date: str | None
    url: str | None


@dataclass(frozen=True)
class Dateline:
    place: str | None
    outlet: str | None


@dataclass(frozen=True)
class Headline:
    pass


Part = LeftOut | Related | Credit | Syndication | Dateline | Headline


@dataclass(frozen=True, order=True)
class Claim:
    start: int
    end: int
    part: Part = field(compare=False)


@dataclass(frozen=True)
class Span:
    start: int
    end: int


class Sheet:
    """`text` as pasted, and `plain`: the same length, with quotes, dashes and spaces made uniform for matching."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain = _DOUBLED_CLOSE.sub('" ', _DOUBLED_OPEN.sub(' "', text.translate(_PLAIN)))
        self.claims: list[Claim] = []
        self.paragraphs = [part for line in self._paragraphs() for part in self._unglued(line)]

    def take(self, claim: Claim) -> bool:
        """Accept a claim unless it is empty or another recogniser was there first."""
        if not self.text[claim.start : claim.end].strip():
            return False
        if any(claim.start < other.end and other.start < claim.end for other in self.claims):
            return False
        insort(self.claims, claim)
        return True

    def free(self, span: Span) -> list[Span]:
        """The parts of a span that nobody has claimed and that are not blank."""
        rest: list[Span] = []
        at = span.start
        for claim in self.claims:
            if claim.end <= at or claim.start >= span.end:
                continue
            rest.append(Span(at, claim.start))
            at = claim.end
        rest.append(Span(at, span.end))
        return [trimmed for piece in rest if (trimmed := self.trim(piece)).start < trimmed.end]

    def open_paragraphs(self) -> list[Span]:
        """Paragraphs that still hold unclaimed text, in order."""
        return [paragraph for paragraph in self.paragraphs if self.free(paragraph)]

    def tail_from(self) -> int:
        """Where the last paragraph with unclaimed text ends: only wrapping stands after it."""
        still_open = self.open_paragraphs()
        return self.free(still_open[-1])[-1].end if still_open else 0

    def trim(self, span: Span) -> Span:
        raw = self.text[span.start : span.end]
        start = span.start + len(raw) - len(raw.lstrip())
        return Span(start, max(start, span.start + len(raw.rstrip())))

    def read(self, span: Span | Claim) -> str:
        """The original words of a span, its blanks made single."""
        return " ".join(self.text[span.start : span.end].split())

    def within_quotes(self, at: int) -> bool:
        """Whether a position lies inside quotation marks opened in the same paragraph."""
        paragraph = next((p for p in self.paragraphs if p.start <= at < p.end), None)
        return paragraph is not None and self.plain.count('"', paragraph.start, at) % 2 == 1

    def _paragraphs(self) -> Iterator[Span]:
        """One line is one paragraph; a line that only continues the one above (hard-wrapped text) joins it."""
        current: Span | None = None
        for line in re.finditer(r"[^\n]*", self.plain):
            span = self.trim(Span(line.start(), line.end()))
            if span.start == span.end:
                if line.start() < line.end() or "\n" in self.plain[line.start() - 1 : line.start()]:
                    if current is not None:
                        yield current
                    current = None
                continue
            if current is not None and self._continues(current, span):
                current = Span(current.start, span.end)
                continue
            if current is not None:
                yield current
            current = span
        if current is not None:
            yield current

    def _unglued(self, line: Span) -> Iterator[Span]:
        """Cut a very long line where a full stop is glued to the next sentence: paragraphs run together by copying."""
        start = line.start
        if line.end - line.start > _LONG_LINE:
            for match in _GLUED_STOP.finditer(self.plain, line.start, line.end):
                if self.plain.count('"', start, match.end()) % 2 == 0:
                    yield Span(start, match.end())
                    start = match.end()
        yield Span(start, line.end)

    def _continues(self, above: Span, line: Span) -> bool:
        first = self.plain[line.start]
        last = self.plain[above.end - 1]
        runs_on = last == "," or (first.islower() and last not in ".!?:;\"')]")
        width = above.end - self.plain.rfind("\n", 0, above.end)
        wrapped = width > _WRAPPED_LINE and not _LABELLED.match(self.plain, above.start)
        if IS_OUTLET.match(self.plain[line.start : line.end]):
            return False
        return runs_on and wrapped and not _LIST_MARK.match(self.plain, line.start, line.end)


def sentences(plain: str, span: Span) -> Iterator[Span]:
    """Cut a span after each sentence terminator; dots in names, addresses and abbreviations are no terminators."""
    start = span.start
    for match in _TERMINATOR.finditer(plain, span.start, span.end):
        if _ABBREVIATED.search(plain[max(start, match.start() - 6) : match.start() + 1]):
            continue
        yield Span(start, match.end())
        start = match.end()
        while start < span.end and plain[start].isspace():
            start += 1
    if start < span.end:
        yield Span(start, span.end)


def is_list_item(plain_text: str) -> bool:
    return _LIST_MARK.match(plain_text) is not None
