"""Objects out of JSON of any size, in constant memory and with their lines: JSON Lines, and arrays in one document."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import BufferedReader
from typing import Any, BinaryIO, Final, NoReturn

from django.utils.translation import gettext as _

from .rows import Bad, Broken, Left, Unreadable

CHUNK: Final = 64 * 1024
LONGEST_LINE: Final = 4_000_000  # bytes; longer entries of arrays as well
# A whole string, a bracket, or the beginning of a string whose end is not there yet.
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\]"]', re.DOTALL)
_LOOSE: Final = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Record:
    """One JSON object, the line on which it begins, and the array it stands in (empty for one at the top)."""

    place: int
    value: dict[str, Any]
    array: str = ""


def documents(stream: BufferedReader) -> Iterator[Record | Bad | Broken | Left]:
    """The objects of JSON Lines, or of one array at the top of the file."""
    start = stream.peek(64)[:64].removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(b"["):
        yield from members(stream, {""})
    else:
        yield from _lines(stream)


def _lines(stream: BufferedReader) -> Iterator[Record | Bad]:
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)
            yield Bad(number, _("the line is longer than %d MB") % (LONGEST_LINE // 1_000_000))
            continue
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        if not line.strip():
            continue
        yield _object(number, line)


def _object(line: int, source: bytes | str, array: str = "") -> Record | Bad:
    try:
        text = source.decode() if isinstance(source, bytes) else source
        value = json.loads(text, strict=False, parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        return Bad(line, _("this is not UTF-8"))
    except RecursionError:
        return Bad(line, _("values stand too deep in each other"))
    except ValueError:
        return Bad(line, _("this is not JSON, or it is cut off"))
    return Record(line, value, array) if isinstance(value, dict) else Bad(line, _("this is no JSON object"))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are no JSON


def members(stream: BinaryIO, arrays: Collection[str]) -> Iterator[Record | Bad | Broken | Left]:
    """The objects in the named arrays of one document (`comments` for `{"comments": […]}`, empty for a top one).

    Their borders are found first, and each is parsed alone: what is wrong in one of them stays in it.
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    borders = _Borders(arrays)
    repaired = False
    while data := stream.read(CHUNK):
        text = decoder.decode(data)
        repaired |= "\ufffd" in text and b"\xef\xbf\xbd" not in data
        yield from borders.take(text)
    if borders.path:
        yield Broken(borders.line, _("the file ends in the middle"))
    if repaired:
        yield Left("letters")


class _Borders:
    """Where each object of the wanted arrays begins and ends, from the text as it comes."""

    def __init__(self, arrays: Collection[str]) -> None:
        self.arrays = arrays
        self.text = ""  # what is not done with yet: at most one object
        self.at = 0  # up to where the text is understood
        self.line = 1  # of that place
        self.path: list[str] = []  # the brackets that are open, outermost first
        self.name = ""  # the last string directly in the object at the top: the key of what follows
        self.begun = (-1, 0)  # where an object begins, and on which line; -1 outside, -2 in one that is too long

    def take(self, text: str) -> Iterator[Record | Bad]:
        """The objects that are complete with this piece of text."""
        self.text += text
        for token in _TOKEN.finditer(self.text, self.at):
            if token[0] == '"':
                break  # a string that goes on in the next piece
            if self._is_between:
                yield from self._loose(self.text[self.at : token.start()])
            self.line += self.text.count("\n", self.at, token.end())
            self.at = token.end()
            if found := self._step(token[0], token.start()):
                yield found
        self._forget()

    def _step(self, sign: str, start: int) -> Record | Bad | None:
        if sign[0] == '"':
            if len(self.path) == 1:
                self.name = sign[1:-1]
            return Bad(self.line, _("the entry is no JSON object")) if self._is_between else None
        if sign in {"{", "["}:
            if self._is_between:
                self.begun = (start, self.line)
            self.path.append(sign)
            return None
        if self.path:
            self.path.pop()
        return self._object() if self.begun[0] != -1 and self._is_at_array else None

    @property
    def _is_at_array(self) -> bool:
        """Whether a wanted array is what is open, innermost."""
        if self.path == ["["]:
            return "" in self.arrays
        return self.path == ["{", "["] and self.name in self.arrays

    @property
    def _is_between(self) -> bool:
        return self.begun[0] == -1 and self._is_at_array

    def _object(self) -> Record | Bad:
        start, line = self.begun
        self.begun = (-1, 0)
        if start == -2:
            return Bad(line, _("the entry is longer than %d MB") % (LONGEST_LINE // 1_000_000))
        array = self.name if len(self.path) == 2 else ""
        return _object(line, self.text[start : self.at], array)

    def _loose(self, gap: str) -> Iterator[Bad]:
        for word in _LOOSE.finditer(gap):
            yield Bad(self.line + gap.count("\n", 0, word.start()), _("the entry is no JSON object"))

    def _forget(self) -> None:
        """Keep of the text only what is needed still."""
        if self.begun[0] >= 0 and len(self.text) - self.begun[0] > LONGEST_LINE:
            self.begun = (-2, self.begun[1])
        if len(self.text) - self.at > LONGEST_LINE:
            raise Unreadable(_("the file holds one value of megabytes, which no export does; nothing was read"))
        done = self.begun[0] if self.begun[0] >= 0 else self.at
        self.text, self.at = self.text[done:], self.at - done
        if self.begun[0] >= 0:
            self.begun = (0, self.begun[1])
