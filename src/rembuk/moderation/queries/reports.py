"""What readers reported, in a moderator's words: how many, how far they are usually right, and what came as a flood.

No name and no figure of a reporter's record is said.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk.conversation.models import Comment, Report
from rembuk.conversation.queries import Viewer
from rembuk.moderation.access import may_decide
from rembuk.moderation.models import FloodedReport, QueueItem, ReporterRecord, ReportFlood
from rembuk.moderation.weights import is_usually_right, is_usually_wrong

MOST_NOTES: Final = 5
MOST_OF_A_FLOOD: Final = 200  # as many as one click decides


@dataclass(frozen=True)
class Reported:
    """`reasons`: each reason with how many gave it. `last_at`: the newest report."""

    words: str
    reasons: list[tuple[str, int]]
    notes: list[str]
    last_at: datetime


@dataclass(frozen=True)
class Reporters:
    """The records of some reporters, and which of their reports came with a flood."""

    records: Mapping[int, ReporterRecord]
    flooded: Collection[int]


def reporters_of(reports: Sequence[Report]) -> Reporters:
    """Two queries for all reports of a page; none where nothing was reported."""
    records = ReporterRecord.objects.in_bulk({each.reporter_id for each in reports}) if reports else {}
    flooded = FloodedReport.objects.filter(report__in=[each.pk for each in reports]).values_list("report_id", flat=True)
    return Reporters(records, set(flooded))


def reported(reports: Sequence[Report], reporters: Reporters) -> Reported | None:
    """What these reports of one comment, the newest last, come to; None where there are none.

    Each reader counts once, with the newest report; the notes to earlier texts are read as well.
    """
    if not reports:
        return None
    voices = list({each.reporter_id: each for each in reports}.values())
    return Reported(
        words=_words(voices, reporters),
        reasons=reasons_of(voices),
        notes=[each.note for each in reports if each.note][-MOST_NOTES:],
        last_at=max(each.made_at for each in reports),
    )


def reasons_of(reports: Sequence[Report]) -> list[tuple[str, int]]:
    """Each reason in words with how many gave it, the most frequent first."""
    return Counter(each.get_reason_display() for each in reports).most_common()


def flood_words(flood: ReportFlood) -> str:
    """A flood in one sentence."""
    minutes = max(1, math.ceil((flood.last_at - flood.began_at) / timedelta(minutes=1)))
    if minutes < 120:
        span = ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    else:
        hours = round(minutes / 60)
        span = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return _("%(n)d reports within %(span)s against one writer, %(mark)s.") % {
        "n": flood.reports,
        "span": span,
        "mark": flood.get_mark_display(),
    }


def comments_of_flood(viewer: Viewer, flood: ReportFlood) -> list[int]:
    """The comments that a flood is about and that still wait, by id; none of the viewer's own."""
    if not may_decide(viewer):
        return []
    waiting = QueueItem.objects.filter(flood=flood, closed_at=None).exclude(comment__author=viewer.pk)
    waiting = waiting.exclude(comment__state=Comment.State.REMOVED).order_by("comment_id")
    return list(waiting.values_list("comment_id", flat=True)[:MOST_OF_A_FLOOD])


def _words(reports: Sequence[Report], reporters: Reporters) -> str:
    known = [reporters.records.get(each.reporter_id) for each in reports]
    records = [(each.upheld, each.dismissed) for each in known if each is not None]
    right = sum(is_usually_right(*each) for each in records)
    wrong = sum(is_usually_wrong(*each) for each in records)
    flooded = sum(each.pk in reporters.flooded for each in reports)
    earlier = sum(each.revision_id is not None for each in reports)
    said = [ngettext("Reported by %(n)d reader", "Reported by %(n)d readers", len(reports)) % {"n": len(reports)}]
    if len(reports) == 1:
        said += [_("usually right")] * right + [_("rarely right")] * wrong + [_("in a flood")] * flooded
        said += [_("about an earlier text")] * earlier
        return ", ".join(said)
    if right:
        few = ngettext("%(n)d of them usually right", "%(n)d of them usually right", right)
        said.append(_("all of them usually right") if right == len(reports) else few % {"n": right})
    if wrong:
        few = ngettext("%(n)d of them rarely right", "%(n)d of them rarely right", wrong)
        said.append(_("all of them rarely right") if wrong == len(reports) else few % {"n": wrong})
    if flooded:
        few = ngettext("%(n)d of them in a flood", "%(n)d of them in a flood", flooded)
        said.append(_("all of them in a flood") if flooded == len(reports) else few % {"n": flooded})
    if earlier:
        few = ngettext("%(n)d of them about an earlier text", "%(n)d of them about an earlier text", earlier)
        said.append(_("all of them about an earlier text") if earlier == len(reports) else few % {"n": earlier})
    return ", ".join(said)
