"""Pointers to other stories: `(Baca: …)`, `Baca juga: …`, alone, inside a paragraph, or over several lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .sheet import Claim, Related, Sheet, Span, is_list_item
from .words import words

_LABEL = (
    r"(?:Baca(?: (?:juga|pula|selengkapnya|lainnya|berita(?: lain(?:nya)?| terkait)?))?|"
    r"(?:Lihat|Simak|Cek|Tonton|Klik) (?:juga|pula)|"
    r"(?:Artikel|Berita|Konten)(?: menarik)? (?:terkait|lainnya)|Pilihan Editor|Menarik Dibaca|Selanjutnya|"
    r"Jangan lewatkan|Terkait|Rekomendasi)"
)
_PARENTHESISED = re.compile(
    r"[(\[]\s*(" + _LABEL + r")\s*:\s*((?:[^()\[\]\n]|\([^()\n]*\))+)[)\]]\.?", re.IGNORECASE
)  # fmt: skip
_LEADING = re.compile(r"[*>\s]*(" + _LABEL + r")\s*:\s*", re.IGNORECASE)
_LABEL_ALONE = re.compile(r"[*>\s]*((?:Baca|Lihat|Simak) juga|(?:Artikel|Berita) terkait)\s*\Z", re.IGNORECASE)
_NO_COLON = re.compile(r"(BACA JUGA|Baca [Jj]uga)\s+(?=[A-Z\"'])")
_INLINE = re.compile(
    r"(?:(?<=[.!?\"')a-z\d])|(?<=[.!?\"')a-z\d] )|(?<=  ))"
    r"((?:Baca|BACA|Lihat|LIHAT|Simak) (?:[Jj]uga|JUGA))\s*:\s*"
)
_GLUE = re.compile(r"(?<=[a-z)?!])(?=[A-Z][a-z]+ [a-z])|(?<=[a-z])(?=[A-Z]+ [A-Z])")
_SMALL = words(
    "di ke dari dan atau yang untuk dengan pada oleh dalam hingga sampai bagi vs serta agar jadi soal saat usai "
    "demi tak "
    "akan ini itu per para si sang kepada terhadap antara lewat of the in and for to tapi tetapi karena sejak bukan"
)
_MOST_WORDS = 30
_LIST_LABELS = re.compile(r"(?:Artikel|Berita|Konten|Terkait|Rekomendasi)", re.IGNORECASE)


def find_parenthesised(sheet: Sheet) -> Iterator[Claim]:
    """`(Baca: …)` in a line or a paragraph; `(baca: …)` as an idiom, "that is to say", stays in the body."""
    for match in _PARENTHESISED.finditer(sheet.plain):
        title = match[2].strip()
        if sheet.within_quotes(match.start()) or not _title_like(title):
            continue
        yield from _split(sheet, Span(match.start(), match.end()), Span(match.start(2), match.end(2)), match[1])


def find_labelled(sheet: Sheet) -> Iterator[Claim]:
    """A paragraph that is a label and a title, or a label alone with the titles in the lines below."""
    paragraphs = sheet.open_paragraphs()
    for index, paragraph in enumerate(paragraphs):
        pieces = sheet.free(paragraph)
        piece = pieces[0]
        where = (sheet.plain, piece.start, piece.end)
        match = _LEADING.match(*where) or _LABEL_ALONE.match(*where) or _NO_COLON.match(*where)
        if match is None or piece.start != paragraph.start:
            continue
        if match.end() >= piece.end:
            yield from _below(sheet, piece, match[1], paragraphs[index + 1 :])
        elif end := _title_end(sheet, match.end(), piece.end):
            yield from _split(sheet, Span(piece.start, end), Span(match.end(), end), match[1])


def find_inline(sheet: Sheet) -> Iterator[Claim]:
    """`Baca juga: …` in the middle of a paragraph, also when it is glued to its neighbours."""
    for match in _INLINE.finditer(sheet.plain):
        paragraph = next((p for p in sheet.open_paragraphs() if p.start <= match.start() < p.end), None)
        if paragraph is None or sheet.within_quotes(match.start()):
            continue
        piece = next((p for p in sheet.free(paragraph) if p.start <= match.start() < p.end), None)
        if piece and (end := _title_end(sheet, match.end(), piece.end)):
            yield from _split(sheet, Span(match.start(), end), Span(match.end(), end), match[1])


def _below(sheet: Sheet, label: Span, name: str, following: list[Span]) -> Iterator[Claim]:
    most = 6 if _LIST_LABELS.match(name) else 1
    titles: list[Span] = []
    bulleted = bool(following) and is_list_item(sheet.plain[following[0].start : following[0].end])
    for line in following[:most]:
        title = sheet.plain[line.start : line.end]
        if (
            title[-1] in ".:"
            or bulleted != is_list_item(title)
            or len(title.split()) > _MOST_WORDS // 2
            or not _title_like(title.lstrip("-•*0123456789. "))
        ):
            break
        titles.append(line)
    if titles:
        yield Claim(label.start, titles[0].end, Related(sheet.read(titles[0]).lstrip("-•* "), name))
        for line in titles[1:]:
            yield Claim(line.start, line.end, Related(sheet.read(line).lstrip("-•* "), name))


def _title_end(sheet: Sheet, start: int, end: int) -> int | None:
    """Where a title that starts here ends: at the paragraph's end, at a glued sentence, or where Title Case stops."""
    rest = sheet.plain[start:end]
    whole = len(rest.split()) <= _MOST_WORDS and not re.search(r"[.]\s+[A-Z\"]", rest)
    glue = _GLUE.search(rest)
    if glue and len(rest[: glue.start()].split()) >= 3 and not (whole and len(rest[glue.start() :].split()) < 4):
        return start + glue.start()
    if turn := _case_turn(rest):
        return start + len(rest[:turn].rstrip())
    return end if whole else None


def _case_turn(rest: str) -> int | None:
    """The capital that opens the sentence after a Title Case title, if prose in small letters follows it."""
    opener = None
    for count, word in enumerate(re.finditer(r"\S+", rest)):
        letters = word[0].strip("\"'(),.:;?!")
        if letters[:1].isupper():
            opener = (count, word.start())
        elif letters.isalpha() and letters.islower() and letters not in _SMALL:
            return opener[1] if opener and opener[0] >= 4 else None
    return None


def _split(sheet: Sheet, source: Span, titles: Span, label: str) -> Iterator[Claim]:
    """One claim for each title of a list parted by semicolons; the first carries the label, the last the bracket."""
    at = source.start
    cut = titles.start
    pieces = [m.start() for m in re.finditer(r";(?=\s)", sheet.plain[titles.start : titles.end])]
    ends = [titles.start + offset for offset in pieces]
    parts = [sheet.plain[start:end].split() for start, end in pairwise([cut, *ends, titles.end])]
    if any(len(part) < 3 for part in parts):  # the semicolon belongs to one title
        ends = []
    for index, stop in enumerate([*ends, titles.end]):
        last = index == len(ends)
        text = sheet.read(Span(cut, stop)).strip()
        yield Claim(at, source.end if last else stop + 1, Related(text, label))
        at = cut = stop + 1


def _title_like(title: str) -> bool:
    first = title.lstrip("\"'")[:1]
    enough = len(title.split()) >= 3 or "http" in title
    return enough and (first.isupper() or first.isdigit() or title.startswith("http"))
