from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info, pgettext_lazy

# (URL name, label): the account pages that come with allauth; a project lists its own first in settings.ACCOUNT_LINKS.
# The context keeps our words: allauth's catalogue has other ones for the same English.
ACCOUNT_LINKS = (
    ("account_email", pgettext_lazy("account page", "E-mail")),
    ("account_change_password", pgettext_lazy("account page", "Password")),
    ("mfa_index", pgettext_lazy("account page", "Two-step sign-in")),
    ("usersessions_list", pgettext_lazy("account page", "Devices")),
    ("socialaccount_connections", pgettext_lazy("account page", "Linked accounts")),
    ("account_logout", pgettext_lazy("account page", "Sign out")),
)


def look(request: HttpRequest) -> dict[str, Any]:
    """What every page needs to dress itself. Asks the database nothing and does not touch the session.

    `account_links` and `footer_links` are (URL name, label) pairs; a name that the project does not serve is left out.
    """
    return {
        "languages": [get_language_info(code) for code, _name in settings.LANGUAGES],
        "account_links": getattr(settings, "ACCOUNT_LINKS", ACCOUNT_LINKS),
        "footer_links": getattr(settings, "FOOTER_LINKS", ()),
    }
