"""Online-gambling advertising ("judol"): invented brands, promotion words, decorated letters.

Brands never seen before are the normal case, so no brand is listed: a brand is a shape. Talk ABOUT gambling (a raid, a
bankrupt neighbour, a call for a ban) names the thing and carries no shape, and its words damp what promotion words add.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace

from rembuk.civility.brands import DISGUISED, brands_in, decorated_in, gambling_reason
from rembuk.civility.fold import Folded
from rembuk.civility.links import LINK, SPELLED_LINK, may_be_spelled, may_hold_link
from rembuk.civility.verdict import Reason
from rembuk.civility.vocabulary import (
    ABOUT_GAMBLING,
    DOUBT,
    ENFORCEMENT,
    GAMBLING_NAMES,
    KEYWORDS,
    NEUTRAL,
    PROMOTION,
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
    r"|dijamin (?:menang|cair|bayar|jp|wd|maxwin|profit|untung)|(?:gratis|bonus) saldo"
    r"|(?:ada|cek) di (?:profil|bio) (?:saya|aku|gue|gua|ku)"
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
# Others say these, too.
_VAGUE = re.compile(r"\b(?:selalu (?:bayar|dibayar|membayar)|menang (?:terus|mulu))\b")
_TIMES = re.compile(r"\bx ?\d{3,5}\b")
_DENIED = re.compile(
    r"\b(?:anti|tanpa|bebas|tidak|tak|gak?|nggak|ngga|enggak|belum|bukan|jarang)"
    rf"(?: pernah| bisa| akan| mudah)? ?(?:{'|'.join(sorted(ENFORCEMENT))})\b"
)
_PHRASE_WEIGHT = 0.35
_VAGUE_WEIGHT = 0.2
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
    (_VAGUE, "promotion-phrase", _VAGUE_WEIGHT),
    (_TIMES, "promotion-times", _TIMES_WEIGHT),
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[a-z]+")
_STARRED = re.compile(r"(?<![a-z*])[a-z]+(?:\*[a-z]+){1,3}(?![a-z*])")
HELD_BRAND = 0.5  # the weight from which a brand alone holds


def find_gambling(original: str, plain: Folded, joined: Folded, folded: Folded, hidden: frozenset[int]) -> list[Reason]:
    """The brands, decorated stretches and promotion words of one text; all of them carry kind "gambling".

    `hidden` holds the places in `folded` where a word was spelled so that no filter should know it.
    """
    decorated = decorated_in(original)
    has_digit = _DIGIT.search(joined.text) is not None
    words = frozenset(match[0] for match in _WORD.finditer(folded.text))
    brands = brands_in(original, plain, joined, folded, decorated, has_digit=has_digit)
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
    return brand if brand.weight >= DISGUISED else replace(brand, weight=round(brand.weight * _NEWS_DAMPING, 4))


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
                yield gambling_reason(original, plain.span(*match.span()), "address", _ADDRESS_WEIGHT * damping)


def _decoration_reasons(original: str, decorated: list[tuple[int, int]], brands: list[Reason]) -> Iterator[Reason]:
    """A decorated name in capitals or digits is an advertiser's; a whole decorated sentence is a reader's fancy."""
    for start, end in decorated:
        if any(brand.span[0] < end and start < brand.span[1] for brand in brands):
            continue
        shown = unicodedata.normalize("NFKC", original[start:end])
        letters = [char for char in shown if char.isalpha()]
        capitals = sum(char.isupper() for char in letters) >= 0.7 * len(letters)
        is_name = len(letters) <= 24 and (capitals or any(char.isdigit() for char in shown))
        yield gambling_reason(original, (start, end), "decorated-letters", 0.6 if is_name else 0.3)


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
            yield gambling_reason(original, folded.span(*match.span()), rule, weight * damping)
    if "*" in folded.text:
        for match in _STARRED.finditer(folded.text):
            if _is_masked_keyword(match[0]):
                yield gambling_reason(original, folded.span(*match.span()), "promotion-word", _HIDDEN_WEIGHT * damping)
    seen: set[str] = set()
    for match in _WORD.finditer(folded.text) if promotes or names else ():
        weight = _NAME_WEIGHT if match[0] in names else PROMOTION.get(match[0], 0.0)
        if weight and match[0] not in seen:
            seen.add(match[0])
            if match.start() in hidden and weight >= 0.3:
                weight = _HIDDEN_WEIGHT
            yield gambling_reason(original, folded.span(*match.span()), "promotion-word", weight * damping)


def _is_masked_keyword(starred: str) -> bool:
    shape = re.compile(starred.replace("*", "[a-z]"))
    return any(shape.fullmatch(word) for word in KEYWORDS)
