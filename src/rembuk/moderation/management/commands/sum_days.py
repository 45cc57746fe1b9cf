"""`rembuk manage sum_days`: count days again, for the transparency page and the workload."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.moderation.summing import sum_day


class Command(BaseCommand):
    """Counts each day of a stretch again; what stood there is replaced."""

    help = "Count the days of a stretch again, for the transparency page and the workload."

    def add_arguments(self, parser: CommandParser) -> None:
        """The stretch."""
        parser.add_argument("--from", dest="first", type=date.fromisoformat, help="first day, as 2026-11-01")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, help="last day; today without it")

    def handle(self, *_args: Any, first: date | None, last: date | None, **_options: Any) -> None:
        """Count."""
        last = last or timezone.localdate()
        day = first or last
        if day > last:
            raise CommandError(_("The first day comes after the last."))
        number = 0
        while day <= last:
            sum_day(day)
            day, number = day + timedelta(days=1), number + 1
        self.stdout.write(_("%(n)d days counted.") % {"n": number})
