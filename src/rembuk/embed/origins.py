"""Origins: the sites that may show a title's conversations. Pure functions over text, as browsers compare them.

A pattern is `https://host`, `https://host:port` or `https://*.host`: the same words mean the same to a browser in
`frame-ancestors`. A star stands for one or more labels, never for the host itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PATTERN: Final = re.compile(
    rf"(?P<scheme>https?)://(?P<host>(?:\*\.)?{_LABEL}(?:\.{_LABEL})*)(?::(?P<port>[1-9][0-9]{{0,4}}))?"
)
_HOST: Final = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
LONGEST_ADDRESS: Final = 2_000
_PORTS: Final = {"http": 80, "https": 443}
# Below these people register names, so a star there would let strangers in.
_SHARED: Final = frozenset(
    f"{second}.id" for second in ("ac", "biz", "co", "desa", "go", "mil", "my", "net", "or", "ponpes", "sch", "web")
)
LONGEST: Final = 255


class NoOrigin(ValueError):
    """This text names no origin that can be allowed; `reason` is scheme, star, loopback or form."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def pattern_of(typed: str, *, loopback: bool) -> str:
    """The pattern as it is kept: small letters, no default port.

    Args:
        typed: what an editor wrote; a trailing slash is forgiven, a path is not.
        loopback: whether origins of this machine (also over http) are taken.

    Raises:
        NoOrigin: it is none, or one that must not be allowed.
    """
    text = typed.strip().lower().removesuffix("/")
    found = _PATTERN.fullmatch(text) if len(text) <= LONGEST else None
    if found is None or int(found["port"] or 1) > 65_535:
        raise NoOrigin("form")
    host = found["host"]
    if is_loopback(host):
        if not loopback:
            raise NoOrigin("loopback")
    elif found["scheme"] != "https":
        raise NoOrigin("scheme")
    elif host.startswith("*.") and ("." not in host[2:] or host[2:] in _SHARED):
        raise NoOrigin("star")
    return _joined(found["scheme"], host, found["port"])


def origin_of(address: str) -> str:
    """The origin of an address, as browsers write it; empty when it has none."""
    try:
        split = urlsplit(address)
        port = split.port
    except ValueError:
        return ""
    if split.scheme not in _PORTS or not split.hostname or split.username is not None or len(address) > LONGEST_ADDRESS:
        return ""
    # What a browser reads otherwise than we do (a backslash ends the host there) is the origin of nothing.
    if len(split.hostname) > LONGEST - len("https://:65535") or not _HOST.fullmatch(split.hostname.lower()):
        return ""
    return _joined(split.scheme, split.hostname.lower(), str(port) if port else None)


def matches(origin: str, patterns: Iterable[str]) -> bool:
    """Whether one of the patterns names this origin."""
    return any(_matches(origin, pattern) for pattern in patterns)


def is_loopback(host: str) -> bool:
    """Whether a host, or a pattern's host, is this machine's own."""
    return host in {"localhost", "127.0.0.1"} or host.endswith(".localhost")


def _matches(origin: str, pattern: str) -> bool:
    scheme, _, rest = pattern.partition("://")
    if not rest.startswith("*."):
        return origin == pattern
    own_scheme, _, own = origin.partition("://")
    return own_scheme == scheme and own.endswith(rest[1:]) and len(own) > len(rest[1:])


def _joined(scheme: str, host: str, port: str | None) -> str:
    return f"{scheme}://{host}" + (f":{port}" if port and int(port) != _PORTS[scheme] else "")
