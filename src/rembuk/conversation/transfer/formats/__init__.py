"""The formats we read, by the name an operator gives. Each is a module with `read`, a generator of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rembuk.conversation.transfer.opening import Source
from rembuk.conversation.transfer.rows import Broken, Row

from . import commento, coral, disqus, isso, jsonl, remark42, wordpress

Reader = Callable[[Source], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Format:
    """One format. Places in it are lines of the file, or else the numbers of its records."""

    read: Reader
    has_lines: bool
    is_ours: bool = False


FORMATS: dict[str, Format] = {
    "disqus": Format(disqus.read, has_lines=True),
    "wordpress": Format(wordpress.read, has_lines=True),
    "isso": Format(isso.read, has_lines=False),
    "remark42": Format(remark42.read, has_lines=True),
    "commento": Format(commento.read, has_lines=True),
    "comentario": Format(commento.read, has_lines=True),
    "coral": Format(coral.read, has_lines=True),
    "jsonl": Format(jsonl.read, has_lines=True, is_ours=True),
}


def rows(name: str, source: Source) -> Iterator[Row]:
    """Every row of a file in the named format; a packed file that breaks off says so at the end.

    Raises:
        Unreadable: the file is refused as a whole.
    """
    yield from FORMATS[name].read(source)
    if source.cut:
        yield Broken(0, source.cut)
