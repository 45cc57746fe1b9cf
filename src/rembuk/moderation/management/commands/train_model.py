"""`rembuk manage train_model`: learn from the moderators' decisions now, or as every night."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.moderation.learning.lesson import learn
from rembuk.moderation.learning.nightly import tonight
from rembuk.moderation.rules import layers_over, resolved
from rembuk.newsroom.models import TitlePage


class Command(BaseCommand):
    """Trains each title that learns, one after the other; one that fails does not stop the others."""

    help = "Train the abuse model of each title on its moderators' decisions; it is used unless it is worse."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which titles, and whether the night's turn is taken."""
        parser.add_argument("--title", metavar="SLUG", help="only this title")
        parser.add_argument(
            "--tonight", dest="is_nightly", action="store_true", help="gently, and only what nobody has begun tonight"
        )

    def handle(self, *_args: Any, title: str | None, is_nightly: bool, **_options: Any) -> None:
        """Train."""
        now = timezone.now()
        titles = TitlePage.objects.order_by("pk")
        if title is not None:
            titles = titles.filter(slug=title)
            if not titles:
                raise CommandError(_("There is no title “%(slug)s”.") % {"slug": title})
        if is_nightly:
            os.nice(10)
        failed = [each for each in titles if not self._train(each, now, is_nightly)]
        if failed:
            raise CommandError(_("Training failed for: %(names)s") % {"names": ", ".join(map(str, failed))})

    def _train(self, title: TitlePage, now: datetime, is_nightly: bool) -> bool:
        if not resolved(layers_over(title.pk))[0].learns:
            told = _("does not learn; the rules of the title have a switch")
            self.stdout.write(f"{title}: {told}")
            return True
        since = tonight(now) if is_nightly else None
        try:
            learn(title, now=now, unless_since=since, progress=lambda told: self.stdout.write(f"{title}: {told}"))
        except Exception as problem:  # its words may quote a comment
            self.stderr.write(f"{title}: {type(problem).__name__}")
            return False
        return True
