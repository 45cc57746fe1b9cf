"""How someone signs in, and whom a session belongs to: as Django and allauth do it, looked up in the shortest way."""

from __future__ import annotations

from typing import Any, Final

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.backends import ModelBackend

from .lookup import Lookup
from .models import Reader

_readers: Final = Lookup(Reader, "pk")


class _Quick(ModelBackend):
    def get_user(self, user_id: Any) -> Reader | None:
        """Whose session this is: None when the account is gone or closed."""
        found = _readers.first(user_id)
        return found if found is not None and self.user_can_authenticate(found) else None


class Accounts(_Quick, AuthenticationBackend):
    """By e-mail address and password, as allauth does it for readers."""


class Staff(_Quick):
    """By e-mail address and password, as Django itself does it."""
