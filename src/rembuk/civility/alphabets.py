"""One character at a time: what a styled, accented or look-alike letter stands for.

Unicode's compatibility forms (NFKC) cover mathematical, full-width, circled, squared, raised and lowered letters;
`lookalikes.txt` and the negative circled and squared capitals cover what NFKC leaves alone. Two things hang on the
characters around: words written upside down, and regional indicators, which spell a word or make flags.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources

from rembuk.civility.vocabulary import words

# Marks are laid over letters; formats are zero-width or steer direction. Neither is a letter of its own.
_INVISIBLE = frozenset({"Mn", "Me", "Cf", "Cc"})
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters by category, blank on the screen
_KEPT_CONTROLS = frozenset("\t\n\r\x0b\x0c")


def _load_lookalikes() -> dict[str, str]:
    table = {}
    source = resources.files("rembuk.civility").joinpath("lookalikes.txt").read_text(encoding="utf-8")
    for line in source.splitlines():
        if line and not line.startswith("#"):
            letter, _, lookalikes = line.partition(" ")
            table.update(dict.fromkeys(lookalikes, letter))
    return table


# How each letter looks upside down; those in the first row look like no upright letter.
_ONLY_TURNED = dict(zip("ɐɔǝɟƃɥᴉʞɯɹʇʌʍʎ", "acefghikmrtvwy", strict=True))
_TURNED = _ONLY_TURNED | dict(zip("qpıɾlןʅuodbsnxz", "bdijlllnopqsuxz", strict=True))
_TURNED_WORD = re.compile(rf"(?<!\w)[{''.join(_TURNED)}]+(?!\w)")

# A row of regional indicators is a row of flags where every pair of them is a country; else it spells something.
_REGIONAL_A = 0x1F1E6
_FLAGS = words("""
    AC AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW
    BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CP CR CU CV CW CX CY CZ DE DG DJ DK DM DO DZ EA EC EE EG EH ER ES
    ET EU FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU IC ID IE
    IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC
    MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE
    PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TA TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM UN US UY UZ VA VC VE VG VI VN VU WF WS
    XK YE YT ZA ZM ZW
""")
_REGIONAL_ROW = re.compile("[\U0001f1e6-\U0001f1ff]+")

_NEGATIVE_CAPITALS = {chr(first + i): chr(ord("a") + i) for first in (0x1F150, 0x1F170) for i in range(26)}
LOOKALIKES = _load_lookalikes()
_TABLE = LOOKALIKES | _NEGATIVE_CAPITALS


def is_invisible(char: str) -> bool:
    if char in _KEPT_CONTROLS:
        return False
    return char in _FILLERS or unicodedata.category(char) in _INVISIBLE


@lru_cache(maxsize=8192)
def plain_char(char: str) -> str:
    """The lower-case plain form of one character: "" for an invisible one, sometimes several letters (a ligature).

    Applying it to each character of its own answer changes nothing.
    """
    current = char
    for _ in range(6):
        step = "".join(_one_step(part) for part in current)
        if step == current:
            break
        current = step
    return current


def _one_step(char: str) -> str:
    if char in _TABLE:
        return _TABLE[char]
    if char.isspace():
        return "\n" if char in "\n\r\x0b\x0c\x85\u2028\u2029" else " "
    parts = unicodedata.normalize("NFKD", char)
    visible = "".join(part for part in parts if not is_invisible(part))
    return unicodedata.normalize("NFC", visible.lower())


def upright(text: str) -> dict[int, tuple[str, int, int]]:
    """Words written upside down (from right to left, that is), turned back; {} for a text that has none.

    For the place of each of their characters: the letter read there, and where the word starts and ends.
    """
    matches = list(_TURNED_WORD.finditer(text))
    if not any(len(match[0]) >= 3 and not _ONLY_TURNED.keys().isdisjoint(match[0]) for match in matches):
        return {}
    letters = {}
    for match in matches:
        for step, char in enumerate(reversed(match[0])):
            letters[match.start() + step] = (_TURNED[char], match.start(), match.end())
    return letters


def spelled_in_flags(text: str) -> dict[int, str]:
    """The letters behind regional indicators that are no flags, by their place; {} for a text that has none."""
    letters: dict[int, str] = {}
    for match in _REGIONAL_ROW.finditer(text):
        row = "".join(chr(ord(char) - _REGIONAL_A + ord("A")) for char in match[0])
        if len(row) % 2 or any(row[place : place + 2] not in _FLAGS for place in range(0, len(row), 2)):
            letters.update(enumerate(row.lower(), start=match.start()))
    return letters


@lru_cache(maxsize=8192)
def style_of(char: str) -> str:
    """ "styled" for a letter or digit from a decorative alphabet, "lookalike" for a foreign letter that looks Latin,
    "mark" for one laid over others, "hidden" for a zero-width one, else ""."""
    if char.isascii():
        return ""
    if char in LOOKALIKES:
        if LOOKALIKES[char].isdigit():
            return "styled"
        name = unicodedata.name(char, "")
        if not name.startswith("LATIN"):
            return "lookalike"
        return "styled" if "SMALL CAPITAL" in name else ""  # Turkish and others use the rest
    category = unicodedata.category(char)
    if category in ("Mn", "Me"):
        return "mark"
    if is_invisible(char):
        return "hidden"
    plain = plain_char(char)
    decorated = not unicodedata.decomposition(char).startswith("0")  # a plain accent decomposes without a <tag>
    if len(plain) == 1 and plain.isascii() and plain.isalnum() and decorated and char != plain:
        return "styled"
    return ""


_MOST_MARKS = 12  # one above the other


def lies_on_a_letter(text: str, place: int) -> bool:
    """Whether a mark or a zero-width sign is laid over a Latin letter, drawn or not.

    In an emoji, and in a script that is written with marks (Arabic, Hindi), they are ordinary; heaps of them are not.
    """
    for before in reversed(text[max(0, place - _MOST_MARKS) : place]):
        if style_of(before) not in ("mark", "hidden"):
            return before.isalnum() and (before.isascii() or bool(style_of(before)))
    return place >= _MOST_MARKS
