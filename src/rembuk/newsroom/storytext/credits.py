"""Who made the story: labelled credits, bylines, and the bracketed names or initials at its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from .sheet import Claim, Credit, Sheet, Span
from .words import AGENCIES, IS_OUTLET, OUTLET

ROLES = {
    "penulis": "penulis", "oleh": "penulis", "author": "penulis", "ditulis oleh": "penulis", "teks": "penulis",
    "editor": "editor", "redaktur": "editor", "penyunting": "editor", "redaktur & reporter": "editor",
    "reporter": "reporter", "pewarta": "reporter", "wartawan": "reporter", "jurnalis": "reporter",
    "reporter/editor": "reporter", "kontributor": "kontributor", "koresponden": "kontributor",
    "fotografer": "fotografer", "foto": "fotografer", "pewarta foto": "fotografer", "videografer": "videografer",
    "penerjemah": "penerjemah", "uploader": "pengunggah", "pengunggah": "pengunggah", "grafis": "desainer grafis",
    "desainer grafis": "desainer grafis", "periset": "periset", "infografis": "desainer grafis",
}  # fmt: skip
_LABELS = "|".join(sorted((re.escape(label) for label in ROLES), key=len, reverse=True))
_LABEL = re.compile(rf"(?:(?<![A-Za-z])|(?<=[a-z.]))(?P<label>(?i:{_LABELS}))\s*:\s*")
_BETWEEN = re.compile(r"\s*(?:[/|;,]| & | dan )\s*")
_BARE_LABEL = re.compile(
    r"(?:\A|(?<=\|)\s*)(?P<label>Penulis|Reporter|Editor|Pewarta|Redaktur|"
    r"Kontributor)\s+(?=[A-Z])"
)
_LABEL_ALONE = re.compile(r"[|\s]*(?P<label>Penulis|Editor|Reporter|Kontributor|Pewarta|Tim Redaksi)\s*:?\Z")
_WORD = r"(?:[A-Z][\w'.-]*|(?:bin|binti|van|von|de|der|al)\b)"
NAME = re.compile(rf"{_WORD}(?:[ ,]+{_WORD}){{0,6}}\Z")
_PHOTOGRAPHER = re.compile(rf"{_WORD}(?: {_WORD}){{0,3}}\s*(?:\Z|[|/;,])")  # `Foto: …` is a caption more often
_LOOSE_NAME = re.compile(r"[A-Za-z@*][\w.'-]*(?: [\w.'-]+){0,3}\Z")
_CORRESPONDENT = re.compile(
    rf"(?:Laporan|Liputan) (?:[Ww]artawan|[Jj]urnalis|[Rr]eporter|"
    rf"[Kk]ontributor)\s*(?:{OUTLET})?(?:\s+[A-Z]\w+)??\s*[,/|:-]?\s*"
    rf"(?P<name>[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){{0,3}}?)(?=\s+{OUTLET}\s*[,|-]|\s*$)"
)
_CONTRIBUTED = re.compile(
    r"(?P<name>[A-Z][\w., '-]+?) (?:ber|turut ber)kontribusi (?:dalam|pada|untuk) (?:penulisan )?(?:artikel|laporan|"
    r"tulisan) ini\.?\Z"
)
_BRACKETED = re.compile(r"(?:^|(?<=[.!?\"'*)])\s*|(?<=\S)\s*(?=\[))[(\[](?P<inside>[^()\[\]\n]{1,80})[)\]][.*\s]*\Z")
_INITIALS = re.compile(r"(?:\*+|[a-z]{2,6}\d?|[A-Z]{2,4}(?:-\d+)?|[A-Z]-\d+|[A-Z][a-z]{1,3})\Z")
_HOUSES = frozenset(("jpnn", "mdk", "sumber"))
_NOT_A_NAME = re.compile(
    r"(?i:\b(?:foto|ilustrasi|istimewa|bersambung|selesai|habis|tamat|sumber|dok|video|red|lihat|baca|tengah|kiri|"
    r"kanan|persero|tbk)\b)|\d{2,}"
)


def find_correspondents(sheet: Sheet) -> Iterator[Claim]:
    """`Laporan Wartawan Tribun…, Nama` before the story, and Tempo's contributor line after it."""
    for paragraph in sheet.open_paragraphs():
        words = sheet.plain[paragraph.start : paragraph.end]
        if match := _CORRESPONDENT.match(words):
            yield Claim(paragraph.start, paragraph.start + match.end(), Credit(match["name"], "reporter"))
        elif match := _CONTRIBUTED.match(words):
            yield Claim(paragraph.start, paragraph.end, Credit(match["name"], "kontributor"))


def find_labelled(sheet: Sheet) -> Iterator[Claim]:
    """`Penulis: X | Editor: Y` in paragraphs of its own, at head or tail; label and name may be two lines."""
    paragraphs = sheet.open_paragraphs()
    for index, paragraph in enumerate(paragraphs):
        if 6 <= index < len(paragraphs) - 6:
            continue
        for piece in sheet.free(paragraph):
            words = sheet.plain[piece.start : piece.end]
            if _LABEL_ALONE.match(words) and index + 1 < len(paragraphs):
                name = paragraphs[index + 1]
                if NAME.match(sheet.plain[name.start : name.end]):
                    role = ROLES.get(words.strip(" |:").lower(), "penulis")
                    yield Claim(piece.start, name.end, Credit(sheet.read(name), role))
            else:
                yield from _labelled(sheet, piece)


def find_bracketed(sheet: Sheet) -> Iterator[Claim]:
    """`(Nama)`, `(abc/def)`, `(*)`, `[abc]` after the last sentence of one of the last paragraphs."""
    for paragraph in reversed(sheet.open_paragraphs()[-4:]):
        for piece in reversed(sheet.free(paragraph)):
            match = _BRACKETED.search(sheet.plain[piece.start : piece.end])
            if match is None:
                continue
            claims = list(_names(sheet, piece.start, match))
            yield from claims
            if claims and claims[0].start > piece.start:
                return


def find_last_byline(sheet: Sheet) -> Iterator[Claim]:
    """A name alone in the last line, as Tempo signs its stories: `RANI WIJAYA | ANTARA`."""
    still_open = sheet.open_paragraphs()
    if len(still_open) < 3:
        return
    words = sheet.read(still_open[-1])
    names = [part.strip() for part in re.split(r"[|/]", words)]
    enough = 2 <= len(names[0].split()) <= 4 and not re.search(r"[.!?:;,]$", words)
    before = sheet.plain[still_open[-2].start : still_open[-2].end].rstrip()
    if enough and before[-1] in ".!?\"')" and all(NAME.match(name) and not re.search(r"\d", name) for name in names):
        at = still_open[-1].start
        for index, name in enumerate(names):
            end = still_open[-1].end if index == len(names) - 1 else sheet.plain.index(name, at) + len(name)
            yield Claim(at, end, Credit(name, "penulis" if index == 0 else _group_role(name, index, len(names))))
            at = end


def _labelled(sheet: Sheet, piece: Span) -> Iterator[Claim]:
    """Credits that fill the end of a piece: from the first label on, everything must be labels and names."""
    words = sheet.plain[piece.start : piece.end]
    labels = list(_LABEL.finditer(words)) or (list(_BARE_LABEL.finditer(words)) if "|" in words else [])
    if not labels or not _may_open(words, labels[0].start()):
        return
    claims: list[Claim] = []
    start = piece.start + labels[0].start()
    for index, label in enumerate(labels):
        if label["label"].lower() == "foto" and not _PHOTOGRAPHER.match(words, label.end()):
            return
        stop = piece.start + (labels[index + 1].start() if index + 1 < len(labels) else len(words))
        named = list(_persons(sheet.plain, start, Span(piece.start + label.end(), stop), ROLES[label["label"].lower()]))
        if not named and sheet.plain[piece.start + label.end() : stop].strip(" |;,/-."):
            return
        claims += named
        start = stop if named else start
    if claims:
        claims[-1] = Claim(claims[-1].start, piece.end, claims[-1].part)
    yield from claims


def _persons(plain: str, start: int, names: Span, role: str) -> Iterator[Claim]:
    """One claim for each name in a list parted by commas or bars; the first claim opens at `start`, at the label."""
    cuts = [names.start, *(match.end() for match in _BETWEEN.finditer(plain, names.start, names.end)), names.end]
    claims: list[Claim] = []
    for begin, end in pairwise(cuts):
        name = _BETWEEN.sub("", plain[begin:end]).strip(" |;,/-\n.")
        if name.startswith(("Kontributor ", "Koresponden ")):
            role = "kontributor"
        elif name and not (NAME.match(name) or _LOOSE_NAME.match(name)):
            return
        elif name:
            claims.append(Claim(claims[-1].end if claims else start, end, Credit(name, role)))
    if claims:
        claims[-1] = Claim(claims[-1].start, names.end, claims[-1].part)
    yield from claims


def _may_open(words: str, start: int) -> bool:
    before = words[:start].rstrip()
    return not before.strip("(*[") or before[-1] in '.!?")*|,'


def _names(sheet: Sheet, offset: int, match: re.Match[str]) -> Iterator[Claim]:
    inside = match["inside"]
    if _LABEL.match(inside):
        claims = list(_labelled(sheet, Span(offset + match.start("inside"), offset + match.end("inside"))))
        if claims:
            claims[0] = Claim(offset + match.start("inside") - 1, claims[0].end, claims[0].part)
            claims[-1] = Claim(claims[-1].start, offset + match.end(), claims[-1].part)
        yield from claims
        return
    parts = _BETWEEN.split(inside)
    if _NOT_A_NAME.search(inside) or not all(_signs(part, len(parts)) for part in parts):
        return
    start = offset + match.start() + len(match[0]) - len(match[0].lstrip())
    cursor = offset + match.start("inside")
    for index, part in enumerate(parts):
        last = index == len(parts) - 1
        end = offset + match.end() if last else sheet.plain.index(part, cursor) + len(part)
        yield Claim(start, end, Credit(part, _group_role(part, index, len(parts))))
        start = cursor = end


def _signs(part: str, among: int) -> bool:
    full_name = NAME.match(part) is not None and len(part.split()) <= 5
    return bool(_INITIALS.match(part) or IS_OUTLET.match(part)) or (full_name and (among > 1 or len(part) > 2))


def _group_role(part: str, index: int, among: int) -> str:
    """In `(abc/def)` the first wrote and the last edited; agencies and outlets are named as such."""
    if part.lower() in AGENCIES:
        return "kantor berita"
    if IS_OUTLET.match(part) or part in _HOUSES:
        return "media"
    edits = among > 1 and index == among - 1 and re.match(r"[a-z]{2,6}\d?\Z", part)
    return "editor" if edits else "penulis"
