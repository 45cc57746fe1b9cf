"""Two nights of learning from the sample's moderators, with the code that the worker starts every night.

In a process of its own, as there: `python -m rembuk.site.demo.teach`. It brings scikit-learn, which the demo's own
processes do not need.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import import_module
from typing import Final

import django
from django.utils import timezone

from rembuk.site import say
from rembuk.site.sample.past import TITLE

FORMER: Final = timedelta(days=31)
COMMAND: Final = (sys.executable, "-m", "rembuk.site.demo.teach")
ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # for so few rows more threads only wait


def in_a_process_of_its_own() -> None:
    """Train, and show how far it is."""
    surrounded = {**os.environ, **ONE_THREAD}
    with subprocess.Popen(COMMAND, env=surrounded, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # ours
        for _night in say.bar("Models trained", process.stdout or (), 2):
            pass
    if process.returncode:
        say.line("No model was trained; the page about learning shows none.")


def nights(now: datetime) -> Iterator[str]:
    """Learn in that night and in the last one; what became of each model."""
    learn = import_module("rembuk.moderation.learning.lesson").learn
    tonight = import_module("rembuk.moderation.learning.nightly").tonight
    title = import_module("rembuk.newsroom.models").TitlePage.objects.get(slug=TITLE)
    for night in (tonight(now - FORMER), tonight(now)):
        row = learn(title, now=night, unless_since=None, progress=lambda _told: None)
        yield "–" if row is None else str(row.state)


if __name__ == "__main__":
    django.setup()
    for told in nights(timezone.now()):
        print(told, flush=True)
