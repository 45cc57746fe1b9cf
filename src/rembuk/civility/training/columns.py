"""Where the text and the label stand in somebody's table, when nobody has said so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

DELIMITERS = (",", ";", "\t", "|")
_TEXTS = (
    *("text", "teks", "comment", "comments", "komentar", "isi", "isikomentar", "commenttext", "commentbody", "body"),
    *("content", "konten", "message", "pesan", "tweet", "fulltext", "textoriginal", "textdisplay", "review", "ulasan"),
    *("kalimat", "sentence", "caption", "post"),
)
_LABELS = (
    *("label", "labels", "target", "class", "kelas", "kategori", "category", "isspam", "spam", "judol", "isjudol"),
    *("gambling", "isgambling", "abusive", "isabusive", "abuse", "toxic", "toxicity", "hs", "hatespeech", "y", "nilai"),
    *("state", "status", "decision", "keputusan"),
)
# "positive" is no yes: in a table of moods it means the contrary.
_YES = frozenset(
    {"1", "true", "yes", "ya", "spam", "abuse", "abusive", "gambling", "reject", "rejected", "hold", "held", "judol"}
    | {"judi", "promosi", "iklan", "toxic", "kasar", "t", "y"}
)
_NO = frozenset(
    {"0", "-1", "false", "no", "tidak", "ham", "clean", "ok", "publish", "published", "approve", "approved", "normal"}
    | {"biasa", "bersih", "bukan", "f", "n"}
)
_DENIED = re.compile(r"(?:non|not|no|bukan|tidak|anti)[ _-]*")
_WHOLE_NUMBER = re.compile(r"(-?\d+)\.0+")
_LOOKED_AT = 200  # rows


def delimiter_of(first_line: str) -> str:
    """The sign that cuts the first line into the most columns, quoted ones left out; a comma when none does."""
    bare = re.sub(r'"[^"]*"', "", first_line)
    return max(DELIMITERS, key=bare.count)


def has_header(first: Sequence[str]) -> bool:
    """Whether the first line names its columns: one that holds a plain 0 or 1 is a row already."""
    return not any(_number(cell) in ("0", "1") for cell in first)


def text_column(names: Sequence[str], rows: Sequence[dict[str, Any]]) -> str | None:
    """The column that is called like a text, else the one with the longest values."""
    if (named := _named(names, _TEXTS)) is not None:
        return named
    lengths = {name: _length(name, rows) for name in names}
    return max(lengths, key=lengths.__getitem__, default=None) if any(lengths.values()) else None


def label_column(names: Sequence[str], rows: Sequence[dict[str, Any]], text: str) -> str | None:
    """The column that is called like a label, else the only one whose values all say yes or no, both of them."""
    others = [name for name in names if name != text]
    if (named := _named(others, _LABELS)) is not None:
        return named
    looked = rows[:_LOOKED_AT]
    telling = [name for name in others if {says_yes(row.get(name)) for row in looked} == {True, False}]
    return telling[0] if len(telling) == 1 else None


def says_yes(value: Any) -> bool | None:
    """Whether a label means "found"; None when nobody could know. "non-judol" and "bukan spam" mean no."""
    word = _number(str(value).strip().lower())
    if word in _YES or word in _NO:
        return word in _YES
    bare = _DENIED.sub("", word, count=1) if _DENIED.match(word) else ""
    return False if bare in _YES else None


def _number(word: str) -> str:
    """ "1.0" is 1: so a table says it that once had a gap."""
    found = _WHOLE_NUMBER.fullmatch(word.strip())
    return found[1] if found else word.strip()


def _named(names: Sequence[str], known: Sequence[str]) -> str | None:
    bare = {re.sub(r"[^a-z0-9]", "", name.lower()): name for name in reversed(names)}
    return next((bare[name] for name in known if name in bare), None)


def _length(name: str, rows: Sequence[dict[str, Any]]) -> int:
    return sum(len(value) for row in rows[:_LOOKED_AT] if isinstance(value := row.get(name), str))
