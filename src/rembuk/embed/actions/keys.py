"""The keys of a single sign-on."""

from __future__ import annotations

import secrets
from datetime import datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from rembuk.audit.actions import record
from rembuk.embed import secret_box
from rembuk.embed.models import SignOn, SignOnKey
from rembuk.readers.models import Reader

from .common import Refused


@sensitive_variables("secret")
def make_secret_key(*, editor: Reader, sign_on: SignOn, not_before: datetime | None = None) -> tuple[SignOnKey, str]:
    """A new HS256 key and its secret, which is shown this once and kept sealed."""
    secret = secret_box.new_secret()
    key = _blank(sign_on, SignOnKey.Algorithm.HS256, not_before)
    secret_box.close(key, secret)
    _keep(key, editor)
    return key, secret


def add_public_key(*, editor: Reader, sign_on: SignOn, pem: str, not_before: datetime | None = None) -> SignOnKey:
    """Take the public half of a key whose private half never leaves the other site.

    Raises:
        Refused: it is not an Ed25519 public key in PEM form.
    """
    try:
        public = load_pem_public_key(pem.strip().encode())
    except (ValueError, UnsupportedAlgorithm):
        public = None
    if not isinstance(public, Ed25519PublicKey):
        raise Refused(
            _("This is no Ed25519 public key. It begins with “-----BEGIN PUBLIC KEY-----”; never paste a private one.")
        )
    key = _blank(sign_on, SignOnKey.Algorithm.EDDSA, not_before)
    key.public_key = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    _keep(key, editor)
    return key


def retire_key(*, editor: Reader, key: SignOnKey, at: datetime | None = None) -> SignOnKey:
    """Tokens signed with the key are taken until `at`: at once when that is not given.

    Raises:
        Refused: the key would end before it begins.
    """
    moment = at or max(timezone.now(), key.not_before)
    if moment < key.not_before:
        raise Refused(_("A key cannot end before it begins."))
    with transaction.atomic():
        key.retires_at = moment
        key.save(update_fields=["retires_at"])
        record("embed.retire_key", key, actor=editor, kid=key.kid)
    return key


def _blank(sign_on: SignOn, algorithm: SignOnKey.Algorithm, not_before: datetime | None) -> SignOnKey:
    kid = f"{timezone.now():%Y%m}-{secrets.token_hex(4)}"
    return SignOnKey(sign_on=sign_on, kid=kid, algorithm=algorithm, not_before=not_before or timezone.now())


def _keep(key: SignOnKey, editor: Reader) -> None:
    with transaction.atomic():
        key.save()
        record("embed.add_key", key, actor=editor, kid=key.kid, algorithm=key.algorithm)
