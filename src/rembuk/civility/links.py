"""Links, shorteners and chat links, plain or spelled so that no filter sees them."""

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
_MAY_BE_LINK = re.compile(r"\.[a-z]|://")
_MAY_BE_SPELLED = re.compile(r"dot|titik|[\[({<] ?\.")
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([^/\s:?#]+)")
_SHORTENERS = words("""
    bit.ly tinyurl.com t.co s.id cutt.ly rebrand.ly is.gd v.gd ow.ly shorturl.at heylink.me linktr.ee lynk.id
    linkr.bio t.ly rb.gy bitly.com goo.gl mez.ink msha.ke solo.to tiny.cc shorturl.asia bio.link campsite.bio
    linkbio.co beacons.ai bit.do adf.ly cutt.us tinyurl.id gg.gg s.tinyurl.com rotf.lol shrtco.de clck.ru qr.ae
    t2m.io taplink.cc
""")
_CHAT_HOSTS = words("""
    wa.me api.whatsapp.com chat.whatsapp.com t.me telegram.me telegram.dog line.me wa.link whatsapp.com signal.me
    wasap.at m.me lin.ee
""")


def _hidden_hosts() -> re.Pattern[str]:
    """ "bit,ly", "t(dot)me/x", "wa . me/62...": one of the hosts above with something else for its dot.

    A comma or blanks around the dot also stand in ordinary sentences, so what follows must be a path, or the host long.
    """
    hosts = sorted(_SHORTENERS | _CHAT_HOSTS, key=len, reverse=True)
    brackets = r" ?(?:[\[({<] ?(?:dot|titik|\.|,) ?[\])}>]| dot | titik |\u3002|\u00b7|\u2022) ?"
    loose = r"(?:,| \. ?|\. | , ?)"
    sure = "|".join(re.escape(host).replace(r"\.", brackets) for host in hosts)
    pathed = "|".join(re.escape(host).replace(r"\.", loose) for host in hosts)
    tight = "|".join(re.escape(host).replace(r"\.", ",") for host in hosts if len(host) >= 6)
    return re.compile(
        rf"(?<![\w'.\-])(?:(?:{sure})\b(?:/[^\s]{{0,60}})?|(?:{pathed}) ?/ ?\w[^\s]{{0,60}}|(?:{tight})\b)"
    )


_HIDDEN_HOST = _hidden_hosts()
_HOST_ENDS = "|".join(sorted({host.rsplit(".", 1)[1] for host in _SHORTENERS | _CHAT_HOSTS}))
_MAY_HIDE_HOST = re.compile(rf"[,\])}}>\u3002\u00b7\u2022. ] ?(?:{_HOST_ENDS})\b")

_SHORTENER, _CHAT, _HIDDEN = 0.8, 0.8, 0.85
_ONE_LINK, _ONE_OF_MANY, _BRACKETED = 0.2, 0.6, 0.6
_MANY = 3


def find_links(original: str, plain: Folded) -> Iterator[Reason]:
    """Reasons of kind "link" and, for chats, "contact"."""
    text = plain.text
    matches = list(LINK.finditer(text)) if may_hold_link(text) else []
    for match in matches:
        host_match = _HOST.match(match[0])
        host = host_match[1] if host_match else ""
        if host in _SHORTENERS:
            yield reason_at(original, plain, match.span(), "link", "link/shortener", _SHORTENER)
        elif host in _CHAT_HOSTS:
            yield reason_at(original, plain, match.span(), "contact", "contact/chat-link", _CHAT)
        else:
            many = len(matches) >= _MANY
            rule, weight = ("link/many", _ONE_OF_MANY) if many else ("link/plain", _ONE_LINK)
            yield reason_at(original, plain, match.span(), "link", rule, weight)
    if may_be_spelled(text):
        for match in SPELLED_LINK.finditer(text):
            weight = _BRACKETED if match["bracket"] else _ONE_LINK  # people do say "detik dot com"
            yield reason_at(original, plain, match.span(), "link", "link/spelled-out", weight)
    if _MAY_HIDE_HOST.search(text):
        for match in _HIDDEN_HOST.finditer(text):
            yield reason_at(original, plain, match.span(), "link", "link/hidden", _HIDDEN)


def may_hold_link(text: str) -> bool:
    """A look that costs next to nothing."""
    return _MAY_BE_LINK.search(text) is not None


def may_be_spelled(text: str) -> bool:
    """Likewise for an address that is spelled out."""
    return _MAY_BE_SPELLED.search(text) is not None


def reason_at(original: str, folded: Folded, place: tuple[int, int], kind: Kind, rule: str, weight: float) -> Reason:
    """A reason for `folded.text[place[0]:place[1]]`."""
    start, end = folded.span(*place)
    return Reason(kind, (start, end), original[start:end], rule, weight)
