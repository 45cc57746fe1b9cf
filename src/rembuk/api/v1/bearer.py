"""Who calls: the key in `Authorization: Bearer rk_<id>_<secret>`, its limits, and what it may do."""

from __future__ import annotations

import hmac
import re
from typing import Final, cast

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables
from ninja.security import HttpBearer

from rembuk.api import limits
from rembuk.api.actions import note_use
from rembuk.api.actions.keys import digest
from rembuk.api.models import ApiKey, Scope

from .problems import Stop

FORM: Final = re.compile(r"rk_([0-9a-f]{12})_([0-9a-f]{48})")


class Key(HttpBearer):
    """A key with one scope. Scopes are named in the answer to a key that lacks one."""

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self.scope = scope

    @sensitive_variables("token")
    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """The key; None for one that opens nothing. Raises Stop when a limit is reached or the scope is missing."""
        network = limits.network_of(request)
        key = find(token)
        if key is None:
            _stop_if_over(limits.count("wrong", network))
            return None
        _stop_if_over(limits.count("network", network))
        standing = limits.count("key", key.key_id)
        request.rate_standing = standing  # type: ignore[attr-defined]  # told in the answer's headers
        _stop_if_over(standing)
        note_use(key=key, now=timezone.now())
        if self.scope not in key.scopes:
            raise Stop(403, _("This key may not do that: it lacks “%(scope)s”.") % {"scope": self.scope.value})
        return key


def key_of(request: HttpRequest) -> ApiKey:
    """The key that the request came with."""
    return cast(ApiKey, request.auth)  # type: ignore[attr-defined]  # set by ninja after `authenticate`


@sensitive_variables("token", "secret")
def find(token: str) -> ApiKey | None:
    """The living key with this secret."""
    match = FORM.fullmatch(token)
    if match is None:
        return None
    key_id, secret = match.groups()
    key = ApiKey.objects.select_related("title", "made_by").filter(key_id=key_id).first()
    kept = key.secret_hash if key is not None else ""
    right = hmac.compare_digest(digest(secret), kept)
    return key if key is not None and right and key.is_live else None


def _stop_if_over(standing: limits.Standing) -> None:
    if not standing.is_over:
        return
    words = ngettext(
        "That was more than %(limit)d request in a minute. Go on in %(n)d seconds.",
        "That was more than %(limit)d requests in a minute. Go on in %(n)d seconds.",
        standing.limit,
    )
    detail = words % {"limit": standing.limit, "n": standing.seconds}
    raise Stop(429, detail, {**standing.headers(), "Retry-After": str(standing.seconds)})
