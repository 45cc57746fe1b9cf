"""Labelled rows out of CSV or JSON Lines, packed or not."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

_YES = frozenset(
    {"1", "true", "yes", "ya", "spam", "abuse", "abusive", "gambling", "reject", "rejected", "hold", "held"}
)
_NO = frozenset(
    {"0", "-1", "false", "no", "tidak", "ham", "clean", "ok", "publish", "published", "approve", "approved"}
)
LONGEST = 20_000  # characters of one text


class Row(NamedTuple):
    """A text, and whether it is what the detector should find."""

    text: str
    label: bool


class RowsError(ValueError):
    """A file of rows cannot be used. The message names the file and the line."""


def read_rows(path: str | Path, *, text: str = "text", label: str = "label", positive: str = "") -> list[Row]:
    """Every row of a file. `positive` is the label that counts as found; without it 1, true, rejected and the like."""
    found = [
        Row(_text(values, text, where), _is_positive(values.get(label), positive, label, where))
        for where, values in _values(Path(path))
    ]
    if not found:
        raise RowsError(f"{path}: there is no row in it")
    return found


def read_texts(path: str | Path, *, text: str = "text") -> list[str]:
    """The texts alone, for a file without labels."""
    found = [_text(values, text, where) for where, values in _values(Path(path))]
    if not found:
        raise RowsError(f"{path}: there is no row in it")
    return found


def _values(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    content = _content(path)
    name = path.name.removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson", ".json")):
        for number, line in enumerate(content.split("\n"), start=1):
            if line.strip():
                yield f"{path}:{number}", _object(line, f"{path}:{number}")
        return
    try:
        reader = csv.DictReader(io.StringIO(content, newline=""), strict=True)
        for values in reader:
            yield f"{path}:{reader.line_num}", dict(values)
    except csv.Error as problem:
        raise RowsError(f"{path}: not a CSV file that can be read ({problem})") from None


def _content(path: Path) -> str:
    try:
        packed = path.read_bytes()
        return (gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RowsError(f"{path}: not in UTF-8; save it as UTF-8 and try again") from None
    except (OSError, EOFError) as problem:
        raise RowsError(
            f"{path}: cannot be read ({problem.strerror or problem if isinstance(problem, OSError) else problem})"
        ) from None


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        values = json.loads(line)
    except ValueError:
        raise RowsError(f"{where}: this line is not JSON") from None
    if not isinstance(values, dict):
        raise RowsError(f"{where}: this line is not a JSON object")
    return values


def _text(values: dict[str, Any], column: str, where: str) -> str:
    found = values.get(column)
    if not isinstance(found, str):
        raise RowsError(f"{where}: no text under “{column}”; there are: {', '.join(map(str, values))}")
    return found[:LONGEST]


def _is_positive(value: Any, positive: str, column: str, where: str) -> bool:
    if value is None:
        raise RowsError(f"{where}: no label under “{column}”")
    word = str(value).strip().lower()
    if positive:
        return word == positive.strip().lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise RowsError(f"{where}: the label {value!r} is neither yes nor no; name the one that counts with --positive")
