"""From what a reader typed to what a page shows: paragraphs, line breaks, links, hashtags and mentions, nothing else.

The HTML is made once, when the comment is written. Everything is escaped first and the result passes nh3, so a mistake
in this module can cost a link but never let markup through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from html import escape
from typing import Final

import nh3
from django.urls import reverse

TAG_LENGTH: Final = 60
# Never are more than four characters composed to one. What is longer is not looked at: composing sorts a run of marks,
# in a time that grows with the square of its length.
LONGEST_TYPED: Final = 4 * TAG_LENGTH
TAGS_PER_COMMENT: Final = 10
MENTIONS_PER_COMMENT: Final = 10
MARKS_IN_A_ROW: Final = 5  # upon one letter: no script needs more, and towers of them reach into other comments
UNSEEN_IN_A_ROW: Final = 2  # joiners shape emoji and letters; floods of them hide what is said
LINK_TEXT_LENGTH: Final = 60

# Text-direction overrides let one comment rearrange how its neighbours read.
_OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_URL: Final = r"https?://[^\s<>\"'“”]+"
_HANDLE: Final = r"(?<![\w@./])@(?P<handle>[a-z0-9]{3,30})(?![\w@])"
_TOKEN: Final = re.compile(rf"(?P<url>{_URL})|(?P<sign>#)|{_HANDLE}", re.IGNORECASE)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # all that a plain text may not keep
_SANITISER: Final = nh3.Cleaner(
    tags={"p", "br", "a"},
    attributes={"a": {"href", "rel", "class"}},
    url_schemes={"http", "https"},
    link_rel=None,  # we write rel ourselves: a hashtag is our own link
)


def tidy(text: str) -> str:
    """The text as it is kept: composed (NFC), lines ended by one newline, nothing invisible that steers the display."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = _CONTROLS.sub("", lines) if lines.isascii() else _shown(unicodedata.normalize("NFC", lines))
    # Line by line: a pattern for blanks before a line's end looks at every blank again from each one before it.
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip(" \t") for line in kept.split("\n"))).strip()


def _shown(lines: str) -> str:
    bounded = _bounded(char for char in lines if char in "\n\t" or _is_kept(char))
    # Composed once more, because what stood between a letter and its mark may have gone.
    return unicodedata.normalize("NFC", "".join(bounded))


def _is_kept(char: str) -> bool:
    return char not in _OVERRIDES and unicodedata.category(char) not in {"Cc", "Cs"}


def _bounded(chars: Iterable[str]) -> Iterator[str]:
    """The characters, without the rest of any long run of marks or of characters that show nothing."""
    run, kind = 0, ""
    for char in chars:
        now = "" if char.isascii() else unicodedata.category(char)
        now = "M" if now in {"Mn", "Me"} else now
        run = run + 1 if now == kind else 1
        kind = now
        if run <= {"M": MARKS_IN_A_ROW, "Cf": UNSEEN_IN_A_ROW}.get(kind, run):
            yield char


def handles(text: str) -> list[str]:
    """The handles that a text mentions, each once, in the order of their first use; at most MENTIONS_PER_COMMENT."""
    if "@" not in text:
        return []
    found = dict.fromkeys(match["handle"].lower() for match in _TOKEN.finditer(text) if match["handle"])
    return list(found)[:MENTIONS_PER_COMMENT]


def fold_tag(name: str) -> str:
    """The one form of a hashtag however it is typed: `BicaraJernih` -> `bicarajernih`."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", folded)


def hashtags(text: str) -> list[str]:
    """The folded hashtags of a text, each once, in the order of their first use; at most TAGS_PER_COMMENT."""
    found: dict[str, None] = {}
    for match in _TOKEN.finditer(text):
        if match["sign"] and (tag := _tag_at(text, match.start())):
            found.setdefault(fold_tag(tag))
    return list(found)[:TAGS_PER_COMMENT]


def as_written(folded: str, text: str) -> str:
    """A hashtag as the text writes it (`BicaraJernih` for `bicarajernih`); the folded form where it does not."""
    tags = (_tag_at(text, match.start()) for match in _TOKEN.finditer(text) if match["sign"])
    return next((tag for tag in tags if tag and fold_tag(tag) == folded), folded)


def render(text: str, known: Collection[str] = ()) -> str:
    """The HTML of a tidied text. `known` are the handles that belong to somebody; others stay plain words."""
    linked = set(hashtags(text))
    paragraphs = (part for part in text.split("\n\n") if part.strip())
    return _SANITISER.clean("".join(f"<p>{_render_paragraph(part, linked, known)}</p>" for part in paragraphs))


def _render_paragraph(text: str, linked: set[str], known: Collection[str]) -> str:
    pieces: list[str] = []
    done = 0
    for match in _TOKEN.finditer(text):
        start = match.start()
        if start < done:
            continue
        if match["url"]:
            source, html = _link(match["url"])
        elif match["handle"]:
            source, html = match[0], _mention(match[0], known)
        else:
            source = "#" + _tag_at(text, start)
            html = _tag_link(source, linked)
        pieces += [_plain(text[done:start]), html]
        done = start + len(source)
    return "".join([*pieces, _plain(text[done:])])


def _plain(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _link(url: str) -> tuple[str, str]:
    """The part of `url` that is the address (a sentence's full stop is not), and its link."""
    address = url.rstrip(".,;:!?…*_~")
    if address.endswith(")") and address.count("(") < address.count(")"):
        address = address[:-1]
    shown = re.sub(r"^https?://(www\.)?", "", address, flags=re.IGNORECASE)
    if len(shown) > LINK_TEXT_LENGTH:
        shown = shown[: LINK_TEXT_LENGTH - 1] + "…"
    return address, f'<a href="{escape(address)}" rel="nofollow ugc noopener">{escape(shown)}</a>'


def _mention(source: str, known: Collection[str]) -> str:
    handle = source[1:].lower()
    if handle not in known:
        return escape(source)
    return f'<a class="who" href="{escape(reverse("conversation:reader", args=[handle]))}">{escape(source)}</a>'


def _tag_link(source: str, linked: set[str]) -> str:
    name = fold_tag(source[1:])
    if name not in linked:
        return escape(source)
    return f'<a class="tag" href="{escape(reverse("conversation:hashtag", args=[name]))}">{escape(source)}</a>'


def _tag_at(text: str, sign: int) -> str:
    """The hashtag whose sign stands at `sign`, without it; empty when that is none.

    Letters (with their marks), digits and underscores make a hashtag, and one letter at least. A sign that touches a
    word, another sign, an entity or a path is none.
    """
    if sign and (_is_word(text[sign - 1]) or text[sign - 1] in "#&/"):
        return ""
    end = sign + 1
    while end < len(text) and _is_word(text[end]):
        end += 1
    name = text[sign + 1 : end]
    return name if as_tag(name) else ""


def as_tag(name: str) -> str:
    """The folded form of a hashtag as it was typed, without its sign; empty when the name is none."""
    if len(name) > LONGEST_TYPED:
        return ""
    folded = fold_tag(name)
    fits = 0 < len(folded) <= TAG_LENGTH and all(map(_is_word, folded)) and any(map(str.isalpha, folded))
    return folded if fits else ""


def _is_word(char: str) -> bool:
    return char == "_" or char.isalnum() or unicodedata.category(char).startswith("M")
