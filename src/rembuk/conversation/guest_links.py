"""The links that are sent to guests, and what links and addresses are known by."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import Final

from allauth.account.models import EmailAddress

from rembuk.readers import mailboxes
from rembuk.readers.keys import keyring
from rembuk.readers.mail_lists.folding import folded
from rembuk.readers.models import Reader
from rembuk.sealed.keyring import Key, KeyKind

from .models import GuestComment

LASTS: Final = timedelta(hours=48)
READS: Final = timedelta(days=30)  # a link that was used leads to its comment, and to what became of it


def token_of(waiting: GuestComment) -> str:
    """The token of a guest's link: 43 letters, digits and signs that an address bears.

    Made out of the row under a key, so it stands in no table, and a letter that is sent again carries the same one.
    """
    row = f"{waiting.pk} {waiting.client_key} {waiting.email} {waiting.made_at.isoformat()}"
    mac = keyring().current(KeyKind.CODE).mac("conversation guest link", row.encode())
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def hash_of(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def address_hash(email: str) -> str:
    """What the database keeps of a guest's address, however the address is written."""
    return _mac(keyring().current(KeyKind.INDEX), folded(email))


def address_hashes(email: str) -> set[str]:
    """What an address may be kept as: under every key that is held, and unfolded, as addresses once were."""
    written = {folded(email), email.strip().lower()}
    return {_mac(key, each) for key in keyring().all(KeyKind.INDEX) for each in written}


def _mac(key: Key, address: str) -> str:
    return key.mac("conversation guest address", address.encode(errors="replace")).hex()


def has_account(email: str) -> bool:
    """Whether somebody signs in with this address (in lower case), or with another one of the same mailbox."""
    is_confirmed = EmailAddress.objects.filter(email__iexact=email, verified=True)
    return Reader.objects.filter(email=email).exists() or is_confirmed.exists() or mailboxes.owner(email) is not None
