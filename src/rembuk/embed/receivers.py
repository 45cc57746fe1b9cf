"""What embedding hears of the conversation. Loaded when the apps are ready."""

from __future__ import annotations

from typing import Any

from rembuk.conversation.events import thread_steered
from rembuk.conversation.models import Thread

from .models import Opened


def connect() -> None:
    """Listen to the conversation."""
    thread_steered.connect(_is_cared_for, dispatch_uid="rembuk.embed.steered")


def _is_cared_for(thread: Thread, **_facts: Any) -> None:
    """A thread that the newsroom has made its own stays, also when nobody writes."""
    Opened.objects.filter(thread=thread).delete()
