"""Where a story was filed and by whom: `JAKARTA, KOMPAS.com - …`, `Liputan6.com, Jakarta …`, `Kota (ANTARA) - …`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .sheet import Claim, Dateline, Headline, Sheet, Span
from .words import OUTLET, PLACES

_PLACES = "|".join(sorted((re.escape(place) for place in PLACES), key=len, reverse=True))
_PLACE = (
    rf"(?:(?:Kota|KOTA|Kab\.|Kabupaten|KABUPATEN) )?(?:(?i:{_PLACES})(?:, (?i:{_PLACES}))?|"
    rf"[A-Z][A-Z.'-]{{2,}}(?: [A-Z]{{2,}}){{0,3}}|[A-Z][a-z]+(?: [A-Z][a-z]+){{0,2}})"
)
_KNOWN = rf"(?i:{_PLACES})"
_CAPS = r"[A-Z]{4,}(?: [A-Z]{3,}){0,3}"
_WHEN = r"(?:\s*[,(]\s*\d{1,2}[ /.-]\w+(?:[ /.-]\d{4})?\)?)?"
_DASH = r"\s*(?:[.,]?\s*-+|\|)\s*"
_OUT = rf"(?P<outlet>{OUTLET}(?: (?:[A-Z][A-Z]+))?)"
_ANY_OUTLET = r"(?P<outlet>[A-Z][\w.]+(?: [A-Z][\w.]+){0,2})"

_FORMS = [
    re.compile(form)
    for form in (
        rf"(?P<place>{_PLACE})(?:,\s*\(?|\s+\(?|\()\s*{_OUT}\)?{_WHEN}(?:{_DASH}|[.:]\s+|,\s+(?=[A-Z\"]))",
        rf"{_OUT}\s*[,|]\s*(?P<place>{_PLACE}){_WHEN}(?:{_DASH}|\s*[.:]\s+)",
        rf"{_OUT}\s*[,|]\s*(?P<place>{_KNOWN})(?:\s+|$)(?=[A-Z\"]|$)",
        rf"{_OUT}\s*[,.]?\s*-+\s*(?P<place>{_CAPS}|{_KNOWN})(?:\.\s+|{_DASH})",
        rf"(?P<place>{_CAPS}|{_KNOWN}), {_ANY_OUTLET}{_WHEN}\s*-+\s+(?=[A-Z\"])",
        rf"{_ANY_OUTLET}, (?P<place>{_CAPS}|{_KNOWN}){_WHEN}\s*-+\s+(?=[A-Z\"])",
        rf"{_OUT}{_WHEN}\s*-+\s+(?=[A-Z\"])",
        rf"(?P<place>{_KNOWN}|{_CAPS}){_WHEN}\s*-+\s+(?=[A-Z\"0-9])",
        rf"(?P<place>{_KNOWN})-(?=[A-Z][a-z])",
        rf"(?P<place>{_CAPS})\.\s+(?=[A-Z\"])",
        rf"(?P<place>{_KNOWN})(?::\s+(?=[A-Z\"])|\.?$)",
    )
]
_UNKNOWN = re.compile(r"(?P<place>[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}) -+ (?=[A-Z\"])")
_LONGEST_HEADLINE = 160
_GLUED = re.compile(rf"(?<=[a-z?!\")])(?=[A-Z][A-Z ]{{2,30}}, {OUTLET}\s*-)")


def find_dateline(sheet: Sheet) -> Iterator[Claim]:
    """The dateline opens one of the first paragraphs that hold a story; a headline may be glued before it."""
    for index, paragraph in enumerate(sheet.open_paragraphs()[:4]):
        for piece in sheet.free(paragraph):
            if claim := _dateline(sheet, piece) or (_unknown_place(sheet, piece) if index < 2 else None):
                yield claim
                return
            glued = _GLUED.search(sheet.plain, piece.start, piece.end)
            if glued and (claim := _dateline(sheet, Span(glued.start(), piece.end))):
                if glued.start() - piece.start <= _LONGEST_HEADLINE:
                    yield Claim(piece.start, glued.start(), Headline())
                yield claim
                return


def _unknown_place(sheet: Sheet, piece: Span) -> Claim | None:
    """A place no list knows, before the dash that opens a full paragraph."""
    words = sheet.plain[piece.start : piece.end]
    match = _UNKNOWN.match(words)
    if match is None or len(words.split()) < 9 or words[-1] not in '.!?"':
        return None
    return Claim(piece.start, piece.start + match.end(), Dateline(match["place"], None))


def _dateline(sheet: Sheet, piece: Span) -> Claim | None:
    words = sheet.plain[piece.start : piece.end]
    for form in _FORMS:
        match = form.match(words)
        if match and (len(words.split()) > 5 or match.end() == len(words)):
            groups = match.groupdict()
            return Claim(piece.start, piece.start + match.end(), Dateline(groups.get("place"), groups.get("outlet")))
    return None
