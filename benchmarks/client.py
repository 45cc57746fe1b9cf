"""A light HTTP/1.1 client on raw sockets with kept connections: it must cost less than the server that it measures."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

LIMIT = 30.0  # seconds for one answer


@dataclass
class Answer:
    """`head` is the raw head, without the empty line; a chunked body is put together."""

    status: int
    head: bytes
    body: bytes

    def header(self, name: bytes) -> bytes:
        """The value of a header, given in lower case; empty when it was not sent."""
        for line in self.head.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.lower() == name:
                return value.strip()
        return b""


class Connection:
    """One connection, opened when it is needed and again when the server has closed it.

    `source` is the address to come from: one loopback network has many, and a server counts them as many networks.
    """

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self._port, self._source = port, source
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def ask(self, request: bytes) -> Answer:
        """Send a whole request and wait for the whole answer."""
        async with asyncio.timeout(LIMIT):
            if self._writer is None:
                self._reader, self._writer = await asyncio.open_connection(
                    "127.0.0.1", self._port, local_addr=(self._source, 0)
                )
            assert self._reader is not None  # noqa: S101  # opened together with the writer
            self._writer.write(request)
            head = (await self._reader.readuntil(b"\r\n\r\n"))[:-4]
            answer = Answer(int(head[9:12]), head, b"")
            answer.body = await _body(self._reader, answer)
        if answer.header(b"connection").lower() == b"close" or head.startswith(b"HTTP/1.0"):
            self.close()
        return answer

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


async def _body(reader: asyncio.StreamReader, answer: Answer) -> bytes:
    if answer.status in {204, 304}:
        return b""
    length = answer.header(b"content-length")
    if length:
        return await reader.readexactly(int(length))
    if answer.header(b"transfer-encoding").lower() != b"chunked":
        return await reader.read()
    pieces = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        pieces.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(pieces)


def get(path: str, *headers: str) -> bytes:
    """A GET request."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]).encode()


def post(path: str, kind: str, body: str, *headers: str) -> bytes:
    """A POST request with a body of the content type `kind`."""
    raw = body.encode()
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {kind}", f"Content-Length: {len(raw)}"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + raw
