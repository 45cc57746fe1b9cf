"""The newsroom's own classifiers: where they are, what signs the questions to them, how long they may think.

`REMBUK_PEERS` (or the file that `REMBUK_PEERS_FILE` names) holds them as JSON, by name. Addresses and secrets are the
operator's: they stand in no table, and a screen only chooses a name. docs/moderation.md has the protocol.
"""

from __future__ import annotations

import base64
import binascii
import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings

SHORTEST_SECRET: Final = 24  # bytes, as Standard Webhooks asks for
LONGEST_WAIT: Final = 3.0  # seconds
USUAL_WAIT: Final = 0.8


class NoPeer(ValueError):
    """There is no such classifier, or what is written of it cannot be used. The message names no secret."""


@dataclass(frozen=True)
class Peer:
    """A classifier. Each of its secrets signs: the newest and, while one replaces another, the one before."""

    name: str
    url: str
    secrets: tuple[bytes, ...] = field(repr=False)
    seconds: float


def peer_named(name: str) -> Peer:
    """The classifier of this name.

    Raises:
        NoPeer: there is none, or one of them all cannot be read.
    """
    found = read(settings.REMBUK_PEERS).get(name)
    if found is None:
        raise NoPeer(f"REMBUK_PEERS has no classifier called “{name}”.")
    return found


@lru_cache(maxsize=4)
def read(text: str) -> Mapping[str, Peer]:
    """All of them, by name.

    Raises:
        NoPeer: the JSON is none, or an address, a secret or a time in it cannot be used.
    """
    try:
        rows = json.loads(text or "{}")
    except (ValueError, RecursionError):
        raise NoPeer("REMBUK_PEERS is not JSON.") from None
    if not isinstance(rows, dict) or not all(isinstance(row, dict) for row in rows.values()):
        raise NoPeer('REMBUK_PEERS must look like {"name": {"url": "https://…", "secrets": ["whsec_…"]}}.')
    return {name: _peer(name, row) for name, row in rows.items()}


def _peer(name: str, row: Mapping[str, Any]) -> Peer:
    if not name.isidentifier() or len(name) > 30:
        raise NoPeer(f"REMBUK_PEERS: “{name[:40]}” is no name; letters, digits and _ make one.")
    if unknown := set(row) - {"url", "secrets", "seconds"}:
        raise NoPeer(f"REMBUK_PEERS, {name}: nothing here is called “{min(unknown)}”.")
    seconds = row.get("seconds", USUAL_WAIT)
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds <= LONGEST_WAIT:
        raise NoPeer(f"REMBUK_PEERS, {name}: seconds must be more than 0 and at most {LONGEST_WAIT}.")
    secrets = row.get("secrets")
    if not isinstance(secrets, list) or not 1 <= len(secrets) <= 3:
        raise NoPeer(f"REMBUK_PEERS, {name}: secrets must be a list of one to three.")
    return Peer(name, _url(name, row.get("url")), tuple(_secret(name, each) for each in secrets), float(seconds))


def _url(name: str, url: object) -> str:
    """https anywhere, or http on this very machine: nobody on the way reads a comment that waits."""
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
        host = parts.hostname if parts and (parts.port is None or parts.port > 0) else None
    except ValueError:
        parts = host = None
    if parts is None or not host or parts.username is not None or parts.fragment:
        raise NoPeer(f"REMBUK_PEERS, {name}: url must be an address without a name, password or #.")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_this_machine(host)):
        raise NoPeer(f"REMBUK_PEERS, {name}: url must begin with https://, or lead to this machine.")
    return parts.geturl()


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _secret(name: str, text: object) -> bytes:
    try:
        found = base64.b64decode(str(text).removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) < SHORTEST_SECRET:
        raise NoPeer(f"REMBUK_PEERS, {name}: a secret is “whsec_” and {SHORTEST_SECRET} bytes or more as base64.")
    return found
