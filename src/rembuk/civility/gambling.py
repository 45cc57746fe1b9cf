"""Online-gambling advertising ("judol"): invented brands, promotion words, decorated letters.

Brands never seen before are the normal case, so no brand is listed: a brand is a shape. Talk ABOUT gambling (a raid, a
bankrupt neighbour, a call for a ban) names the thing and carries no shape, and its words damp what promotion words add.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from rembuk.civility.alphabets import style_of
from rembuk.civility.fold import Folded
from rembuk.civility.links import LINK, SPELLED_LINK, may_be_spelled, may_hold_link
from rembuk.civility.verdict import Reason
from rembuk.civility.vocabulary import (
    ABOUT_GAMBLING,
    BEFORE_A_NUMBER,
    BEFORE_A_PERSON,
    DOUBT,
    ENFORCEMENT,
    GAMBLING_NAMES,
    KEYWORDS,
    NEUTRAL,
    ORDINARY_NAMES,
    PROMOTION,
    SURE_ENDINGS,
)

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
_LIKELY = "bet|win|jp|wd|cuan|hoki|play"
_MASKED_ENDINGS = "|".join(re.sub("[aeiou]", "[*]", ending, count=1) for ending in SURE_ENDINGS.split("|"))
_NAMED = re.compile(
    rf"(?<![a-z0-9@#/.*])[a-z](?:(?:[a-z*]{{1,13}}|[a-z0-9*]{{1,13}}_)(?P<sure>{SURE_ENDINGS}|{_MASKED_ENDINGS})"
    rf"|[a-z*]{{1,13}}(?P<likely>{_LIKELY}))(?:\d{{1,4}})?(?![a-z0-9])"
)
_PHRASES = re.compile(
    r"\b(?:link alternatif|bonus new member|new member|modal (?:receh|kecil|gocap|ceban|\d+ ?(?:rb|ribu|k))"
    r"|pasti (?:wd|jp|menang|cair|gacor)|auto (?:wd|jp|cuan|maxwin|sultan|win|jackpot|kaya)|slot (?:gacor|online)"
    r"|(?:situs|agen|bandar) (?:slot|togel|judi|gacor|terpercaya|toto)|rtp (?:live|tertinggi|gacor|slot)"
    r"|gampang (?:menang|wd|jp|maxwin|jackpot|cuan)|depo(?:sit)? (?:qris|dana|pulsa|receh|\d+)|prediksi togel"
    r"|(?:main|bermain|daftar|gabung|cus|gasken|coba|login) (?:di|lewat|via|bareng|pakai|dalam) (?:situs|link|slot)"
    r"|(?:cari|cek|search|ketik)(?: di)? google|(?:jp|wd|depo|jackpot) (?:terus|lagi|besar|gede|paus)"
    r"|(?:gampang|mudah|sering|lagi) pecah|pecah (?:terus|lagi|mulu|selayar|x?\d{3,5})"
    r"|(?:di)?(?:baca|eja|ketik)(?:nya)? (?:dari belakang|terbalik|kebalikan(?:nya)?)|kebalikan(?:nya)? di google"
    r"|link(?:nya)? (?:ada )?(?:di|cek) (?:profil[a-z]{0,3}|bio)|cek (?:profil[a-z]{0,3}|bio))\b"
)
_PROMISES = re.compile(r"\b(?:pasti (?:untung|profit|cuan|hasil)|hasil(?:nya)? pasti|(?:untung|profit|menang) pasti)\b")
# Sayings of the slot rooms, which hardly anybody else uses.
_SAYINGS = re.compile(
    r"\b(?:(?:kakek|opa|mbah) (?:zeus|petir|olympus)|(?:scatter|scater) (?:hitam|hitem|emas|naga|merah)"
    r"|(?:zeus|kakek|petir|scatter|mahjong|olympus)(?: lagi)? (?:bagi2|bagi[ -]?bagi|pecah|ngamuk|nyambar|gacor)"
    r"|(?:togel|angka|bocoran|rumus|prediksi|live ?draw|keluaran|jitu) (?:hk|sgp|sdy|jitu|mlm ini|malam ini)"
    r"|(?:angka|rumus|prediksi|bocoran) (?:main|jitu|gacor))\b"
)
_ADDRESS = re.compile(r"slot|judi|togel|toto|gacor|maxwin|poker|casino|kasino|sbobet|bet\b|jackpot|parlay|zeus|4d\b")
_TIMES = re.compile(r"\bx ?\d{3,5}\b")
_DENIED = re.compile(
    r"\b(?:anti|tanpa|bebas|tidak|tak|gak?|nggak|ngga|enggak|belum|bukan|jarang)"
    rf"(?: pernah| bisa| akan| mudah)? ?(?:{'|'.join(sorted(ENFORCEMENT))})\b"
)
_PHRASE_WEIGHT = 0.35
_SAYING_WEIGHT = 0.45
_ADDRESS_WEIGHT = 0.6
_TIMES_WEIGHT = 0.15
_HIDDEN_WEIGHT = 0.55
_NAME_WEIGHT = 0.25
_ABOUT_DAMPING = 0.35
_NEWS_DAMPING = 0.6
_PATTERNS = (
    (_PHRASES, "promotion-phrase", _PHRASE_WEIGHT),
    (_PROMISES, "promotion-promise", _PHRASE_WEIGHT),
    (_SAYINGS, "promotion-saying", _SAYING_WEIGHT),
    (_TIMES, "promotion-times", _TIMES_WEIGHT),
)
_DIGIT = re.compile(r"\d")
_TWICE_IN_WORDS = re.compile(r"(?:ga|at|ma|am|uh|an) (?:tiga|empat|lima|enam|tujuh|delapan|sembilan)")
_WORD = re.compile(r"[a-z]+")
_STARRED = re.compile(r"(?<![a-z*])[a-z]+(?:\*[a-z]+){1,3}(?![a-z*])")
_FALSE_L = re.compile(r"[a-z]I[a-z]")  # "PuIau": a capital I for a small l
_DISGUISED = 0.85
HELD_BRAND = 0.5  # the weight from which a brand alone holds


def find_gambling(original: str, plain: Folded, joined: Folded, folded: Folded, hidden: frozenset[int]) -> list[Reason]:
    """The brands, decorated stretches and promotion words of one text; all of them carry kind "gambling".

    `hidden` holds the places in `folded` where a word was spelled so that no filter should know it.
    """
    decorated = _decorated(original)
    has_digit = _DIGIT.search(joined.text) is not None
    words = frozenset(match[0] for match in _WORD.finditer(folded.text))
    brands = [
        *(_numbered_brands(original, joined, decorated) if has_digit else ()),
        *(_other_brands(original, joined) if has_digit else ()),
        *_brands_in_words(original, joined),
        *_named_brands(original, folded, decorated),
    ]
    if not hidden and _is_news(folded.text, words):
        brands = [_named_in_the_news(brand) for brand in brands]
    names = GAMBLING_NAMES if _is_promise(folded.text, words) else frozenset()
    damping = 1.0 if brands else _damping(words - names)
    return [
        *brands,
        *_decoration_reasons(original, decorated, brands),
        *_addresses(original, plain, _damping(words - GAMBLING_NAMES)),
        *_promotion(original, folded, hidden, names, damping, has_digit, not words.isdisjoint(PROMOTION)),
    ]


def in_the_news(folded: Folded) -> bool:
    """Whether a text speaks of a raid or a ban, so that a brand in it may be named."""
    return _is_news(folded.text, frozenset(match[0] for match in _WORD.finditer(folded.text)))


def _is_news(text: str, words: frozenset[str]) -> bool:
    """A raid or a ban, without praise for the place and without "never blocked"."""
    if words.isdisjoint(ENFORCEMENT) or (words - NEUTRAL) & PROMOTION.keys():
        return False
    return _DENIED.search(text) is None


def _named_in_the_news(brand: Reason) -> Reason:
    """A brand that is blocked or raided may be called by its name; one in disguise may not."""
    return brand if brand.weight >= _DISGUISED else replace(brand, weight=round(brand.weight * _NEWS_DAMPING, 4))


def _is_promise(text: str, words: frozenset[str]) -> bool:
    """A sure win, promised without a doubt and without a word of news: to name gambling then is to advertise it."""
    about = words & ABOUT_GAMBLING
    return about <= GAMBLING_NAMES and words.isdisjoint(DOUBT) and _PROMISES.search(text) is not None


def _damping(words: frozenset[str]) -> float:
    """How much promotion words count: less with every word of those who talk about gambling."""
    return float(_ABOUT_DAMPING ** len(words & ABOUT_GAMBLING))


def _addresses(original: str, plain: Folded, damping: float) -> Iterator[Reason]:
    patterns = [LINK] if may_hold_link(plain.text) else []
    for pattern in [*patterns, SPELLED_LINK] if may_be_spelled(plain.text) else patterns:
        for match in pattern.finditer(plain.text):
            host = match[0].removeprefix("https://").removeprefix("http://").partition("/")[0]
            if _ADDRESS.search(host):
                yield _reason(original, plain.span(*match.span()), "address", _ADDRESS_WEIGHT * damping)


def _numbered_brands(original: str, joined: Folded, decorated: list[tuple[int, int]]) -> Iterator[Reason]:
    for match in _NUMBERED.finditer(joined.text):
        name = match[0][: match.start("tail") - match.start()].strip(" -_./")
        if name in BEFORE_A_NUMBER or _YEAR.fullmatch(match["tail"]):
            continue
        span = joined.span(match.start(), match.end())
        if _is_disguised(span, match[0], decorated):
            yield _reason(original, span, "brand-number", _DISGUISED)
        elif match["gap"] == " ":
            yield _reason(original, span, "brand-number", 0.25)
        elif len(name) >= 3 or match["tail"].endswith("d"):
            shouted = original[span[0] : span[0] + 2].isupper() or match["tail"].endswith("d") or len(match["tail"]) > 2
            yield _reason(original, span, "brand-number", 0.55 if shouted else 0.45)


def _other_brands(original: str, joined: Folded) -> Iterator[Reason]:
    """Shapes that only advertisers give a name, whatever number it has."""
    for match in _WITH_NUMBER.finditer(joined.text):
        name = match[0][: match.start("tail") - match.start()]
        if name in BEFORE_A_NUMBER or _YEAR.fullmatch(match["tail"]):
            continue
        span = joined.span(match.start(), match.end())
        if span[1] - span[0] > len(match[0]) + 2:
            yield _reason(original, span, "brand-number", _DISGUISED)
        elif _PLAYED_AT.search(joined.text, max(0, match.start() - 50), match.start()):
            yield _reason(original, span, "brand-number", 0.5)
    for match in _FRAMED.finditer(original):
        if _is_framed_brand(match["name"]):
            yield _reason(original, match.span("name"), "brand-framed", 0.55)
        elif _LETTER_BY_LETTER.fullmatch(match["name"]):
            yield _reason(original, match.span("name"), "brand-framed", 0.35)


def _brands_in_words(original: str, joined: Folded) -> Iterator[Reason]:
    """ "Pulau Tujuh Tujuh Tujuh"."""
    for match in _NUMBER_WORDS.finditer(joined.text) if _TWICE_IN_WORDS.search(joined.text) else ():
        yield _reason(original, joined.span(*match.span()), "brand-in-words", 0.55 if match[0].count(" ") > 2 else 0.4)


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
            weight = _DISGUISED
        elif match["sure"]:
            weight = 0.55
        else:
            shown = original[slice(*span)]
            shouted = (shown.isupper() and not original.isupper()) or _FALSE_L.search(shown) is not None
            weight = 0.5 if shouted else 0.3
        yield _reason(original, span, "brand-name", weight)


def _is_surname(original: str, folded: Folded, match: re.Match[str]) -> bool:
    """ "Pak Kartoto", "Hakim Bejo Sujitu": written as a name, within two words of an honorific."""
    if match["sure"] not in ("toto", "jitu") or not original[slice(*folded.span(*match.span()))].istitle():
        return False
    before = _WORD.findall(folded.text, max(0, match.start() - 30), match.start())
    return not BEFORE_A_PERSON.isdisjoint(before[-2:])


def _is_disguised(span: tuple[int, int], found: str, decorated: list[tuple[int, int]]) -> bool:
    """Decorated, masked, or spaced out letter by letter."""
    return "*" in found or _touches(span, decorated) or span[1] - span[0] > len(found) + 2


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


def _promotion(
    original: str,
    folded: Folded,
    hidden: frozenset[int],
    names: frozenset[str],
    damping: float,
    has_digit: bool,
    promotes: bool,
) -> Iterator[Reason]:
    for pattern, rule, weight in _PATTERNS if has_digit else _PATTERNS[:-1]:
        for match in pattern.finditer(folded.text):
            yield _reason(original, folded.span(*match.span()), rule, weight * damping)
    if "*" in folded.text:
        for match in _STARRED.finditer(folded.text):
            if _is_masked_keyword(match[0]):
                yield _reason(original, folded.span(*match.span()), "promotion-word", _HIDDEN_WEIGHT * damping)
    seen: set[str] = set()
    for match in _WORD.finditer(folded.text) if promotes or names else ():
        weight = _NAME_WEIGHT if match[0] in names else PROMOTION.get(match[0], 0.0)
        if weight and match[0] not in seen:
            seen.add(match[0])
            if match.start() in hidden and weight >= 0.3:
                weight = _HIDDEN_WEIGHT
            yield _reason(original, folded.span(*match.span()), "promotion-word", weight * damping)


def _is_masked_keyword(starred: str) -> bool:
    shape = re.compile(starred.replace("*", "[a-z]"))
    return any(shape.fullmatch(word) for word in KEYWORDS)


def _touches(span: tuple[int, int], stretches: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in stretches)


def _reason(original: str, span: tuple[int, int], rule: str, weight: float) -> Reason:
    return Reason("gambling", span, original[span[0] : span[1]], f"gambling/{rule}", round(weight, 4))
