"""Online-gambling advertising ("judol"): invented brands, promotion words, decorated letters.

Brands never seen before are the normal case, so no brand is listed: a brand is a shape. Talk ABOUT gambling (a raid, a
bankrupt neighbour, a call for a ban) names the thing and carries no shape, and its words damp what promotion words add.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from rembuk.civility.alphabets import style_of
from rembuk.civility.fold import Folded
from rembuk.civility.verdict import Reason
from rembuk.civility.vocabulary import ABOUT_GAMBLING, BEFORE_A_NUMBER, ORDINARY_NAMES, PROMOTION

# What stands behind a name: doubled or "lucky" numbers, or the 2D-4D games of the lottery.
_LUCKY = (
    r"(?:(?P<digit>\d)(?:[/\-']?(?P=digit)){1,3}|62|69"
    r"|17|68|76|78|79|86|89|98|96|97|123|138|139|168|188|189|212|228|288|303|305"
    r"|328|338|365|368|388|500|505|507|633|707|789|805|808|855|868|878|889|1000|[2-5]d)"
)
_NUMBERED = re.compile(
    rf"(?<![a-z0-9@#/.])[a-z][a-z0-9]{{1,15}}?(?P<gap>(?:(?<=[a-z])[ \-_./])?)(?P<tail>{_LUCKY})(?![a-z0-9%]|[.,]\d)"
)
_SURE = "togel|slot|gacor|maxwin|jitu|toto|poker|qq"
_LIKELY = "bet|win|jp|wd|cuan|hoki|play"
_NAMED = re.compile(
    rf"(?<![a-z0-9@#/.])[a-z]{{2,14}}(?:(?P<sure>{_SURE})|(?P<likely>{_LIKELY}))(?:\d{{1,4}})?(?![a-z0-9])"
)
_PHRASES = re.compile(
    r"\b(?:tujuh tujuh|link alternatif|bonus new member|new member|modal (?:receh|kecil|gocap|ceban|\d+ ?(?:rb|ribu|k))"
    r"|pasti (?:wd|jp|cuan|menang|cair|gacor)|auto (?:wd|jp|cuan|maxwin|sultan|win|jackpot|kaya)|slot (?:gacor|online)"
    r"|(?:situs|agen|bandar) (?:slot|togel|judi|gacor|terpercaya|resmi|toto)|rtp (?:live|tertinggi|gacor|slot)"
    r"|gampang (?:menang|wd|jp|maxwin|jackpot|cuan)|depo(?:sit)? (?:qris|dana|pulsa|receh|\d+)|prediksi togel"
    r"|(?:main|bermain|daftar|gabung|cus|gasken|coba|login) (?:di|lewat|via|bareng|pakai|dalam) (?:situs|link|slot)"
    r"|(?:cari|cek|search|ketik)(?: di)? google|(?:jp|wd|depo|jackpot) (?:terus|lagi|besar|gede|paus))\b"
)
_PHRASE_WEIGHT = 0.35
_ABOUT_DAMPING = 0.35
_WORD = re.compile(r"[a-z]+")
_DISGUISED = 0.85


def find_gambling(original: str, joined: Folded, folded: Folded) -> list[Reason]:
    """The brands, decorated stretches and promotion words of one text; all of them carry kind "gambling"."""
    decorated = _decorated(original)
    brands = [*_numbered_brands(original, joined, decorated), *_named_brands(original, folded, decorated)]
    return [*brands, *_decoration_reasons(original, decorated, brands), *_promotion(original, folded, bool(brands))]


def _numbered_brands(original: str, joined: Folded, decorated: list[tuple[int, int]]) -> Iterator[Reason]:
    for match in _NUMBERED.finditer(joined.text):
        name = match[0][: match.start("tail") - match.start()].strip(" -_./")
        if name in BEFORE_A_NUMBER:
            continue
        span = joined.span(match.start(), match.end())
        if _is_disguised(span, match[0], decorated):
            yield _reason(original, span, "brand-number", _DISGUISED)
        elif match["gap"] == " ":
            yield _reason(original, span, "brand-number", 0.25)
        elif len(name) >= 3 or match["tail"].endswith("d"):
            shouted = original[span[0] : span[0] + 2].isupper() or match["tail"].endswith("d") or len(match["tail"]) > 2
            yield _reason(original, span, "brand-number", 0.55 if shouted else 0.45)


def _named_brands(original: str, folded: Folded, decorated: list[tuple[int, int]]) -> Iterator[Reason]:
    for match in _NAMED.finditer(folded.text):
        if match[0] in ORDINARY_NAMES:
            continue
        span = folded.span(match.start(), match.end())
        if _is_disguised(span, match[0], decorated):
            weight = _DISGUISED
        elif match["sure"]:
            weight = 0.55
        else:
            shouted = original[slice(*span)].isupper() and not original.isupper()
            weight = 0.5 if shouted else 0.3
        yield _reason(original, span, "brand-name", weight)


def _is_disguised(span: tuple[int, int], found: str, decorated: list[tuple[int, int]]) -> bool:
    """Decorated, or spaced out letter by letter."""
    return _touches(span, decorated) or span[1] - span[0] > len(found) + 2


def _decorated(original: str) -> list[tuple[int, int]]:
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
    if style in ("mark", "hidden"):  # in an emoji they are ordinary
        return place > 0 and original[place - 1].isalnum()
    return bool(style)


def _stretch(original: str, group: list[int]) -> list[tuple[int, int]]:
    if len(group) < 3:
        return []
    start, end = group[0], group[-1] + 1
    foreign = all(style_of(original[place]) == "lookalike" for place in group)
    if foreign and not any(char.isascii() and char.isalpha() for char in original[start:end]):
        return []  # a text in Cyrillic or Greek is not a disguise
    return [(start, end)]


def _decoration_reasons(original: str, decorated: list[tuple[int, int]], brands: list[Reason]) -> Iterator[Reason]:
    """A decorated name in capitals or digits is an advertiser's; a whole decorated sentence is a reader's fancy."""
    for start, end in decorated:
        if any(brand.span[0] < end and start < brand.span[1] for brand in brands):
            continue
        shown = unicodedata.normalize("NFKC", original[start:end])
        letters = [char for char in shown if char.isalpha()]
        capitals = sum(char.isupper() for char in letters) >= 0.7 * len(letters)
        is_name = len(letters) <= 24 and (capitals or any(char.isdigit() for char in shown))
        yield _reason(original, (start, end), "decorated-letters", 0.6 if is_name else 0.3)


def _promotion(original: str, folded: Folded, has_brand: bool) -> Iterator[Reason]:
    words = {match[0] for match in _WORD.finditer(folded.text)}
    damping = 1.0 if has_brand else _ABOUT_DAMPING ** len(words & ABOUT_GAMBLING)
    seen: set[str] = set()
    for match in _PHRASES.finditer(folded.text):
        yield _reason(original, folded.span(match.start(), match.end()), "promotion-phrase", _PHRASE_WEIGHT * damping)
    for match in _WORD.finditer(folded.text):
        weight = PROMOTION.get(match[0])
        if weight and match[0] not in seen:
            seen.add(match[0])
            yield _reason(original, folded.span(*match.span()), "promotion-word", weight * damping)


def _touches(span: tuple[int, int], stretches: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in stretches)


def _reason(original: str, span: tuple[int, int], rule: str, weight: float) -> Reason:
    return Reason("gambling", span, original[span[0] : span[1]], f"gambling/{rule}", round(weight, 4))
