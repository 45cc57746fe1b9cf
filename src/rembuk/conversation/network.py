"""Where a request comes from, as limits count it. No limit of this room knows more of an address than this."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def network_of(request: HttpRequest) -> str:
    """The network of a request: /24 in IPv4, /64 in IPv6, which one household or one mast of a mobile network shares.

    Behind proxies it is what the outermost trusted one has written down, as everywhere in this house
    (`settings.ALLAUTH_TRUSTED_PROXY_COUNT`). What is no address (a socket of the machine's own) stands for itself.
    """
    proxies: int = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    named = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    text = named[-proxies] if 0 < proxies <= len(named) else str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if not isinstance(address, IPv4Address):
        address = address.ipv4_mapped or address
    return str(ip_network((address, 24 if isinstance(address, IPv4Address) else 64), strict=False))
