"""Which e-mail addresses a letter of ours may be sent to: those at a name of the public internet."""

from __future__ import annotations

from typing import Final

from .models import NO_MAIL_DOMAIN

# Names that are nobody's on the internet (RFC 2606, 6761, 6762, 7686, 8375; ICANN for .internal). A letter to one of
# them goes to this machine, to its network, or nowhere.
_INNER: Final = ("internal", "invalid", "local", "localhost", "onion", "home.arpa")


def can_get_letters(email: str) -> bool:
    """Whether the host of an address (already one in form) is a name of at least two labels outside our own network.

    An address at a literal host (`name@[127.0.0.1]`) or at a bare name (`name@localhost`) would make our mail server
    talk to its own neighbours.
    """
    host = email.rpartition("@")[2].lower().rstrip(".")
    labels = host.split(".")
    is_name = len(labels) > 1 and not host.startswith("[") and not labels[-1].isdigit()
    return is_name and not any(f".{host}".endswith(f".{inner}") for inner in (*_INNER, NO_MAIL_DOMAIN))
