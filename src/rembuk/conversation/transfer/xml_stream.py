"""Records out of XML of any size, in constant memory, with the line on which each begins.

Expat is used directly: a tree, even one that is pruned as it grows, has no line numbers and no bound on one text.
A document type, and with it every entity a file could declare, is refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Final
from xml.parsers import expat

from django.utils.translation import gettext as _

from .rows import LONGEST_TEXT, Broken, Left, Unreadable

CHUNK: Final = 64 * 1024
DEEPEST: Final = 64
MOST_FIELDS: Final = 200
LONGEST_TOKEN: Final = 4_000_000  # one tag, comment or attribute
_CONTROLS: Final = bytes(32 if each < 32 and each not in b"\t\n\r" else each for each in range(256))
_DECLARED: Final = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._-]+)""")


@dataclass(frozen=True, slots=True)
class Record:
    """One wanted element: its texts and attributes by name (`author/name`, `thread@id`), the first of each.

    `outer` has the same of the wanted element around it, as far as it has been read.
    """

    path: str
    line: int
    fields: Mapping[str, str]
    outer: Mapping[str, str]


def records(stream: BinaryIO, wanted: Collection[str]) -> Iterator[Record | Broken | Left]:
    """The elements whose path of local names (`rss/channel/item`) is wanted; `Broken` last where the XML breaks.

    Raises:
        Unreadable: the file declares a document type, or was made to fill memory.
    """
    walker = _Walker(wanted)
    chunks = _Repaired(stream)
    fed = 0
    try:
        for chunk in chunks:
            fed += len(chunk)
            walker.parser.Parse(chunk, False)
            yield from walker.take()
            if fed - walker.parser.CurrentByteIndex > LONGEST_TOKEN:
                raise Unreadable(_("line %d holds a tag of megabytes, which no export does") % walker.line)
        walker.parser.Parse(b"", True)
    except expat.ExpatError as problem:
        yield from walker.take()
        yield Broken(problem.lineno, _what_broke(problem))
    except _TooDeep:
        yield from walker.take()
        yield Broken(walker.line, _("elements stand more than %d deep in each other") % DEEPEST)
    except LookupError:
        raise Unreadable(_("the file names an encoding that is not known here")) from None
    if chunks.repaired:
        yield Left("letters")


def _what_broke(problem: expat.ExpatError) -> str:
    ends = {
        expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
        expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
        expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
    }
    if problem.code in ends:
        return _("the file ends in the middle")
    return _("the XML is not well-formed (%s)") % expat.ErrorString(problem.code)


class _TooDeep(Exception):
    pass


class _Repaired:
    """The stream in chunks; where it is UTF-8, without control characters, and wrong bytes replaced.

    WordPress in particular exports what people pasted, and one vertical tab would end the whole file.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.repaired = False

    def __iter__(self) -> Iterator[bytes]:
        first = self.stream.read(CHUNK)
        declared = _DECLARED.search(first[:200])
        if first[:2] in {b"\xff\xfe", b"\xfe\xff"} or (declared and declared[1].lower() not in {b"utf-8", b"utf8"}):
            while first:
                yield first
                first = self.stream.read(CHUNK)
            return
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        while first:
            text = decoder.decode(first.translate(_CONTROLS))
            made = text.encode()
            self.repaired |= "\ufffd" in text and b"\xef\xbf\xbd" not in first
            if made:
                yield made
            first = self.stream.read(CHUNK)


class _Walker:
    """What Expat calls; finished records wait in `ready`."""

    def __init__(self, wanted: Collection[str]) -> None:
        self.wanted = wanted
        self.path: list[str] = []
        self.open: list[tuple[int, int, dict[str, str]]] = []  # depth, line, fields
        self.ready: list[Record] = []
        self.pieces: list[str] = []
        self.length = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse
        self.parser.ExternalEntityRefHandler = self.refuse

    @property
    def line(self) -> int:
        return self.parser.CurrentLineNumber

    def take(self) -> list[Record]:
        ready, self.ready = self.ready, []
        return ready

    def refuse(self, *_facts: object) -> int:
        raise Unreadable(
            _("the file declares a document type or entities, which no export does and attacks do; nothing was read")
        )

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.path) >= DEEPEST:
            raise _TooDeep
        self.path.append(tag.rpartition(" ")[2][:100])
        self.pieces, self.length = [], 0
        if "/".join(self.path) in self.wanted:
            self.open.append((len(self.path), self.line, {}))
        if self.open:
            for key, value in attributes.items():
                self.keep("@" + key.rpartition(" ")[2][:100], value[:LONGEST_TEXT])

    def end(self, _tag: str) -> None:
        if self.open:
            depth, line, fields = self.open[-1]
            if depth == len(self.path):
                self.open.pop()
                outer = self.open[-1][2] if self.open else {}
                self.ready.append(Record("/".join(self.path), line, fields, outer))
            elif self.pieces:
                self.keep("", "".join(self.pieces))
        self.path.pop()
        self.pieces, self.length = [], 0

    def text(self, text: str) -> None:
        if self.open and self.length <= LONGEST_TEXT:  # one too many is kept: the text is seen to be too long
            self.pieces.append(text)
            self.length += len(text)

    def keep(self, suffix: str, value: str) -> None:
        depth, _line, fields = self.open[-1]
        if len(fields) < MOST_FIELDS:
            fields.setdefault("/".join(self.path[depth:]) + suffix, value)
