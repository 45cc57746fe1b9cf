"""The few types and helpers of ASGI that the hot path needs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping, Sequence
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, Final
from urllib.parse import parse_qsl

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = Sequence[tuple[bytes, bytes]]

# What everyone may see, any page of any site may ask for. No credentials go with it.
OPEN: Final[Headers] = ((b"access-control-allow-origin", b"*"),)

# A fragment or a stream that someone opens as a page may load and run nothing.
SAFE: Final[Headers] = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'self'"),
    (b"x-robots-tag", b"noindex"),
)


def header(scope: Scope, name: bytes) -> str:
    """The value of a request header (given in lower case); empty when it was not sent."""
    for key, value in scope["headers"]:
        if key.lower() == name:
            return str(value, "latin-1")
    return ""


def client_network(scope: Scope, proxies: int) -> str:
    """Where the reader comes from: the peer's address, or behind `proxies` what the outermost of them has written down.

    In IPv6 the network of 64 bits, because each household has a whole one to choose addresses from.
    """
    # All lines of that name: some proxies add theirs as a line of its own, below the one that the client sent.
    lines = (str(value, "latin-1") for name, value in scope["headers"] if name.lower() == b"x-forwarded-for")
    named = [part.strip() for part in ",".join(lines).split(",")]
    peer = str((scope.get("client") or ("",))[0])
    text = named[-proxies] if 0 < proxies <= len(named) else peer
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)


def query(scope: Scope) -> dict[str, str]:
    """The query string; of a repeated name the last value."""
    return dict(parse_qsl(str(scope["query_string"], "latin-1")))


async def respond(send: Send, status: int, body: bytes = b"", headers: Headers = ()) -> None:
    """Send a whole response."""
    fixed = [*headers, *SAFE, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": fixed})
    await send({"type": "http.response.body", "body": body})


async def respond_json(send: Send, data: Mapping[str, Any], headers: Headers = ()) -> None:
    """Send an object as JSON."""
    body = json.dumps(data, separators=(",", ":")).encode()
    await respond(send, 200, body, [(b"content-type", b"application/json"), *headers])


class TooLarge(Exception):
    """The request is larger than we take."""


class Gone(Exception):
    """The reader left before the request was whole."""


async def pieces(scope: Scope, receive: Receive, limit: int) -> AsyncIterator[bytes]:
    """The request's body, piece by piece.

    Raises:
        TooLarge: it is longer than `limit` bytes, or says that it will be.
        Gone: the reader left.
    """
    declared = header(scope, b"content-length")
    if declared.isdecimal() and int(declared) > limit:
        raise TooLarge
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        piece = message.get("body", b"")
        length += len(piece)
        if length > limit:
            raise TooLarge
        yield piece
        more = message.get("more_body", False)
