"""What a gambling site is called: shapes of names, with a number, an ending, a frame or letters in disguise.

Brands never seen before are the normal case, so none is listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rembuk.civility.alphabets import lies_on_a_letter, style_of
from rembuk.civility.fold import Folded
from rembuk.civility.verdict import Reason
from rembuk.civility.vocabulary import BEFORE_A_NUMBER, BEFORE_A_PERSON, ORDINARY_NAMES, SURE_ENDINGS

# What stands behind a name, by shape: a digit repeated, digits that mean luck (6, 8 and 9; the 88 behind others), a
# mirror (303), a row (123), or the 2D-5D games of the lottery.
_LUCKY = (
    r"(?:(?P<digit>\d)(?:[/\-']?(?P=digit)){1,3}|[689]{2,4}|\d{1,2}88|1[36]8|(?P<mirror>\d)\d(?P=mirror)"
    r"|123|234|345|456|567|678|789|1234|[2-5]d)"
)
_NUMBERED = re.compile(
    r"(?<![a-z0-9@#/.])(?:[a-z]/)?[a-z][a-z0-9*]{0,14}?[a-z*]"
    rf"(?P<gap>(?:(?<=[a-z])[ \-_./'])?)(?P<tail>{_LUCKY})(?![a-z0-9%]|[.,]\d)"
)
# Digits for letters inside the name, and perhaps for its last or first one: "K3L4P4777", "3MBUN138".
_LEETED = re.compile(
    rf"(?<![a-z0-9@#/.])(?:\d?[a-z]+[013-9][a-z][a-z0-9]{{0,11}}?|[013-9][a-z]{{3,12}})(?P<tail>{_LUCKY})(?![a-z0-9%]|[.,]\d)"
)
# A name that is to be read from its end.
_BACKWARDS = re.compile(
    r"\b(?:di)?(?:baca|eja|ketik|balik)(?:nya)? (?:dari belakang|terbalik|kebalikan(?:nya)?|namanya)"
    r"|\b(?:kebalikan(?:nya)?|dibalik)\b"
)
# Any other number behind a name is a brand's when the name is spelled out letter by letter, or played at.
_WITH_NUMBER = re.compile(r"(?<![a-z0-9@#/.])[a-z]{4,14}(?P<tail>\d{2,4})(?![a-z0-9%]|[.,]\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_PLAYED_AT = re.compile(
    r"\b(?:main|maen|mainin|bermain|login|depo|deposit|daftar|gabung|join|jackpot|maxwin|cuan|jp|wd|gacor|jepe|wede)(?:nya)?"
    r"(?: \w{1,8})? (?:di|d|ke|lewat|via|bareng|sama|dari)(?: situs| web)? $"
)
# A name set between two emoji of one kind, in capitals and digits.
_FRAMED = re.compile(
    r"(?P<frame>[\u2600-\u27bf\u2b50\U0001f300-\U0001faff])\ufe0f?[ *]{0,2}"
    r"(?P<name>[A-Z0-9](?: ?[A-Z0-9]){3,15})[ *]{0,2}(?P=frame)"
)
_LETTER_BY_LETTER = re.compile(r"[A-Z](?: [A-Z]){5,}")  # a cheer may be, too: it takes a promise beside it
_NUMBER_WORDS = re.compile(r"\b[a-z]{3,14} (?P<word>tiga|empat|lima|enam|tujuh|delapan|sembilan)(?: (?P=word)){1,3}\b")
_LIKELY = "bet|win|jp|wd|cuan|hoki|play|vip"
_MASKED_ENDINGS = "|".join(re.sub("[aeiou]", "[*]", ending, count=1) for ending in SURE_ENDINGS.split("|"))
_NAMED = re.compile(
    rf"(?<![a-z0-9@#/.*])[a-z](?:(?:[a-z*]{{1,13}}|[a-z0-9*]{{1,13}}_)(?P<sure>{SURE_ENDINGS}|{_MASKED_ENDINGS})"
    rf"|[a-z*]{{1,13}}(?P<likely>{_LIKELY}))(?:\d{{1,4}})?(?![a-z0-9])"
)
# Thanked, or the only place for it: of these endings no person's name is made ("makasih Edwin", "makasih Robet").
_PRAISED = re.compile(r"\b(?:makasih|makasi|terima ?kasih|trims|thanks|thx|berkat|(?:cuma|hanya) di) $")
_NO_PERSONS = ("cuan", "hoki", "jp", "vip")
_TWICE_IN_WORDS = re.compile(r"(?:ga|at|ma|am|uh|an) (?:tiga|empat|lima|enam|tujuh|delapan|sembilan)")
_WORD = re.compile(r"[a-z]+")
_TOKEN = re.compile(r"[a-z0-9]{5,20}")
_FALSE_L = re.compile(r"[a-z]I[a-z]")  # "PuIau": a capital I for a small l
DISGUISED = 0.85  # the weight of a name in disguise


def brands_in(
    original: str,
    plain: Folded,
    joined: Folded,
    folded: Folded,
    decorated: list[tuple[int, int]],
    *,
    has_digit: bool,
) -> list[Reason]:
    """The brands of one text."""
    return [
        *(_numbered_brands(original, joined, decorated) if has_digit else ()),
        *(_other_brands(original, joined) if has_digit else ()),
        *_brands_in_words(original, joined),
        *_named_brands(original, folded, decorated),
        *_turned_brands(original, plain),
    ]


def _numbered_brands(original: str, joined: Folded, decorated: list[tuple[int, int]]) -> Iterator[Reason]:
    for match in _NUMBERED.finditer(joined.text):
        name = match[0][: match.start("tail") - match.start()].strip(" -_./")
        if name in BEFORE_A_NUMBER or _YEAR.fullmatch(match["tail"]):
            continue
        span = joined.span(match.start(), match.end())
        if _is_disguised(span, match[0], decorated):
            yield gambling_reason(original, span, "brand-number", DISGUISED)
        elif match["gap"] == " ":
            yield gambling_reason(original, span, "brand-number", 0.25)
        elif len(name) >= 3 or match["tail"].endswith("d"):
            shouted = original[span[0] : span[0] + 2].isupper() or match["tail"].endswith("d") or len(match["tail"]) > 2
            yield gambling_reason(original, span, "brand-number", 0.55 if shouted else 0.45)


def _other_brands(original: str, joined: Folded) -> Iterator[Reason]:
    """Shapes that only advertisers give a name, whatever number it has."""
    for match in _WITH_NUMBER.finditer(joined.text):
        name = match[0][: match.start("tail") - match.start()]
        if name in BEFORE_A_NUMBER or _YEAR.fullmatch(match["tail"]):
            continue
        span = joined.span(match.start(), match.end())
        if span[1] - span[0] > len(match[0]) + 2:
            yield gambling_reason(original, span, "brand-number", DISGUISED)
        elif _PLAYED_AT.search(joined.text, max(0, match.start() - 50), match.start()):
            yield gambling_reason(original, span, "brand-number", 0.5)
    for match in _LEETED.finditer(joined.text):
        if not _YEAR.fullmatch(match["tail"]):
            yield gambling_reason(original, joined.span(*match.span()), "brand-number", 0.45)
    for match in _FRAMED.finditer(original):
        if _is_framed_brand(match["name"]):
            yield gambling_reason(original, match.span("name"), "brand-framed", 0.55)
        elif _LETTER_BY_LETTER.fullmatch(match["name"]):
            yield gambling_reason(original, match.span("name"), "brand-framed", 0.35)


def _turned_brands(original: str, plain: Folded) -> Iterator[Reason]:
    """ "77APALEK (baca terbalik)": where a text says that a name is to be turned, it is."""
    if not _BACKWARDS.search(plain.text):
        return
    for match in _TOKEN.finditer(plain.text):
        turned = match[0][::-1]
        if _NUMBERED.fullmatch(turned) or _NAMED.fullmatch(turned):
            yield gambling_reason(original, plain.span(*match.span()), "brand-turned", 0.6)


def _brands_in_words(original: str, joined: Folded) -> Iterator[Reason]:
    """ "Pulau Tujuh Tujuh Tujuh"."""
    for match in _NUMBER_WORDS.finditer(joined.text) if _TWICE_IN_WORDS.search(joined.text) else ():
        yield gambling_reason(
            original, joined.span(*match.span()), "brand-in-words", 0.55 if match[0].count(" ") > 2 else 0.4
        )


def _is_framed_brand(name: str) -> bool:
    letters = "".join(char for char in name if char.isalpha())
    digits = "".join(char for char in name if char.isdigit())
    return bool(letters and digits) and letters.lower() not in BEFORE_A_NUMBER and not _YEAR.fullmatch(digits)


def _named_brands(original: str, folded: Folded, decorated: list[tuple[int, int]]) -> Iterator[Reason]:
    for match in _NAMED.finditer(folded.text):
        if match[0] in ORDINARY_NAMES or _is_surname(original, folded, match):
            continue
        span = folded.span(match.start(), match.end())
        if _is_disguised(span, match[0], decorated):
            weight = DISGUISED
        elif match["sure"]:
            weight = 0.55
        else:
            shown = original[slice(*span)]
            shouted = (shown.isupper() and not original.isupper()) or _FALSE_L.search(shown) is not None
            weight = 0.5 if shouted or _is_praised(folded, match) else 0.3
        yield gambling_reason(original, span, "brand-name", weight)


def _is_praised(folded: Folded, match: re.Match[str]) -> bool:
    before = folded.text[max(0, match.start() - 20) : match.start()]
    return match["likely"] in _NO_PERSONS and _PRAISED.search(before) is not None


def _is_surname(original: str, folded: Folded, match: re.Match[str]) -> bool:
    """ "Pak Kartoto", "Hakim Bejo Sujitu": written as a name, within two words of an honorific."""
    if match["sure"] not in ("toto", "jitu") or not original[slice(*folded.span(*match.span()))].istitle():
        return False
    before = _WORD.findall(folded.text, max(0, match.start() - 30), match.start())
    return not BEFORE_A_PERSON.isdisjoint(before[-2:])


def _is_disguised(span: tuple[int, int], found: str, decorated: list[tuple[int, int]]) -> bool:
    """Decorated, masked, or spaced out letter by letter."""
    return "*" in found or _touches(span, decorated) or span[1] - span[0] > len(found) + 2


def decorated_in(original: str) -> list[tuple[int, int]]:
    """Stretches holding at least three letters or digits from decorative alphabets, or laid over with marks."""
    if original.isascii():
        return []
    stretches: list[tuple[int, int]] = []
    group: list[int] = []
    for place, char in enumerate(original):
        if char.isascii() or not _is_decoration(original, place):
            continue
        if group and place - group[-1] > 4:
            stretches.extend(_stretch(original, group))
            group = []
        group.append(place)
    return [*stretches, *_stretch(original, group)]


def _is_decoration(original: str, place: int) -> bool:
    style = style_of(original[place])
    if style in ("mark", "hidden"):
        return lies_on_a_letter(original, place)
    return bool(style)


def _stretch(original: str, group: list[int]) -> list[tuple[int, int]]:
    if len(group) < 3:
        return []
    start, end = group[0], group[-1] + 1
    foreign = all(style_of(original[place]) == "lookalike" for place in group)
    if foreign and not any(char.isascii() and char.isalpha() for char in original[start:end]):
        return []  # a text in Cyrillic or Greek is not a disguise
    return [(start, end)]


def _touches(span: tuple[int, int], stretches: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in stretches)


def gambling_reason(original: str, span: tuple[int, int], rule: str, weight: float) -> Reason:
    """A reason of this kind, with the words that it is about."""
    return Reason("gambling", span, original[span[0] : span[1]], f"gambling/{rule}", round(weight, 4))
