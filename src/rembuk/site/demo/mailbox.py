"""The demo's post office: a message goes to the console in one line and into a folder that a page shows."""

from __future__ import annotations

import itertools
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as ParsedMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

_numbers = itertools.count()
BURST_GAP = 5.0  # seconds
BURST_SHOWN = 3


def folder() -> Path:
    """Where the demo's messages lie."""
    place: Path = settings.VAR / "mailbox"
    place.mkdir(parents=True, exist_ok=True)
    return place


class MailboxBackend(BaseEmailBackend):
    """Django's e-mail backend of the demo. Each message is a file, written whole and then named."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the messages; returns how many."""
        for message in email_messages:
            name = f"{time.time_ns():020d}-{next(_numbers)}"
            unfinished = folder() / f"{name}.part"
            unfinished.write_bytes(message.message().as_bytes())
            unfinished.rename(folder() / f"{name}.eml")
            _tell(str(message.subject), name)
        return len(email_messages)


@dataclass
class _Burst:
    """Messages with one subject, close behind each other."""

    count: int = 0
    last: float = 0.0


_bursts: defaultdict[str, _Burst] = defaultdict(_Burst)


def _tell(subject: str, name: str) -> None:
    """A line on the console; of ninety letters to winners the first few will do."""
    burst, now = _bursts[subject], time.monotonic()
    burst.count = burst.count + 1 if now - burst.last < BURST_GAP else 1
    burst.last = now
    mailbox = f"{settings.REMBUK_BASE_URL}/demo/surel/"
    if burst.count <= BURST_SHOWN:
        print(f"E-mail “{subject}” → {mailbox}{name}/", flush=True)
    elif burst.count == BURST_SHOWN + 1:
        print(f"E-mail “{subject}”: more of them are in {mailbox}", flush=True)


@dataclass(frozen=True)
class Letter:
    """One message as the demo's page shows it."""

    name: str
    at: datetime
    to: str
    subject: str
    text: str


def letters(limit: int = 100) -> list[Letter]:
    """The newest messages."""
    names = sorted((path.stem for path in folder().glob("*.eml")), reverse=True)[:limit]
    return [letter for name in names if (letter := find(name)) is not None]


def find(name: str) -> Letter | None:
    """One message by its name; names are digits and a dash, so nothing else is opened."""
    if not name.replace("-", "").isdigit():
        return None
    try:
        raw = (folder() / f"{name}.eml").read_bytes()
    except OSError:
        return None
    message = message_from_bytes(raw, _class=ParsedMessage, policy=policy.default)
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    at = datetime.fromtimestamp(int(name.split("-")[0]) / 1e9, tz=timezone.get_current_timezone())
    return Letter(name, at, str(message["To"]), str(message["Subject"]), str(text))
