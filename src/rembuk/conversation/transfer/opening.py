"""Opening what an operator names: a file as it is, gzip, zip, or (where a format has several files) a folder."""

from __future__ import annotations

import gzip
import io
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from django.conf import settings
from django.utils.translation import gettext as _

from .rows import Unreadable

# Talk packs to a fifth or a tenth; what unpacks to 200 times its size was made to fill a disk.
MOST_RATIO: Final = 200
RATIO_COUNTS_FROM: Final = 16_000_000  # bytes unpacked; small files may pack as well as they like
MOST_FILES: Final = 100
BUFFER: Final = 256 * 1024


class Source:
    """A file to import, or several. `cut` says where packed data broke off; it is empty when it did not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.cut = ""
        self.done = 0  # packed bytes read so far
        try:
            self.size = sum(each.stat().st_size for each in self.files())
        except OSError as problem:
            what = {"name": path.name, "reason": problem.strerror or problem}
            raise Unreadable(_("%(name)s cannot be read: %(reason)s") % what) from None

    def files(self) -> list[Path]:
        """The file, or what stands in the folder."""
        if not self.path.is_dir():
            return [self.path]
        found = sorted(each for each in self.path.iterdir() if each.is_file() and not each.name.startswith("."))
        return found[:MOST_FILES]

    def streams(self, *, several: bool = False) -> Iterator[io.BufferedReader]:
        """Each file's bytes, unpacked.

        Raises:
            Unreadable: it is packed to do harm, or holds several files where one is expected.
        """
        if self.path.is_dir() and not several:
            raise Unreadable(_("%s is a folder; name the file in it") % self.path.name)
        before = 0
        for path in self.files():
            with ExitStack() as stack:
                raw = stack.enter_context(path.open("rb"))
                for inner in self._unpacked(raw, stack, several=several):
                    yield io.BufferedReader(_Bounded(self, inner, raw, before), BUFFER)
                before += path.stat().st_size

    def _unpacked(self, raw: BinaryIO, stack: ExitStack, *, several: bool) -> Iterator[BinaryIO]:
        start = raw.read(4)
        raw.seek(0)
        if start[:2] == b"\x1f\x8b":
            yield cast(BinaryIO, stack.enter_context(gzip.GzipFile(fileobj=raw)))
        elif start == b"PK\x03\x04":
            yield from self._members(raw, stack, several=several)
        else:
            yield raw

    def _members(self, raw: BinaryIO, stack: ExitStack, *, several: bool) -> Iterator[BinaryIO]:
        try:
            packed = stack.enter_context(zipfile.ZipFile(raw))
        except (zipfile.BadZipFile, NotImplementedError):
            raise Unreadable(_("%s is a damaged zip file; fetch it again") % self.path.name) from None
        members = [each for each in packed.infolist() if not each.is_dir() and _is_content(each.filename)]
        if not 1 <= len(members) <= (MOST_FILES if several else 1):
            what = {"name": self.path.name, "number": len(members)}
            raise Unreadable(_("%(name)s holds %(number)d files; unpack it and name the one with the comments") % what)
        if any(each.flag_bits & 1 for each in members):
            raise Unreadable(_("%s is locked with a password; unpack it first") % self.path.name)
        for each in members:
            with packed.open(each) as member:
                yield cast(BinaryIO, member)

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """The one file, unpacked, for a reader that must jump about in it."""
        with self.path.open("rb") as raw:
            is_packed = raw.read(4)[:2] in {b"\x1f\x8b", b"PK"}
        if not is_packed:
            yield self.path
            return
        # Not where other temporary files are: on many machines that is memory.
        with tempfile.TemporaryDirectory(prefix="rembuk-import-", dir=settings.VAR) as folder:
            target = Path(folder) / "unpacked"
            with target.open("wb") as file:
                for stream in self.streams():
                    shutil.copyfileobj(stream, file, BUFFER)
            yield target


class _Bounded(io.RawIOBase):
    """Unpacked bytes, as long as they stand in a sane relation to the packed ones."""

    def __init__(self, source: Source, inner: BinaryIO, raw: BinaryIO, before: int) -> None:
        self.source, self.inner, self.raw, self.before = source, inner, raw, before
        self.made = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # typeshed's Buffer is wider
        """The next bytes; none at the end, and none where the packed data breaks off."""
        try:
            data = self.inner.read(len(buffer))
        except (EOFError, OSError, zlib.error, zipfile.BadZipFile):
            self.source.cut = (
                _("the packed data breaks off after %d bytes of content; fetch the file again") % self.made
            )
            return 0
        buffer[: len(data)] = data
        self.made += len(data)
        taken = self.raw.tell()
        self.source.done = self.before + taken
        if self.made > RATIO_COUNTS_FROM and self.made > MOST_RATIO * taken:
            what = {"name": self.source.path.name, "ratio": MOST_RATIO}
            raise Unreadable(
                _("%(name)s unpacks to more than %(ratio)d times its size, which no export does; nothing was read")
                % what
            )
        return len(data)


def _is_content(name: str) -> bool:
    return not name.startswith("__MACOSX/") and not name.rpartition("/")[2].startswith(".")
