"""Telephone numbers: plain, with letters among the digits, digit by digit, or in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rembuk.civility.fold import Folded
from rembuk.civility.links import reason_at
from rembuk.civility.verdict import Reason

PHONE = re.compile(r"(?<![\w.])(?:\+?62|0)[ .\-]?8\d{1,3}(?:[ .\-]?\d{2,5}){2,3}(?!\d)")
_ONE_BY_ONE = re.compile(r"(?<![\w.])0(?P<gap>[ .\-_*/|])8(?:(?P=gap)\d){8,11}(?!\d)")
_DIGIT_WORD = "(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan)"
_IN_WORDS = re.compile(rf"\b(?:nol|kosong)[ \-.,/]{{0,2}}(?:de)?lapan(?:[ \-.,/]{{0,2}}{_DIGIT_WORD}){{7,12}}\b")
_CUT_OFF = re.compile(r"(?<!\w)(?:0|62 ?)8\d{0,2}x{2,}(?!\w)")
_LETTER_FOR_DIGIT = re.compile(r"(?<![a-z])[oil|]{1,4}(?=\d)|(?<=\d)[oil|]{1,4}(?![a-z])")
_LETTERS = re.compile(r"[oil|](?=\d)|(?<=\d)[oil|]")
_DIGITS = str.maketrans("oil|", "0111")
_BAIT = re.compile(
    r"\b(?:wa|whatsapp|whatsap|watsap|wassap|wasap|hub|hubungi|kontak|contact|call|chat|telp|telpon|telepon|nomor|order|pesan"
    r"|pinjaman|dana cepat|cod|info|minat|berminat|japri|admin|cs|inbox|tele|telegram|dm)\b[^\n]{0,24}$"
)
_BAITED, _BARE, _DISGUISED = 0.85, 0.5, 0.8


def find_contacts(original: str, plain: Folded) -> Iterator[Reason]:
    """Reasons of kind "contact"."""
    text = plain.text
    if "lapan" in text:
        for match in _IN_WORDS.finditer(text):
            yield reason_at(original, plain, match.span(), "contact", "contact/in-words", _DISGUISED)
    if "8" not in text:
        return
    digits = _LETTER_FOR_DIGIT.sub(_digits, text) if _LETTERS.search(text) else text
    for match in PHONE.finditer(digits):
        if 10 <= sum(char.isdigit() for char in match[0]) <= 14:
            rule, weight = ("contact/bait", _BAITED) if _is_baited(text, match.start()) else ("contact/phone", _BARE)
            yield reason_at(original, plain, match.span(), "contact", rule, weight)
    for match in _ONE_BY_ONE.finditer(digits):
        yield reason_at(original, plain, match.span(), "contact", "contact/digit-by-digit", _DISGUISED)
    for match in _CUT_OFF.finditer(text):
        if _is_baited(text, match.start()):
            yield reason_at(original, plain, match.span(), "contact", "contact/cut-off", _BARE)


def _is_baited(text: str, place: int) -> bool:
    return _BAIT.search(text, max(0, place - 60), place) is not None


def _digits(match: re.Match[str]) -> str:
    return match[0].translate(_DIGITS)
