"""The HTML or Markdown of another system as plain text: paragraphs, links as addresses, quotes as lines with “>”."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

import nh3

# What means something in plain text. nh3 reads HTML as a browser does and writes it in one regular form, so the pattern
# for tags below has nothing to guess.
_READER: Final = nh3.Cleaner(
    tags={"p", "div", "br", "a", "blockquote", "li", "ul", "ol", "pre", "img", "h1", "h2", "h3", "h4", "hr", "tr"},
    attributes={"a": {"href"}, "img": {"src"}},
    url_schemes={"http", "https"},
    link_rel=None,
)
_TAG: Final = re.compile(r'<(/?)([a-z0-9]+)((?: [a-z-]+="[^"]*")*)>')
_ADDRESS: Final = re.compile(r' (?:href|src)="([^"]*)"')
_PARAGRAPHS: Final = {"p", "div", "ul", "ol", "pre", "h1", "h2", "h3", "h4", "hr"}
_MARKDOWN_LINK: Final = re.compile(r"(!?)\[([^\[\]\n]{0,1000})\]\((https?://[^\s()<>]{1,2000})\)")
DEEPEST_QUOTE: Final = 20


class _Text:
    """Lines of text as they grow; `quotes` is how many quotes stand around what comes next."""

    def __init__(self, keeps_lines: bool) -> None:
        self.keeps_lines = keeps_lines
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = 0
        self.in_pre = 0

    def write(self, text: str) -> None:
        """Words, with their white space as HTML has it."""
        if self.in_pre or self.keeps_lines:
            first, *more = text.split("\n")
            self.line.append(first)
            for each in more:
                self.end_line()
                self.line.append(each)
        else:
            text = re.sub(r"[ \t\r\n\f]+", " ", text)
            self.line.append(text.lstrip(" ") if self.line and self.line[-1].endswith(" ") else text)

    def end_line(self) -> None:
        """A line ends here."""
        text = "".join(self.line)
        self.line = []
        text = text.rstrip() if self.in_pre else text.strip()
        self.lines.append("> " * min(self.quotes, DEEPEST_QUOTE) + text if text or self.quotes else "")

    def end_paragraph(self) -> None:
        """A paragraph ends here, when one has begun."""
        if "".join(self.line).strip():
            self.end_line()
        self.line = []
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append("> " * min(self.quotes, DEEPEST_QUOTE))


def from_html(html: str, *, keeps_lines: bool = False) -> tuple[str, bool]:
    """The text of a piece of HTML, and whether there were pictures in it (their addresses stay in the text).

    `keeps_lines` is for systems that make paragraphs from line breaks when they show a text.
    """
    if "<" not in html and "&" not in html:
        return html.strip(), False
    source = _READER.clean(html)
    out = _Text(keeps_lines)
    links: list[tuple[str, int]] = []
    has_pictures = False
    done = 0
    for tag in _TAG.finditer(source):
        out.write(unescape(source[done : tag.start()]))
        done = tag.end()
        closes, kind = bool(tag[1]), tag[2]
        has_pictures |= kind == "img"
        _step(out, links, kind, closes, _address(tag[3]))
    out.write(unescape(source[done:]))
    out.end_line()
    text = "\n".join(line.rstrip() for line in out.lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip(), has_pictures


def _address(attributes: str) -> str:
    found = _ADDRESS.search(attributes)
    return unescape(found[1]).strip() if found else ""


def _step(out: _Text, links: list[tuple[str, int]], kind: str, closes: bool, address: str) -> None:
    if kind == "br":
        out.end_line()
    elif kind == "a" and not closes:
        links.append((address, len(out.line)))
    elif kind == "a":
        _end_link(out, *(links.pop() if links else ("", 0)))
    elif kind == "img" and address:
        out.write(f" {address} ")
    elif kind == "blockquote":
        out.end_paragraph()
        out.quotes = max(0, out.quotes + (-1 if closes else 1))
        if closes and out.lines:
            out.lines[-1] = "> " * min(out.quotes, DEEPEST_QUOTE)
    elif kind == "pre":
        out.end_paragraph()
        out.in_pre = max(0, out.in_pre + (-1 if closes else 1))
    elif kind in {"li", "tr"}:
        if "".join(out.line).strip():
            out.end_line()
        if kind == "li" and not closes:
            out.line.append("- ")
    elif kind in _PARAGRAPHS:
        out.end_paragraph()


def _end_link(out: _Text, address: str, begun: int) -> None:
    """A link is its words and its address; only the address where the words are the address, perhaps shortened."""
    shown = "".join(out.line[begun:]).strip()
    if not address or shown == address:
        return
    plain = re.sub(r"^https?://(www\.)?", "", address).rstrip("/")
    short = re.sub(r"^https?://(www\.)?", "", shown).rstrip("/")
    cut = re.fullmatch(r"(.+?)(…|\.\.\.)", short)
    if not shown or short == plain or (cut and plain.startswith(cut[1])):
        out.line[begun:] = [address]
    else:
        out.line.append(f" ({address})")


def from_markdown(text: str) -> tuple[str, bool]:
    """Markdown as text: it reads well as it is, only links and pictures become addresses."""
    has_pictures = "![" in text

    def spelled(link: re.Match[str]) -> str:
        words, address = link[2].strip(), link[3]
        return address if link[1] or not words or words == address else f"{words} ({address})"

    return _MARKDOWN_LINK.sub(spelled, text).strip(), has_pictures
