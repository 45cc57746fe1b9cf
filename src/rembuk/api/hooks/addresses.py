"""Where a webhook may go: never into our own network, whatever a name says and whenever it says it.

The name is resolved here, every address it has must be public, and the connection then goes to the address that was
looked at. So a name that changes its mind between the look and the connection changes nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

LONGEST: Final = 500
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Ports on which web servers speak TLS. Nobody lets us knock at others in their name.
PORTS: Final = (80, 443, 4443, 8080, 8443, 9443)
# The one list of where we send: what IANA's registries call special is no public server, and of IPv6 only what is given
# out at all (2000::/3) is. Ours, not the standard library's, which changes with its version.
# https://www.iana.org/assignments/iana-ipv4-special-registry, …/iana-ipv6-special-registry
PUBLIC: Final = tuple(map(ipaddress.ip_network, ("0.0.0.0/0", "2000::/3")))
SPECIAL: Final = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16",
            "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
        ),
    )
)  # fmt: skip
# Where an IPv4 address rides in the last 32 bits: mapped by the system itself, or translated by a public gateway
# (NAT64, RFC 6052; all of the web looks so from a network without IPv4). It is judged by what it carries.
CARRIERS: Final = tuple(map(ipaddress.ip_network, ("::ffff:0:0/96", "64:ff9b::/96")))


class Unsafe(Exception):
    """We do not send there. `str()` is a sentence that says why."""


class NotFound(Exception):
    """The name has no address at this moment."""


@dataclass(frozen=True)
class Place:
    """Where a request really goes: the address, and the name that its certificate must carry."""

    host: str
    address: str
    port: int


def allows_loopback() -> bool:
    """Whether this machine itself may be told, also without TLS: in the demo and in tests only."""
    return bool(settings.REMBUK_LOOPBACK_SITES)


def check_address(url: str) -> SplitResult:
    """What can be said without asking the name servers.

    Raises:
        Unsafe: no https, no host, a name and password in it, a strange port, or an address of our own network.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unsafe(_("This is not an address. Write it like https://contoh.id/rembuk.")) from None
    host = parts.hostname or ""
    if not host or len(url) > LONGEST or port == 0 or not url.isascii() or any(char <= " " for char in url):
        raise Unsafe(_("This is not an address. Write it like https://contoh.id/rembuk."))
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Unsafe(_("The address must carry no name, password or #. Deliveries are signed instead."))
    if parts.scheme != "https" and not (parts.scheme == "http" and allows_loopback() and _is_loopback_name(host)):
        raise Unsafe(_("The address must begin with https://, so that nobody reads along."))
    if port not in {None, *PORTS} and not (allows_loopback() and _is_loopback_name(host)):
        ports = ", ".join(map(str, PORTS))
        raise Unsafe(_("The port of the address is none of a web server's. These can be used: %(n)s.") % {"n": ports})
    if (literal := _literal(host)) is not None:
        _refuse_private(literal)
    return parts


def place_of(url: str) -> Place:
    """Resolve an address, and make sure of each place that it may lead to.

    Raises:
        Unsafe: one of them is not public.
        NotFound: the name has no address now.
    """
    parts = check_address(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotFound from None
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    for address in addresses:
        _refuse_private(address)
    if not addresses:
        raise NotFound
    return Place(host, str(addresses[0]), port)


def _refuse_private(address: Address) -> None:
    """Raise Unsafe for everything that is not a public address of one machine."""
    inner = _inner(address)
    if inner.is_loopback and allows_loopback():
        return
    if not any(inner in public for public in PUBLIC) or any(inner in special for special in SPECIAL):
        raise Unsafe(_("This address leads into a private network. A webhook goes to a public server only."))


def _inner(address: Address) -> Address:
    """The IPv4 address that an IPv6 address carries; the address itself where it carries none."""
    is_carrier = any(address in carrier for carrier in CARRIERS)
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if is_carrier else address


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_loopback_name(host: str) -> bool:
    literal = _literal(host)
    return host == "localhost" or (literal is not None and literal.is_loopback)
