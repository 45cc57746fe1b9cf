"""Private data of somebody: shapes of identity numbers, addresses, number plates and accounts ("doxxing").

Public life is full of numbers, so each shape must prove itself: an identity number by its region and date of birth, an
address by street, house and neighbourhood together, a telephone, a plate or an account by the words in front.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rembuk.civility.contacts import PHONE
from rembuk.civility.fold import Folded
from rembuk.civility.links import reason_at
from rembuk.civility.verdict import Reason
from rembuk.civility.vocabulary import words

# Sixteen digits, in one piece or in groups: province, regency, district, day (women: plus 40), month, year, serial.
_IDENTITY = re.compile(
    r"(?<![\d.,/\-])(?P<province>\d{2})(?P<regency>\d{2})[ .\-]?(?P<district>\d{2})"
    r"[ .\-]?(?P<day>\d{2})[ .\-]?(?P<month>\d{2})[ .\-]?(?P<year>\d{2})[ .\-]?(?P<serial>\d{4})(?!\d)"
)
_PROVINCES = words("""
    11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95 96 97
""")
_STREET = r"\b(?:jl|jln|jalan|gg|gang|perum|perumahan|komp|komplek|kompleks|dusun|kampung|kp|blok)\b"
_ADDRESS = re.compile(
    rf"{_STREET}[^\n]{{2,60}}?\b(?:no|nomor|nomer|blok|kav)\b\.? ?[a-z]{{0,2}}\d{{1,4}}[a-z]?\b"
    r"[^\n]{0,40}?\brt\b\.? ?0?\d{1,3} ?(?:/|,|-|dan)? ?(?:rw\b\.? ?)?0?\d{1,3}\b"
)
_PLATE = re.compile(
    r"\b(?:plat|pelat|nopol|platnya|pelatnya|nopolnya|nomor polisi)"
    r"(?: (?:nomor|nomornya|no|mobil|motor|mobilnya|motornya|dia|nya))*[ :.]{1,3}"
    r"(?P<plate>(?:a[abdeg]?|b[abdeghklmn]?|d[abcdehklmnrstw]?|e[abd]?|f|g|h|k[bhtu]?|l|m|n|p[abgst]?|r|s|t|w|z)"
    r" ?\d{1,4} ?[a-z]{1,3})\b"
)
_ACCOUNT = re.compile(
    r"\b(?:rek|rekening|norek|no rek|bca|bri|bni|mandiri|bsi|cimb|btn|dana|ovo|gopay|seabank)\b[^\n\d]{0,24}"
    r"(?P<account>\d(?:[ .\-]?\d){8,15})(?!\d)"
)
# Somebody's own, or a call upon them: then the shape is not news.
_SOMEBODYS = re.compile(
    r"\b(?:nik|ktp|kk|rumahnya|alamatnya|alamat rumah|rumah dia|alamat dia|tinggal di|tinggalnya"
    r"|ini alamat|ini orangnya|ini rumah|datangi|samperin|geruduk|orangnya|nomornya|nomor hp dia|hp dia|wa dia|milik"
    r"|punya|namanya|atas nama|a ?/? ?n|pelaku|sebarkan|viralkan|teror|spam aja)\b"
)
# Whose telephone it is: not the writer's own, and no office's.
_THEIRS = re.compile(
    r"\b(?:nomornya|nomernya|hpnya|wanya|(?:no|nomor|nomer|hp|wa|telp|telpon|telepon|hubungi)"
    r"(?: (?:hp|wa|telp|telpon|telepon|rumah))? (?:dia|mereka|pelaku|pelakunya|orangnya|istrinya|suaminya|anaknya"
    r"|ibunya|bapaknya|keluarganya|wartawannya|penulisnya)|teror|spam aja|neror)\b[^\n]{0,30}$"
)
_HAS_DIGITS = re.compile(r"\d\D{0,3}\d")
_NEAR = 60  # characters before the shape
_HELD, _ASKED = 0.85, 0.5


def find_personal(original: str, plain: Folded) -> Iterator[Reason]:
    """Reasons of kind "doxxing"."""
    text = plain.text
    if not _HAS_DIGITS.search(text):
        return
    for match in _IDENTITY.finditer(text):
        if _is_identity(match):
            yield reason_at(original, plain, match.span(), "doxxing", "doxxing/identity-number", _HELD)
    for match in _ADDRESS.finditer(text):
        weight = _HELD if _is_somebodys(text, match.start()) else _ASKED
        yield reason_at(original, plain, match.span(), "doxxing", "doxxing/address", weight)
    for match in PHONE.finditer(text):
        if _THEIRS.search(text, max(0, match.start() - _NEAR), match.start()):
            yield reason_at(original, plain, match.span(), "doxxing", "doxxing/phone", _HELD)
    for match in _PLATE.finditer(text):
        yield reason_at(original, plain, match.span("plate"), "doxxing", "doxxing/number-plate", _ASKED)
    for match in _ACCOUNT.finditer(text):
        yield reason_at(original, plain, match.span("account"), "doxxing", "doxxing/account", _ASKED)


def _is_identity(match: re.Match[str]) -> bool:
    day, month = int(match["day"]), int(match["month"])
    day -= 40 if day > 40 else 0
    return (
        match["province"] in _PROVINCES
        and match["regency"] != "00"
        and match["district"] != "00"
        and 1 <= day <= 31
        and 1 <= month <= 12
        and match["serial"] != "0000"
    )


def _is_somebodys(text: str, place: int) -> bool:
    return _SOMEBODYS.search(text, max(0, place - _NEAR), place) is not None
