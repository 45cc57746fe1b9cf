"""What runs beside the site: background tasks, and a beat for what the clock decides."""

from __future__ import annotations

import logging
import threading
from itertools import count

from django.core.management import call_command
from django.db import close_old_connections

from rembuk.updates.actions import recover_interrupted
from rembuk.updates.tasks import sweep

logger = logging.getLogger(__name__)
BEAT = 60.0  # seconds
TIDY_EVERY = 60  # beats


def run() -> int:
    """Work until told to stop. What a crash left half-done is settled first."""
    recover_interrupted()
    sweep()
    threading.Thread(target=keep_beating, args=(threading.Event(),), name="beat", daemon=True).start()
    call_command("db_worker", interval=0.5, startup_delay=False, reload=False, verbosity=0)
    return 0


def keep_beating(stop: threading.Event) -> None:
    """Beat once a minute until `stop` is set."""
    for number in count():
        beat(number)
        if stop.wait(BEAT):
            return


def beat(number: int) -> None:
    """What the clock decides: scheduled stories go out, and now and then old rows are tidied away."""
    try:
        call_command("publish_scheduled", verbosity=0)
        if number % TIDY_EVERY == 0:
            call_command("prune_db_task_results", verbosity=0)
            call_command("clearsessions", verbosity=0)
    except Exception:
        logger.exception("The beat failed; it goes on in a minute")
    close_old_connections()
