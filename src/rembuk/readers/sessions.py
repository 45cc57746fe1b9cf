"""Sessions in the database, as Django keeps them; looked up in the shortest way. `settings.SESSION_ENGINE` names it."""

from __future__ import annotations

from typing import Final

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from .lookup import Lookup

_sessions: Final = Lookup(Session, "session_key")


class SessionStore(DatabaseSessions):
    """Every request of someone who is signed in asks for a session: without building the same SQL again."""

    def _get_session_from_db(self) -> Session | None:
        found = _sessions.first(self.session_key)
        if found is not None and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None
