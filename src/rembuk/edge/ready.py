"""Answers that lie ready: compressed once, each with its headers, to be sent as they are."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from typing import Final

import brotli  # type: ignore[import-untyped]  # the package ships no annotations
import zstandard

from .asgi import SAFE, Headers, Message, Send

WORTH_COMPRESSING: Final = 512  # bytes
ENCODINGS: Final = ("zstd", "br", "gzip")  # the first that the reader takes is sent
PLAIN: Final = "identity"
MOST_REMEMBERED: Final = 1_000

Whole = tuple[Message, Message]  # the two messages of an answer, shared by all who get it

_chosen: dict[bytes, str] = {}


@dataclass(frozen=True, slots=True)
class Ready:
    """One content in every encoding; `size` is what it holds of the memory, in bytes."""

    etag: bytes
    by_encoding: dict[str, Whole]
    unchanged: Whole
    size: int

    def pick(self, headers: Headers) -> Whole:
        """The answer to a request with these headers."""
        accepted = b""
        for name, value in headers:
            if name == b"accept-encoding":
                accepted = value
            elif name == b"if-none-match" and (value == self.etag or _names(value, self.etag)):
                return self.unchanged
        return self.by_encoding[_chosen.get(accepted) or encoding_for(accepted)]


def make_ready(content: bytes, headers: Headers, *, status: int = 200) -> Ready:
    """Compress a content. Takes about a millisecond for a page of 20 KB, most of it without holding the interpreter."""
    etag = b'W/"%s"' % hashlib.blake2b(content, digest_size=12).hexdigest().encode()
    shared: Headers = [*headers, (b"etag", etag), (b"vary", b"accept-encoding"), *SAFE]
    bodies = dict.fromkeys((*ENCODINGS, PLAIN), content)
    if len(content) >= WORTH_COMPRESSING:
        bodies["zstd"] = zstandard.ZstdCompressor(level=9).compress(content)
        bodies["br"] = brotli.compress(content, quality=5)
        bodies["gzip"] = gzip.compress(content, 6, mtime=0)
    by_encoding = {
        name: whole(status, body, shared if body is content else [*shared, (b"content-encoding", name.encode())])
        for name, body in bodies.items()
    }
    return Ready(etag, by_encoding, _without_body(304, shared), sum(map(len, set(bodies.values()))))


def whole(status: int, body: bytes, headers: Headers) -> Whole:
    """The two messages of an answer."""
    measured = [*headers, (b"content-length", str(len(body)).encode())]
    return (
        {"type": "http.response.start", "status": status, "headers": measured},
        {"type": "http.response.body", "body": body},
    )


async def send_whole(send: Send, answer: Whole, *, only_head: bool = False) -> None:
    """Send an answer, or its headers only."""
    start, body = answer
    await send(start)
    await send({"type": "http.response.body", "body": b""} if only_head else body)


def encoding_for(accepted: bytes) -> str:
    """What to send to a reader who accepts this: the value of Accept-Encoding, with its weights of zero."""
    if (known := _chosen.get(accepted)) is not None:
        return known
    taken: set[str] = set()
    refused: set[str] = set()
    for part in accepted.decode("latin-1").lower().split(","):
        name, _, weight = part.partition(";")
        is_refused = weight.replace(" ", "") in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
        (refused if is_refused else taken).add(name.strip())
    found = next((name for name in ENCODINGS if name not in refused and (name in taken or "*" in taken)), PLAIN)
    if len(_chosen) >= MOST_REMEMBERED:
        _chosen.clear()
    if len(accepted) <= 200:
        _chosen[accepted] = found
    return found


def _names(value: bytes, etag: bytes) -> bool:
    """Whether If-None-Match names the content; weak and strong tags are alike here."""
    named = {part.strip().removeprefix(b"W/") for part in value.split(b",")}
    return b"*" in named or etag.removeprefix(b"W/") in named


def _without_body(status: int, headers: Headers) -> Whole:
    return (
        {"type": "http.response.start", "status": status, "headers": headers},
        {"type": "http.response.body", "body": b""},
    )
