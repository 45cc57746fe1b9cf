"""What readers' reports do: they weigh by their reporter's record, and a flood of them weighs nothing.

Nothing here is on the path of a post: it runs after a report was committed, in a decision, or in the worker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from rembuk.audit.actions import record
from rembuk.conversation.actions import Refused
from rembuk.conversation.actions.common import lock
from rembuk.conversation.models import Comment, Report, Verdict
from rembuk.moderation import floods
from rembuk.moderation.models import Decision, FloodedReport, QueueItem, ReporterRecord, ReportFlood
from rembuk.moderation.rules import rules_for
from rembuk.moderation.rulings import decided_reports, standing
from rembuk.moderation.weights import REMEMBERED, weight
from rembuk.readers.models import Reader

from .queue import FLOODED, IN_DANGER, queue, urgency_of
from .states import put_back

MOST_LOOKED_AT: Final = 500  # newest reports against one writer
MOST_SWEPT: Final = 200
HELD_BY_REPORTS: Final = "moderation.reports"


def settle_records(comment: Comment) -> None:
    """Count the records of all who reported this comment anew, in the transaction of a decision about it.

    The rows are locked before anything is counted, so of two decisions about one reporter the later one sees both.
    """
    reporters = sorted(set(Report.objects.filter(comment=comment).values_list("reporter_id", flat=True)))
    if not reporters:
        return
    # Usually made when they reported. Making one here might wait for its reader, who may wait for this thread.
    known = set(ReporterRecord.objects.filter(reader__in=reporters).values_list("reader_id", flat=True))
    _make_records([pk for pk in reporters if pk not in known])
    rows = list(ReporterRecord.objects.select_for_update().filter(reader__in=reporters).order_by("reader_id"))
    counted = Counter(decided_reports(reporters, newest=REMEMBERED))
    now = timezone.now()
    changed = []
    for row in rows:
        before = (row.upheld, row.dismissed)
        row.upheld = counted[row.reader_id, Decision.Outcome.REJECTED]
        row.dismissed = counted[row.reader_id, Decision.Outcome.APPROVED]
        row.changed_at = now
        if before != (row.upheld, row.dismissed):
            changed.append(row)
    ReporterRecord.objects.bulk_update(changed, ["upheld", "dismissed", "changed_at"], batch_size=500)


def take_report(*, comment: Comment, report: Report) -> None:
    """Put a reported comment into the queue at the place that its reports give it. After the report was committed."""
    _make_records([report.reporter_id])
    queue(comment=comment, origin=QueueItem.Origin.REPORTED, unless_closed_since=report.made_at)
    flood = look_for_flood(writer=comment.author_id, now=report.made_at)
    if flood is None or not FloodedReport.objects.filter(report=report, flood=flood).exists():
        weigh(comment_id=comment.pk)
    if flood is None:
        _hold_if_heavy(comment)


def look_for_flood(*, writer: int, now: datetime) -> ReportFlood | None:
    """Whether the reports of the last hour against this writer are a flood: that flood, with all that belong to it.

    Looks only at what waits in the queue. Its comments are weighed anew.
    """
    running = ReportFlood.objects.filter(writer=writer, last_at__gt=now - floods.WINDOW).first()
    told = _told(writer, now, at_least=1 if running else floods.ENOUGH_REPORTS)
    if running is None and floods.judge(told) is None:
        return None
    with transaction.atomic():
        # Whoever comes second sees what the first one has written.
        Reader.objects.select_for_update(no_key=True).get(pk=writer)
        flood, members = _gathered(writer, now, told)
        fresh = _keep(flood, members)
    items = QueueItem.objects.filter(comment__in={each.comment for each in fresh}, closed_at=None)
    items.update(flood=flood)
    for pk in items.values_list("comment_id", flat=True):
        weigh(comment_id=pk)
    return flood


@transaction.atomic
def weigh(*, comment_id: int) -> QueueItem | None:
    """Give an open, reported comment the place that its new reports give it; None where it does not wait as one."""
    items = QueueItem.objects.select_for_update(of=("self",)).select_related("comment")
    item = items.filter(comment=comment_id, closed_at=None, origin=QueueItem.Origin.REPORTED).first()
    if item is None:
        return None
    now, before = timezone.now(), (item.urgency, item.weight)
    weighs, flooded = _sum(item.comment)
    item.weight = round(100 * weighs)
    if item.comment.state != Comment.State.PUBLISHED:
        item.urgency = 0 if item.urgency < IN_DANGER else item.urgency  # nobody sees it
    elif item.urgency < IN_DANGER:
        item.urgency = FLOODED if flooded and not weighs else urgency_of(weighs)
    item.weighed_at = now
    item.save(update_fields=["urgency", "weight", "weighed_at"])
    if before != (item.urgency, item.weight):
        record("moderation.weigh", item.comment, actor=None, weight=item.weight, urgency=item.urgency)
    return item


@transaction.atomic
def hold_reported(*, comment: Comment, weighs: float) -> bool:
    """Take a visible comment off the page until a moderator has looked at it, because a rule of its place says so.

    Not where a moderator has let it stand, and not where it is no longer visible. Returns whether it was done.
    """
    comment = lock(comment)
    newest = standing(comment)
    if comment.state != Comment.State.PUBLISHED or (newest and _lets_stand(newest, comment)):
        return False
    put_back(comment, Comment.State.HELD, actor=None)
    said = comment.verdicts.order_by("-pk").first()
    reasons = [*(said.reasons if said else []), {"kind": "reported", "weight": 1.0}]
    Verdict.objects.create(comment=comment, outcome="hold", phase=HELD_BY_REPORTS, reasons=reasons)
    QueueItem.objects.filter(comment=comment, closed_at=None, urgency__lt=IN_DANGER).update(urgency=0)
    record("moderation.hold_reported", comment, actor=None, weight=round(100 * weighs))
    return True


def _lets_stand(decision: Decision, comment: Comment) -> bool:
    """Whether a moderator has let this very text stand: an approval says nothing of what was written after it."""
    approved = decision.outcome == Decision.Outcome.APPROVED
    return approved and (comment.edited_at is None or comment.edited_at <= decision.made_at)


def sweep_reports() -> int:
    """For the worker: reports whose event was lost, and places in the queue whose reporters' records changed since.

    Returns how many comments were weighed.
    """
    newest = Report.objects.order_by("-pk").select_related("comment")[:MOST_SWEPT]
    rows = QueueItem.objects.filter(comment__in={each.comment_id for each in newest})
    closed = dict(rows.values_list("comment_id", "closed_at"))
    lost = [each for each in newest if each.comment.is_published and _was_missed(each, closed)]
    for report in lost:
        take_report(comment=report.comment, report=report)
    stale = QueueItem.objects.filter(
        Q(weighed_at=None) | Q(comment__reports__reporter__reporter_record__changed_at__gt=F("weighed_at")),
        closed_at=None,
        urgency__gt=0,
        urgency__lt=IN_DANGER,
        origin=QueueItem.Origin.REPORTED,
    )
    found = list(stale.order_by().values_list("comment_id", flat=True).distinct()[:MOST_SWEPT])
    return len(lost) + sum(weigh(comment_id=pk) is not None for pk in found)


def _make_records(readers: Sequence[int]) -> None:
    if readers:
        ReporterRecord.objects.bulk_create([ReporterRecord(reader_id=pk) for pk in readers], ignore_conflicts=True)


def _was_missed(report: Report, closed: Mapping[int, datetime | None]) -> bool:
    """Whether no row of the queue has ever stood for this report. `closed` has the rows that there are."""
    if report.comment_id not in closed:
        return True
    when = closed[report.comment_id]
    return when is not None and when < report.made_at


def _hold_if_heavy(comment: Comment) -> None:
    limit = rules_for(comment.thread).reports_hold
    item = QueueItem.objects.filter(comment=comment, closed_at=None, flood=None).first() if limit else None
    if item is None or item.weight < 100 * limit:
        return
    try:
        hold_reported(comment=comment, weighs=item.weight / 100)
    except Refused:
        return  # its writer was faster


def _sum(comment: Comment) -> tuple[float, bool]:
    """What the reports since the last decision weigh together, those of floods left out; and whether there were any.

    Each reader counts once, with the newest report: one about the text before an edit adds nothing to it, nor does a
    flood that came before the edit take anything from it.
    """
    decided = standing(comment)
    reports = (
        Report.objects.newest()
        .filter(comment=comment)
        .annotate(in_flood=Exists(FloodedReport.objects.filter(report=OuterRef("pk"))))
    )
    if decided is not None:
        reports = reports.filter(made_at__gt=decided.made_at)
    facts = list(reports.values_list("in_flood", *_RECORD))
    weighs = sum(weight(upheld or 0, dismissed or 0) for in_flood, upheld, dismissed in facts if not in_flood)
    return weighs, any(in_flood for in_flood, _upheld, _dismissed in facts)


_RECORD: Final = ("reporter__reporter_record__upheld", "reporter__reporter_record__dismissed")


def _told(writer: int, now: datetime, *, at_least: int) -> list[floods.Told]:
    """The reports of the last hour against this writer that wait, where there are enough of them to be a flood."""
    waiting = QueueItem.objects.filter(
        closed_at=None, urgency__gt=0, origin=QueueItem.Origin.REPORTED, comment__author=writer
    )
    reports = Report.objects.newest().filter(
        comment__in=waiting.values("comment"), made_at__gt=now - floods.WINDOW, made_at__lte=now + timedelta(minutes=1)
    )
    facts = list(
        reports.order_by("-pk").values_list(
            "pk", "reporter_id", "comment_id", "made_at", "reporter__date_joined", *_RECORD
        )[:MOST_LOOKED_AT]
    )
    if len(facts) < at_least:
        return []
    about_writer = Q(comment__author=writer)
    made = Report.objects.filter(reporter__in={fact[1] for fact in facts}).values("reporter").order_by()
    aims = {
        row["reporter"]: (row["here"], row["elsewhere"])
        for row in made.annotate(
            here=Count("comment", filter=about_writer, distinct=True),
            elsewhere=Count("comment", filter=~about_writer, distinct=True),
        )
    }
    return [
        floods.Told(pk, reporter, comment, made_at, joined, weight(upheld or 0, dismissed or 0), *aims[reporter])
        for pk, reporter, comment, made_at, joined, upheld, dismissed in facts
    ]


def _gathered(writer: int, now: datetime, told: Sequence[floods.Told]) -> tuple[ReportFlood, list[floods.Told]]:
    """The flood that runs, or a new one, and which of these reports belong to it. The caller has locked the writer."""
    running = ReportFlood.objects.filter(writer=writer, last_at__gt=now - floods.WINDOW).first()
    if running is not None:
        return running, [each for each in told if floods.joins(each, running.mark)]
    seen = floods.judge(told)
    if seen is None:
        raise RuntimeError("a flood was judged before and is none now, although its reports are the same")
    times = [each.made_at for each in seen.members]
    made = ReportFlood.objects.create(writer_id=writer, mark=seen.mark, began_at=min(times), last_at=max(times))
    record("moderation.see_flood", made, actor=None, mark=made.mark, reports=len(seen.members))
    return made, seen.members


def _keep(flood: ReportFlood, members: Sequence[floods.Told]) -> list[floods.Told]:
    """Write down which reports belong to a flood; those that are new in it come back."""
    known = set(
        FloodedReport.objects.filter(report__in=[each.pk for each in members]).values_list("report_id", flat=True)
    )
    fresh = [each for each in members if each.pk not in known]
    if fresh:
        FloodedReport.objects.bulk_create(FloodedReport(report_id=each.pk, flood=flood) for each in fresh)
        flood.reports = flood.members.values("report__reporter", "report__comment").distinct().count()
        flood.last_at = max([flood.last_at, *(each.made_at for each in fresh)])
        flood.save(update_fields=["reports", "last_at"])
    return fresh
