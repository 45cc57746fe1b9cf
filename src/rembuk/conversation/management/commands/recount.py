"""`rembuk manage recount [--repair]`: proves that the counters of every conversation are exact."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from rembuk.conversation.models import Thread
from rembuk.conversation.recount import recount


class Command(BaseCommand):
    """Prints every counter that differs; exits 1 when one did and was not put right."""

    help = "Count every conversation anew and compare; --repair puts right what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch."""
        parser.add_argument("--repair", action="store_true", help="put right what differs")

    def handle(self, *, repair: bool, **_options: Any) -> None:
        """Go through the threads one by one; each is locked for as long as it is counted."""
        wrong, threads = 0, 0
        for thread in Thread.objects.order_by("pk").iterator():
            threads += 1
            for difference in recount(thread, repair=repair):
                wrong += 1
                self.stdout.write(str(difference))
        self.stdout.write(f"{threads} conversations counted, {wrong} counters wrong{', put right' if repair else ''}")
        if wrong and not repair:
            sys.exit(1)
