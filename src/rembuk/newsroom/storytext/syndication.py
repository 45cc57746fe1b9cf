"""Notices that a story ran elsewhere first: `Berita ini sudah tayang di … dengan judul "…" pada …`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .dates import DATE, iso_date
from .sheet import Claim, Sheet, Syndication
from .words import DAYS, IS_OUTLET, OUTLET
from .wrapping import GLUED

_HEAD = re.compile(
    r"(?:(?:Sebagian )?(?:Isi )?(?:Berita|Artikel|Tulisan|Naskah|Laporan|Kolom|Konten)(?: (?:ini|tersebut|di atas))?\s+"
    r"(?:(?:telah|sudah|pernah|sebelumnya|pertama|kali|lebih|dahulu|dulu|juga|ini)\s+)*"
    r"(?:tayang|terbit|dimuat|dipublikasikan|diterbitkan|ditayangkan|diunggah|dirilis|disadur|diambil|dikutip|"
    r"dilansir|bersumber)"
    r"(?:\s+(?:pertama kali|sebelumnya|lebih dulu))?\s+(?:di|oleh|pada|dalam|dari)\s+"
    r"|(?:Disadur|Dikutip|Dilansir|Diolah|Diterjemahkan) dari\s*:?\s+)"
    r"(?-i:(?:artikel|berita|laman|situs|portal|harian|koran|majalah|media)\s+)*",
    re.IGNORECASE,
)
_PUBLICATION = re.compile(rf"{OUTLET}(?=[\s,.;:\"(]|$)|[A-Z][\w.-]*\w(?: (?:[A-Z]\w+))*")
_TITLE = re.compile(
    r"[\s,]*(?:dengan judul|berjudul|judul(?:nya)?)\s*:?\s*"
    r"(?:\"(?P<quoted>[^\"\n]+)\"|'(?P<single>[^\n]+?)'(?=[\s,.]|$)|"
    r"(?P<bare>[^\n\"]+?)(?=,?\s*https?://|,?\s*Klik untuk|,?\s*(?:Penulis|Editor|Reporter)\s*:|\s+pada (?:"
    + DAYS
    + r")|\.?\s*$|\.?\s*\n))",
    re.IGNORECASE,
)
_DATE = re.compile(
    rf"[\s,]*(?:(?:pada|tanggal|edisi|terbit|tayang)\s+)*(?:(?:hari\s+)?(?:{DAYS})[,\s]*)?(?P<date>{DATE})"
    r"(?:[,\s]*(?:pukul\s+)?\d{1,2}[.:]\d{2}\s*(?:WIB|WITA|WIT)?)?",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"[\s,.]*(?:(?:Klik|Baca|Selengkapnya|Sumber|Link|Tautan)[^:.\n]{0,40}:?\s*)?"
    r"(?P<url>https?://\S+?)(?=[.,;)]*(?:\s|$|Penulis|Editor|Reporter|Kontributor))",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    rf"\(?Sumber(?: berita| artikel)?\s*:\s*(?P<pub>{OUTLET}(?:\s*(?:/|,|dan)\s*{OUTLET})*)\)?[.]?\Z", re.IGNORECASE
)

_ENDS = re.compile(r"\.?\s*(?:\Z|\n)")
_CLOSE = re.compile(
    r"\.?\s*(?:\Z|\n)|\.\s+\S|\.?(?=[A-Z])|\s*[(\[*]|[,.|]?\s*(?:Penulis|Editor|Reporter|Pewarta|Kontributor|Baca "
    r"juga)\b|"
    rf"\s+{GLUED.pattern}"
)


def find_syndication(sheet: Sheet) -> Iterator[Claim]:
    """Notices in the outlets' own formula; a sentence that goes on to say something else is reporting, and stays."""
    for match in _HEAD.finditer(sheet.plain):
        start = match.start()
        if sheet.within_quotes(start) or not _opens(sheet.plain, start):
            continue
        published = _PUBLICATION.match(sheet.plain, match.end())
        if published is None:
            continue
        end, found = _rest(sheet.plain, published.end())
        alone = match[0].lower().startswith(("artikel ini", "berita ini", "tulisan ini")) and _ENDS.match(
            sheet.plain, end
        )
        formula = bool(found or alone) or IS_OUTLET.match(published[0]) is not None
        if not formula or not _closes(sheet.plain, end):
            continue
        end += sheet.plain.startswith(".", end)
        title = sheet.text[slice(*found["title"])].strip().rstrip(".,") if "title" in found else None
        when = iso_date(sheet.plain[slice(*found["date"])]) if "date" in found else None
        url = sheet.plain[slice(*found["url"])] if "url" in found else None
        yield Claim(start, end, Syndication(published[0].rstrip("."), title, when, url))


def find_source_lines(sheet: Sheet) -> Iterator[Claim]:
    """`Sumber: Antara` as a paragraph of its own, naming a known outlet."""
    for paragraph in sheet.open_paragraphs():
        if match := _SOURCE.match(sheet.plain[paragraph.start : paragraph.end]):
            yield Claim(paragraph.start, paragraph.end, Syndication(match["pub"], None, None, None))


def _rest(plain: str, at: int) -> tuple[int, dict[str, tuple[int, int]]]:
    found: dict[str, tuple[int, int]] = {}
    progress = True
    while progress:
        progress = False
        for name, pattern in (("title", _TITLE), ("date", _DATE), ("url", _LINK)):
            if name not in found and (match := pattern.match(plain, at)):
                group = match.lastgroup or name
                found[name] = match.span(group)
                at = match.end()
                progress = True
    return at, found


def _opens(plain: str, start: int) -> bool:
    before = plain[:start].rstrip(" ")
    return not before or before[-1] in '\n.!?)"]*' or plain[start - 1].islower()


def _closes(plain: str, end: int) -> bool:
    return _CLOSE.match(plain, end) is not None
