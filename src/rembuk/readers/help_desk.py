"""How readers reach the help desk, signed in or not: in `settings.REMBUK_HELP_DESK`, or whoever sends the letters."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings


@dataclass(frozen=True, slots=True)
class HelpDesk:
    """An e-mail address or a page: as it is read, and as a link."""

    words: str
    link: str

    @property
    def mailbox(self) -> str:
        """Where answers to a letter go; empty when the help desk is a page."""
        return self.words if self.link.startswith("mailto:") else ""


def help_desk() -> HelpDesk:
    """The help desk of this installation."""
    where = settings.REMBUK_HELP_DESK or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return HelpDesk(where, where if "://" in where else f"mailto:{where}")
