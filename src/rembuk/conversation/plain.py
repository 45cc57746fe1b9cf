"""A comment's text without markup, from its HTML: for machines, and where a page only quotes."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from django.utils.html import strip_tags

_BREAKS: Final = re.compile(r"<br ?/?>|</p>\s*(?=<p)")


def plain(html: str) -> str:
    """The text that `markup.render` made HTML of, as readers see it: line breaks stay, links have their short names."""
    return unescape(strip_tags(_BREAKS.sub("\n", html))).strip()
