"""How many requests a key, and a network that sends keys, may make in a minute.

Reading without a key is not limited: it costs a few queries whose answers anyone may keep, and behind one address of a
telephone company in Indonesia there may be a hundred thousand readers. Whoever floods it is stopped in front of the
application, where floods are stopped. A key, though, belongs to a server, and a wrong key to a guesser.

One row per bucket and minute, counted in one statement, so the numbers hold exactly in however many processes.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest

from rembuk.readers.keys import keyring
from rembuk.sealed.keyring import KeyKind

from .models import Used

MINUTE: Final = 60
# Requests a minute: with one key; with keys from one network; with wrong keys from one network.
LIMITS: Final[Mapping[str, int]] = {"key": 600, "network": 1_200, "wrong": 30}
_UPSERT: Final = (
    "INSERT INTO api_used (bucket, minute, requests) VALUES (%s, %s, 1) "
    "ON CONFLICT (bucket, minute) DO UPDATE SET requests = api_used.requests + 1 RETURNING requests"
)


@dataclass(frozen=True)
class Standing:
    """What is left of a limit in this minute; `seconds` until the next one begins."""

    limit: int
    used: int
    seconds: int

    @property
    def is_over(self) -> bool:
        """Whether this request is one too many."""
        return self.used > self.limit

    def headers(self) -> dict[str, str]:
        """What the caller is told with every answer."""
        left = str(max(0, self.limit - self.used))
        return {"RateLimit-Limit": str(self.limit), "RateLimit-Remaining": left, "RateLimit-Reset": str(self.seconds)}


def count(kind: str, name: str) -> Standing:
    """Count one request of this kind ("key", "network", "wrong") and say where the bucket stands now."""
    now = int(time.time())
    limit: int = {**LIMITS, **getattr(settings, "REMBUK_API_LIMITS", {})}[kind]
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [f"{kind}:{name}", now // MINUTE])
        used = cursor.fetchone()[0]
    return Standing(limit, used, MINUTE - now % MINUTE)


def network_of(request: HttpRequest) -> str:
    """The caller's network as 32 hexadecimal digits that say nothing without our key.

    In IPv6 the network of 64 bits, because each household has a whole one to choose addresses from.
    """
    try:
        text = str(get_adapter(request).get_client_ip(request))
        address = ip_address(text)
        if isinstance(address, IPv6Address):
            text = str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    except (PermissionDenied, ValueError):
        text = ""  # no address can be told: all of these count together
    return keyring().current(KeyKind.INDEX).mac("api network", text.encode()).hex()[:32]


def forget() -> int:
    """Delete the counts of minutes that are over; returns how many rows went."""
    return Used.objects.filter(minute__lt=int(time.time()) // MINUTE - 1).delete()[0]
