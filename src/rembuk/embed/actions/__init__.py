"""What can be done about embedding. Every verb is one transaction, or two where the first must stand alone."""

from __future__ import annotations

from .common import PREFIX, Refused
from .keys import add_public_key, make_secret_key, retire_key
from .sign_in import exchange, offer, sign_on, sign_out
from .threads import open_thread, write_first_as_guest

__all__ = [
    "PREFIX",
    "Refused",
    "add_public_key",
    "exchange",
    "make_secret_key",
    "offer",
    "open_thread",
    "retire_key",
    "sign_on",
    "sign_out",
    "write_first_as_guest",
]
