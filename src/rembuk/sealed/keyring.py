"""The keys that the database must never hold.

A key folder (mode 0700) holds one small file per key (mode 0600), named by kind and version:
`master-1.key`, `index-1.key`, `code-1.key`, and after a rotation `master-2.key` beside them. A file holds
32 random bytes as 64 hexadecimal digits and a newline, so that a person can print it and type it back in.
The highest version of a kind writes; the older ones only read.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

KEY_BYTES = 32
_FILE_NAME = re.compile(r"(master|index|code)-([1-9][0-9]*)\.key")
_FILE_TEXT = re.compile(rb"[0-9a-f]{64}\n?")
_RESTORE = "Restore it from your key backup."
_OPEN_TO_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyRingError(Exception):
    """The key folder cannot be used. The message says which file and what to do; it never shows a key."""


class KeyKind(StrEnum):
    """What a key is for. One kind never does the work of another."""

    MASTER = "master"  # wraps the per-person keys
    INDEX = "index"  # blind indexes
    CODE = "code"  # voucher and step-up codes


@dataclass(frozen=True, slots=True)
class Key:
    """One 32-byte key. `secret` is left out of `repr`, so that no log or error page can show it."""

    kind: KeyKind
    version: int
    secret: bytes = field(repr=False)

    def mac(self, purpose: str, message: bytes) -> bytes:
        """HMAC-SHA256 (32 bytes) under a key derived for `purpose`: one message has unrelated MACs for two purposes."""
        derived = hmac.digest(self.secret, purpose.encode(), hashlib.sha256)
        return hmac.digest(derived, message, hashlib.sha256)


class KeyRing:
    """All keys of an installation, read once at start."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._keys = {(key.kind, key.version): key for key in keys}
        for kind in KeyKind:
            if not self.versions(kind):
                raise KeyRingError(f"The key folder holds no {kind} key ({kind}-1.key). {_RESTORE}")

    def __repr__(self) -> str:
        held = ", ".join(f"{kind}-{version}" for kind, version in sorted(self._keys))
        return f"<KeyRing {held}>"

    @classmethod
    def load(cls, path: Path | str) -> KeyRing:
        """Read every key in the folder; raise KeyRingError for a missing, malformed or exposed one."""
        folder = Path(path)
        if not folder.is_dir():
            raise KeyRingError(f"There is no key folder at {folder}. {_RESTORE}")
        _refuse_exposed(folder, "0700")
        named = ((file, _FILE_NAME.fullmatch(file.name)) for file in sorted(folder.iterdir()))
        return cls(Key(KeyKind(name[1]), int(name[2]), _read_key(file)) for file, name in named if name)

    @classmethod
    def create(cls, path: Path | str) -> KeyRing:
        """Make a new folder with version 1 of each kind. All of it appears at once, on disk, or nothing does."""
        folder = Path(path)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise _already_there(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))  # mkdtemp gives mode 0700
        try:
            for kind in KeyKind:
                _write_key(draft / f"{kind}-1.key")
            _sync_folder(draft)
            draft.rename(folder)  # replaces an empty folder, refuses a filled one
        except OSError as error:
            shutil.rmtree(draft)
            raise _already_there(folder) if folder.is_dir() and any(folder.iterdir()) else error from None
        _sync_folder(folder.parent)
        return cls.load(folder)

    @classmethod
    def rotate(cls, path: Path | str, kind: KeyKind) -> KeyRing:
        """Add the next version of one kind; older versions stay for reading."""
        folder = Path(path)
        file = folder / f"{kind}-{cls.load(folder).current(kind).version + 1}.key"
        draft = folder / f".{file.name}.{secrets.token_hex(4)}"
        try:
            _write_key(draft)
            os.link(draft, file)  # unlike a rename, a link refuses to replace a file
        except FileExistsError:
            raise KeyRingError(f"{file} was made by someone else just now. Nothing was changed.") from None
        finally:
            draft.unlink(missing_ok=True)
        _sync_folder(folder)
        return cls.load(folder)

    def versions(self, kind: KeyKind) -> list[int]:
        """The versions held of one kind, newest first."""
        return sorted((version for held, version in self._keys if held is kind), reverse=True)

    def current(self, kind: KeyKind) -> Key:
        """The key that writes."""
        return self._keys[kind, self.versions(kind)[0]]

    def all(self, kind: KeyKind) -> list[Key]:
        """Every key that may read, newest first."""
        return [self._keys[kind, version] for version in self.versions(kind)]

    def get(self, kind: KeyKind, version: int) -> Key:
        """The key of one version; KeyRingError when the folder does not hold it."""
        try:
            return self._keys[kind, version]
        except KeyError:
            raise KeyRingError(f"{kind}-{version}.key is needed but missing. {_RESTORE}") from None


def _already_there(folder: Path) -> KeyRingError:
    return KeyRingError(f"{folder} already exists and is not empty. Keys are never overwritten: choose another folder.")


def _refuse_exposed(path: Path, mode: str) -> None:
    if path.stat().st_mode & _OPEN_TO_OTHERS:
        raise KeyRingError(f"{path} is open to other users of this machine. Run: chmod {mode} {path}")


def _read_key(file: Path) -> bytes:
    _refuse_exposed(file, "0600")
    try:
        text = file.read_bytes()
    except OSError as error:
        raise KeyRingError(f"{file} cannot be read: {error.strerror}.") from None
    if not _FILE_TEXT.fullmatch(text):
        raise KeyRingError(f"{file} must hold {KEY_BYTES * 2} hexadecimal digits. {_RESTORE}")
    return bytes.fromhex(text.decode())


def _write_key(file: Path) -> None:
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as target:
        target.write(secrets.token_hex(KEY_BYTES) + "\n")
        target.flush()
        os.fsync(target.fileno())


def _sync_folder(folder: Path) -> None:
    """A new name is only safe from a power cut once its folder is on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
