"""How this house uses allauth: names, notices, and secrets that are not in clear at rest."""

from __future__ import annotations

import base64
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from rembuk.sealed import envelope
from rembuk.sealed.keyring import KeyKind

from . import mailboxes
from .keys import keyring
from .models import Reader
from .reachable import can_get_letters

_MFA_PLACE = b"mfa"
LETTER_AGAIN: Final = 180  # seconds, as allauth counts for one address


def display_name(user: Reader) -> str:
    """The name that allauth's pages and e-mails use."""
    return str(user)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts of readers."""

    def clean_email(self, email: str) -> str:
        """An address for a new account, or a new one of an account: one that a letter can reach."""
        cleaned: str = super().clean_email(email)
        if not can_get_letters(cleaned):
            raise ValidationError(_("No letter can reach this address. Please give one that you read."))
        return cleaned

    def save_user(self, request: HttpRequest, user: Reader, form: BaseForm, commit: bool = True) -> Reader:
        """Give a new account its display name and an address in lower case."""
        user.display_name = form.cleaned_data["display_name"]
        form.cleaned_data["email"] = form.cleaned_data["email"].lower()
        saved: Reader = super().save_user(request, user, form, commit)
        return saved

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failed sign-ins by address of the network AND of the account: nobody locks out the owner from afar.

        allauth counts by one or the other only, and has no public name for this.
        """
        return f"{self.get_client_ip(request)}:{super()._get_login_attempts_cache_key(request, **credentials)}"

    def send_account_already_exists_mail(self, email: str) -> None:
        """Write to the address that the account knows, however the other one is written: both reach one mailbox."""
        known = mailboxes.owner(email)
        if known is not None and not cache.add(f"readers.account-exists.{known.pk}", True, LETTER_AGAIN):
            return  # allauth's own limit counts each way of writing apart
        super().send_account_already_exists_mail(known.email if known is not None else email)

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address, unless its mailbox has made another account: a mailbox makes one."""
        known = mailboxes.owner(email_address.email)
        is_first = email_address.user.email == email_address.email
        if known is not None and known.pk != email_address.user_id and not is_first:
            taken = _("This mailbox belongs to another account here, so it cannot be added to this one.")
            self.add_message(request, messages.ERROR, message=taken)
            return False
        confirmed: bool = super().confirm_email(request, email_address)
        return confirmed

    def send_notification_mail(
        self, template_prefix: str, user: Reader, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell every confirmed address: an intruder who reads one mailbox cannot hide the change."""
        confirmed = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
        for address in {*confirmed, *([email] if email else [])}:
            super().send_notification_mail(template_prefix, user, context, address)


class MfaAdapter(DefaultMFAAdapter):
    """Second factors. allauth keeps authenticator secrets and recovery seeds as text: here it is sealed text.

    `<master version>.<base64>`, sealed under a key derived from the master key, so that a copy of the database
    holds no second factor.
    """

    @sensitive_variables()
    def encrypt(self, text: str) -> str:
        """Seal a secret under the newest master key."""
        version = keyring().current(KeyKind.MASTER).version
        sealed = envelope.seal(_mfa_key(version), text.encode(), _MFA_PLACE)
        return f"{version}.{base64.b64encode(sealed).decode()}"

    @sensitive_variables()
    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` made; raises SealedError or KeyRingError otherwise."""
        version, _dot, body = encrypted_text.partition(".")
        if not version.isdigit():
            raise envelope.SealedError("This second factor was not sealed here.")
        return envelope.open_(_mfa_key(int(version)), base64.b64decode(body), _MFA_PLACE).decode()


def _mfa_key(master_version: int) -> envelope.PersonKey:
    master = keyring().get(KeyKind.MASTER, master_version)
    return envelope.PersonKey(master.mac("mfa", b"second factors"))
