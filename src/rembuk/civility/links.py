"""Links, telephone bait and floods."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rembuk.civility.fold import Folded
from rembuk.civility.verdict import Kind, Reason
from rembuk.civility.vocabulary import words

_TLDS = (
    "com|net|org|id|info|biz|xyz|top|site|online|shop|store|club|vip|live|link|click|icu|win|bet|pro|fun|app|asia|space"
    "|website|cc|ly|me|io|gg|tv|ee|bio|to|us|sg|my|cloud|dev|news|art|pw|tk|ml"
)
LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']+"
    r"|(?<![\w@.\-])(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.){1,4}"
    rf"(?:{_TLDS})\b(?:/[^\s<>\"']*)?"
)
# "agen [dot] com", "agen titik com": an address spelled out so that no filter sees it.
SPELLED_LINK = re.compile(
    r"(?<![a-z0-9\-])[a-z0-9\-]{2,63}"
    rf"(?: ?(?P<bracket>[\[({{<]) ?(?:dot|titik|\.) ?[\])}}>] ?(?:{_TLDS})"
    r"| (?:dot|titik) (?:com|net|org|vip|xyz|co|club|cc|bet|win|site|id|info))\b"
)
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([^/\s:?#]+)")
_SHORTENERS = words("""
    bit.ly tinyurl.com t.co s.id cutt.ly rebrand.ly is.gd v.gd ow.ly shorturl.at heylink.me linktr.ee lynk.id linkr.bio
    t.ly rb.gy bitly.com goo.gl mez.ink msha.ke solo.to tiny.cc shorturl.asia
""")
_CHAT_HOSTS = words("wa.me api.whatsapp.com chat.whatsapp.com t.me telegram.me line.me wa.link")

_PHONE = re.compile(r"(?<![\w.])(?:\+?62|0)[ .\-]?8\d{1,3}(?:[ .\-]?\d{2,5}){2,3}(?!\d)")
_LETTER_FOR_DIGIT = re.compile(r"(?<![a-z])[oil|]{1,4}(?=\d)|(?<=\d)[oil|]{1,4}(?![a-z])")
_DIGITS = str.maketrans("oil|", "0111")
_BAIT = re.compile(
    r"\b(?:wa|whatsapp|whatsap|watsap|wassap|hub|hubungi|kontak|contact|call|chat|telp|telpon|telepon|nomor|order|pesan"
    r"|pinjaman|dana cepat|cod|info|minat|berminat|japri|admin|cs|inbox|tele|telegram)\b[^\n]{0,24}$"
)

_RUN = re.compile(r"(\S)\1{59,}")
_REPEATED_WORD = re.compile(r"(\b\w{2,30}\b)(?:\W{1,3}\1\b){9,}")

_SHORTENER, _CHAT, _BAITED, _BARE_PHONE, _FLOOD = 0.8, 0.8, 0.85, 0.5, 0.6
_ONE_LINK, _ONE_OF_MANY, _BRACKETED = 0.2, 0.6, 0.6
_MANY = 3


def find_spam(original: str, plain: Folded) -> list[Reason]:
    """Reasons of kind "link", "contact" and "flood"."""
    return [*_links(original, plain), *_phones(original, plain), *_floods(original, plain)]


def _links(original: str, plain: Folded) -> Iterator[Reason]:
    matches = list(LINK.finditer(plain.text))
    for match in matches:
        host_match = _HOST.match(match[0])
        host = host_match[1] if host_match else ""
        if host in _SHORTENERS:
            yield _reason(original, plain, match, "link", "link/shortener", _SHORTENER)
        elif host in _CHAT_HOSTS:
            yield _reason(original, plain, match, "contact", "contact/chat-link", _CHAT)
        else:
            many = len(matches) >= _MANY
            rule, weight = ("link/many", _ONE_OF_MANY) if many else ("link/plain", _ONE_LINK)
            yield _reason(original, plain, match, "link", rule, weight)
    for match in SPELLED_LINK.finditer(plain.text):
        weight = _BRACKETED if match["bracket"] else _ONE_LINK  # people do say "detik dot com"
        yield _reason(original, plain, match, "link", "link/spelled-out", weight)


def _phones(original: str, plain: Folded) -> Iterator[Reason]:
    for match in _PHONE.finditer(_LETTER_FOR_DIGIT.sub(_digits, plain.text)):
        if 10 <= sum(char.isdigit() for char in match[0]) <= 14:
            baited = _BAIT.search(plain.text, max(0, match.start() - 60), match.start())
            rule, weight = ("contact/bait", _BAITED) if baited else ("contact/phone", _BARE_PHONE)
            yield _reason(original, plain, match, "contact", rule, weight)


def _digits(match: re.Match[str]) -> str:
    return match[0].translate(_DIGITS)


def _floods(original: str, plain: Folded) -> Iterator[Reason]:
    for match in _RUN.finditer(plain.text):
        yield _reason(original, plain, match, "flood", "flood/characters", _FLOOD)
    for match in _REPEATED_WORD.finditer(plain.text):
        yield _reason(original, plain, match, "flood", "flood/words", _FLOOD)


def _reason(original: str, plain: Folded, match: re.Match[str], kind: Kind, rule: str, weight: float) -> Reason:
    start, end = plain.span(match.start(), match.end())
    return Reason(kind, (start, end), original[start:end], rule, weight)
