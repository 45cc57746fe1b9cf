"""Sends the device cookie, and asks for a confirmed device where a password alone must not be enough."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from rembuk.conversation.actions.train import Train
from rembuk.readers.models import SealedField

from .access import to_confirmation
from .devices import COOKIE, MAX_AGE
from .queries import device_is_confirmed

# Who knows only the password could otherwise add a mailbox of their own and have the code sent there.
GUARDED: Final = frozenset(
    {
        "account_email",
        "account_change_password",
        "account_set_password",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_edit_webauthn",
        "mfa_remove_webauthn",
        "usersessions_list",
        "readers:erase",
        "readers:review",
    }
)
NOTED_FOR: Final = 300.0  # seconds
LONGEST_BROWSER: Final = 200  # as in allauth's column
MOST_NOTED: Final = 50_000  # sessions that one process remembers
# What readers have sealed asks for a confirmed device also where other staff screens do not.
DESK: Final = frozenset({"trust_cases", "trust_new_case", "trust_case", "trust_compare", "trust_unseal", "trust_close"})


def _write_down(requests: Sequence[HttpRequest]) -> list[None]:
    for request in requests:
        UserSession.objects.create_from_request(request)
    return [None] * len(requests)


# After a restart everyone is new at the same time: those who wait for the disk share one transaction.
_notes: Final[Train[HttpRequest, None]] = Train(_write_down)


class Sessions:
    """Keeps the list of a reader's sessions true: when each was last used, from where, by what.

    In the place of allauth's own middleware, which writes to the database with every request; that costs a disk sync
    each. Here a session is noted when it is new to this process, when its network or browser changes, and every
    NOTED_FOR seconds.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._noted: OrderedDict[str, tuple[float, str, str]] = OrderedDict()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated:
            self._note(request, key)
        return self.get_response(request)

    def _note(self, request: HttpRequest, key: str) -> None:
        now, client = time.monotonic(), get_adapter().get_client_ip(request)
        browser = request.headers.get("user-agent", "")
        noted = self._noted.get(key)
        if noted is not None and noted[1:] == (client, browser) and now - noted[0] < NOTED_FOR:
            return
        if not self._is_noted(key, client, browser):
            _notes.carry(request)
        self._noted[key] = (now, client, browser)
        if len(self._noted) > MOST_NOTED:
            self._noted.popitem(last=False)

    @staticmethod
    def _is_noted(key: str, client: str, browser: str) -> bool:
        """Whether the database knows it already: after a restart every session is new to the process, not to us."""
        lately = timezone.now() - timedelta(seconds=NOTED_FOR)
        known = UserSession.objects.filter(session_key=key, ip=client, user_agent=browser[:LONGEST_BROWSER])
        return bool(known.filter(last_seen_at__gt=lately).exists())


class Devices:
    """Stands after the session, the signed-in person and allauth's own middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        before = request.COOKIES.get(COOKIE)
        response = self.get_response(request)
        now = request.COOKIES.get(COOKIE)
        if now is not None and now != before:
            response.set_cookie(
                COOKIE, now, max_age=MAX_AGE, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
            )
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Send a signed-in person on an unconfirmed device to the code page first."""
        match = request.resolver_match
        if match is None or not request.user.is_authenticated or not _is_guarded(request, match.view_name):
            return None
        return None if device_is_confirmed(request) else to_confirmation(request)


def _is_guarded(request: HttpRequest, view_name: str) -> bool:
    if settings.REMBUK_STAFF_NEED_DEVICE and request.path_info.startswith(settings.WAGTAIL_PATH):
        # By path, so that a screen added later is guarded too. Who does not work there gets a stranger's answer.
        return request.user.has_perm("wagtailadmin.access_admin")
    if view_name in DESK:
        return request.user.has_perm("trust.work_on_case")
    return view_name in GUARDED or _replaces_an_answer(request, view_name)


def _replaces_an_answer(request: HttpRequest, view_name: str) -> bool:
    """Whether a sealed answer would get another value: what the help desk compares with is the owner's to change."""
    if view_name != "readers:profile" or request.method != "POST":
        return False
    given = [name for name, value in request.POST.items() if str(value).strip()]
    return SealedField.objects.filter(reader=request.user.pk, field__in=given).exists()
