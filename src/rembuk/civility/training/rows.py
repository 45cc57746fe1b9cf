"""Labelled rows out of CSV or JSON Lines, packed or not, as they come."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from rembuk.civility.training.columns import delimiter_of, has_header, label_column, says_yes, text_column

LONGEST = 20_000  # characters of one text
_LONGEST_FIELD = 10_000_000
_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class Row(NamedTuple):
    """A text, and whether it is what the detector should find."""

    text: str
    label: bool


class RowsError(ValueError):
    """A file of rows cannot be used. The message names the file and the line."""


class Source(NamedTuple):
    """Where in a file to look; what is empty is found out (`columns`)."""

    text: str = ""
    label: str = ""
    positive: str = ""
    delimiter: str = ""


FOUND_OUT = Source()


def read_rows(path: str | Path, source: Source = FOUND_OUT, *, told: list[str] | None = None) -> list[Row]:
    """Every row of a file. `positive` is the label that counts as found; without it 1, true, rejected and the like.

    `told` is given a sentence on what was found out.
    """
    rows = _values(Path(path), source.delimiter)
    text, label = _text_column(path, rows, source), source.label
    if not label:
        label = label_column(list(rows[0][1]), [values for _, values in rows], text) or ""
    if not label:
        there = ", ".join(rows[0][1])
        raise RowsError(f"{path}: no label; name its column with --label. There are: {there}")
    if told is not None:
        told.append(f"{len(rows):,} rows: the text from “{text}”, the label from “{label}”")
    return [
        Row(_text(values, text, where), _is_positive(values.get(label), source.positive, label, where))
        for where, values in rows
    ]


def read_texts(path: str | Path, source: Source = FOUND_OUT) -> list[str]:
    """The texts alone, for a file without labels."""
    rows = _values(Path(path), source.delimiter)
    text = _text_column(path, rows, source)
    return [_text(values, text, where) for where, values in rows]


def _text_column(path: str | Path, rows: list[tuple[str, dict[str, Any]]], source: Source) -> str:
    found = source.text or text_column(list(rows[0][1]), [values for _, values in rows])
    if not found:
        raise RowsError(f"{path}: no text; name its column with --text. There are: {', '.join(rows[0][1])}")
    return found


def _values(path: Path, delimiter: str) -> list[tuple[str, dict[str, Any]]]:
    content = _content(path)
    name = path.name.removesuffix(".gz")
    packed = name.endswith((".jsonl", ".ndjson", ".json"))
    rows = list(_objects(path, content) if packed else _table(path, content, delimiter))
    if not rows:
        raise RowsError(f"{path}: there is no row in it")
    return rows


def _objects(path: Path, content: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(content.split("\n"), start=1):
        if line.strip():
            yield f"{path}:{number}", _object(line, f"{path}:{number}")


def _table(path: Path, content: str, delimiter: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Rows by column; where the first line names none, they are called 1, 2, 3."""
    csv.field_size_limit(_LONGEST_FIELD)
    delimiter = delimiter or delimiter_of(content.partition("\n")[0])
    try:
        reader = csv.reader(io.StringIO(content, newline=""), strict=True, delimiter=delimiter)
        names: list[str] | None = None
        for cells in reader:
            if not cells:
                continue
            if names is None:
                names = [cell.strip() for cell in cells]
                if has_header(cells):
                    continue
                names = [str(number) for number in range(1, len(cells) + 1)]
            yield f"{path}:{reader.line_num}", dict(zip(names, cells, strict=False))
    except csv.Error as problem:
        raise RowsError(f"{path}: not a CSV file that can be read ({problem})") from None


def _content(path: Path) -> str:
    try:
        packed = path.read_bytes()
        raw = gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed
    except (OSError, EOFError, zlib.error) as problem:
        why = problem.strerror or problem if isinstance(problem, OSError) else problem
        raise RowsError(f"{path}: cannot be read ({why})") from None
    # What is no UTF-8 was saved by a spreadsheet under Windows.
    for encoding in (_MARKS.get(raw[:2], "utf-8-sig"), "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RowsError(f"{path}: not in UTF-8; save it as UTF-8 and try again")


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
    if positive:
        return str(value).strip().lower() == positive.strip().lower()
    if (found := says_yes(value)) is None:
        raise RowsError(f"{where}: the label {value!r} is neither yes nor no; name the one that counts with --positive")
    return found
