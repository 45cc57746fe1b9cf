"""What runs beside the site: background tasks, and a beat for what the clock decides."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from itertools import count

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from rembuk.updates.actions import recover_interrupted
from rembuk.updates.tasks import sweep

logger = logging.getLogger(__name__)
BEAT = 60.0  # seconds
SWEEP_EVERY = 5.0  # seconds
TIDY_EVERY = 60  # beats
LONGEST_TASK = timedelta(minutes=10)  # what runs longer was left behind by a worker that is gone
LETTERS = [
    "rembuk.programmes.tasks.tell_winner",
    "rembuk.moderation.tasks.tell_writer",
    "rembuk.moderation.appeal_letters.tell_appellant",
    "rembuk.moderation.sanction_letters.tell_sanctioned",
    "rembuk.conversation.tasks.tell_guest",
]
KEEP_TRYING, PAUSE_AFTER_FAILURE = timedelta(days=2), timedelta(minutes=15)


def run() -> int:
    """Work until told to stop. What a crash left half-done is settled first."""
    recover_interrupted()
    sweep()
    take_up_again()
    for pulse in (keep_beating, keep_sweeping):
        threading.Thread(target=pulse, args=(threading.Event(),), name=pulse.__name__, daemon=True).start()
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
        take_up_again()
        if number % TIDY_EVERY == 0:
            call_command("prune_db_task_results", verbosity=0)
            call_command("clearsessions", verbosity=0)
    except Exception:
        logger.exception("The beat failed; it goes on in a minute")
    close_old_connections()


def keep_sweeping(stop: threading.Event) -> None:
    """Every few seconds, what settings.REMBUK_SWEEPS names: what rooms derive later, so that no post waits for it."""
    sweeps = [(name, import_string(name)) for name in settings.REMBUK_SWEEPS]
    while not stop.wait(SWEEP_EVERY):
        for name, sweep_one in sweeps:
            try:
                sweep_one()
            except Exception:
                logger.exception("%s failed; it goes on in a few seconds", name)
        close_old_connections()


def take_up_again() -> int:
    """Make tasks ready again that a crash has left running, or that a mail server did not take; returns how many.

    Every task bears to run twice: a delivery is claimed before it is sent, an index is made anew, and a letter that
    comes twice after a crash is better than one that never comes.
    """
    now = timezone.now()
    interrupted = DBTaskResult.objects.running().filter(started_at__lt=now - LONGEST_TASK)
    unsent = DBTaskResult.objects.failed().filter(
        # By the time it was asked for: every try renews the time it finished.
        task_path__in=LETTERS,
        enqueued_at__gt=now - KEEP_TRYING,
        finished_at__lt=now - PAUSE_AFTER_FAILURE,
    )
    fresh = {"status": TaskResultStatus.READY, "started_at": None, "finished_at": None, "run_after": now}
    return interrupted.update(**fresh) + unsent.update(**fresh)
