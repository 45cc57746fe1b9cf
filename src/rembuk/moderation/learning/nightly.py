"""Once a night the worker starts the training in a process of its own, so that nothing of it stays in the worker's
memory and nobody's letter waits for it."""

from __future__ import annotations

import logging
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from rembuk.civility.models import LEAST_EACH
from rembuk.moderation.models import Decision, Learning

logger = logging.getLogger(__name__)
AT: Final = 3  # o'clock in the newsroom's time
COMMAND: Final = (sys.executable, "-m", "django", "train_model", "--tonight")


@dataclass
class Night:
    """What this process remembers: which night it has seen to, and the training that runs."""

    seen: datetime | None = None
    training: subprocess.Popen[bytes] | None = None


_night = Night()


def sweep(now: datetime | None = None, night: Night = _night) -> bool:
    """What the worker does again and again; whether it started a training. Who was asleep at that hour makes up for
    it."""
    if night.training is not None:
        code = night.training.poll()
        if code is None:
            return False
        night.training = None
        if code:
            logger.error(
                "the nightly training ended with %s; the models in force stay, the next night tries again", code
            )
    since = tonight(now or timezone.now())
    if night.seen == since:
        return False
    night.seen = since
    if not _is_due(since):
        return False
    night.training = subprocess.Popen(COMMAND, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # noqa: S603  # ours
    return True


def tonight(now: datetime) -> datetime:
    """The newest moment at which a night's training was due."""
    local = timezone.localtime(now)
    due = local.replace(hour=AT, minute=0, second=0, microsecond=0)
    return due if due <= local else due - timedelta(days=1)


def _is_due(since: datetime) -> bool:
    """Whether there is anything to learn from, and nobody has begun tonight."""
    if Learning.objects.filter(begun_at__gte=since).exists():
        return False
    taught = Decision.objects.filter(outcome=Decision.Outcome.REJECTED, reason__teaches=True).order_by()
    return len(taught.values_list("pk", flat=True)[:LEAST_EACH]) >= LEAST_EACH
