"""Ten weeks of an older newsroom, in bulk: stories, what the phases said of their comments, and what moderators did.

Each text passes the real phases. What they hold, and what readers then report, was decided; the rest stands undecided.
A few decisions are mistakes, as everywhere, but none leaves anything foul on a page.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from django.core.cache import caches
from django.db import transaction

from rembuk.audit.actions import record_many
from rembuk.conversation import markup
from rembuk.conversation.models import Comment, Report, Thread, Verdict
from rembuk.conversation.phases import Answer, Draft, walk
from rembuk.conversation.queries import thread_of
from rembuk.conversation.recount import recount
from rembuk.moderation import actions
from rembuk.moderation.actions.layers import change_rules
from rembuk.moderation.models import Decision, QueueItem, RejectionReason
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader
from rembuk.site import say
from rembuk.site.sample.data import seeded
from rembuk.site.sample.past import MILDER_SINCE, RUDE, TITLE, PastComment, past_comments, past_stories
from rembuk.site.sample.stories import SampleStory

from .load_newsroom import older_story
from .load_people import People, desk_people

WATCHERS: Final = 8  # readers who report what they find
MISTAKEN: Final = 0.07  # of the stern ones were turned away
STILL: Final = 0.12  # of the mild ones were decided against the custom of their weeks
TOLD_OF: Final = {"calm": 0.03, "stern": 0.3, "mild": 0.8}
LATEST: Final = timedelta(hours=30)
TIME_TO_DECIDE: Final = timedelta(hours=3)
Outcome = Literal["approved", "rejected"]


@dataclass(frozen=True)
class Then:
    """Who was there."""

    people: People
    moderators: Sequence[Reader]
    watchers: Sequence[Reader]
    reasons: Mapping[str, RejectionReason]
    rng: random.Random
    until: datetime


@dataclass
class Row:
    """A comment on its way into the past."""

    one: PastComment
    answer: Answer
    comment: Comment
    told_at: datetime | None = None


def past(seed: int, people: People, now: datetime) -> None:
    """Everything that was written and decided in the weeks before the newsroom of today begins."""
    rng = seeded(f"past-desk:{seed}")
    then = Then(
        people=people,
        moderators=desk_people(people),
        watchers=rng.sample(people.readers, WATCHERS),
        reasons={reason.code: reason for reason in RejectionReason.objects.all()},
        rng=rng,
        until=now - LATEST,
    )
    title = TitlePage.objects.get(slug=TITLE)
    pages = {story.slug: (story, older_story(title, story, now)) for story in past_stories()}
    sekar = people.named["sekar@contoh.test"]
    _let_newcomers_wait(sekar, title, 1)
    written = past_comments(seed, people.sample, now, until=then.until - TIME_TO_DECIDE)
    for some in say.bar("Older comments", written, len(pages)):
        with transaction.atomic():
            _under(then, *pages[some[0].story], some, now)
    _let_newcomers_wait(sekar, title, None)


def show_only(people: People) -> None:
    """What some hundred sentences of one hand have taught would question ordinary readers: it is shown, not asked."""
    change_rules(actor=people.named["sekar@contoh.test"], title=TitlePage.objects.get(slug=TITLE), learns=False)


def _let_newcomers_wait(editor: Reader, title: TitlePage, newcomers: int | None) -> None:
    """In those weeks the first comment of an account waited; an editor has since given that up."""
    change_rules(actor=editor, title=title, newcomers=newcomers)
    caches["brief"].clear()


def _under(then: Then, story: SampleStory, page: StoryPage, written: Sequence[PastComment], now: datetime) -> None:
    thread = thread_of(page)
    begun = story.published_at(now)
    rows = [_row(one, then.people.readers[one.reader], thread, begun) for one in written]
    rows = [row for row in rows if row.answer.outcome != "reject"]
    _write(rows)
    _report(then, rows)
    decided = [row for row in rows if row.told_at or row.comment.state == Comment.State.HELD]
    _decide(then, decided, is_milder=story.published < MILDER_SINCE)
    recount(thread, repair=True)


def _row(one: PastComment, author: Reader, thread: Thread, published_at: datetime) -> Row:
    answer = walk(Draft(author, thread, one.text))
    shown = answer.outcome == "publish"
    comment = Comment(
        thread=thread,
        author=author,
        client_key=uuid.uuid5(uuid.NAMESPACE_OID, f"past:{one.story}:{one.text}"),
        body=one.text,
        html=markup.render(one.text, {}),
        state=Comment.State.PUBLISHED if shown else Comment.State.HELD,
        is_shown=shown,
        created_at=published_at + timedelta(minutes=one.minutes_after),
    )
    return Row(one, answer, comment)


def _write(rows: Sequence[Row]) -> None:
    Comment.objects.bulk_create(row.comment for row in rows)
    verdicts = Verdict.objects.bulk_create(
        Verdict(
            comment=row.comment,
            outcome=row.answer.outcome,
            phase=row.answer.phase,
            reasons=row.answer.reasons,
            engine=row.answer.engine,
        )
        for row in rows
    )
    for verdict, row in zip(verdicts, rows, strict=True):
        verdict.made_at = row.comment.created_at
    Verdict.objects.bulk_update(verdicts, ["made_at"], batch_size=200)
    record_many(
        "conversation.post_comment", [(row.comment, row.comment.author, {"state": row.comment.state}) for row in rows]
    )
    actions.queue_held(comments=[row.comment for row in rows])


def _report(then: Then, rows: Sequence[Row]) -> None:
    """What the phases let through was told of: all that is foul, and some that only hurts."""
    told: list[tuple[Row, Report]] = []
    for row in rows:
        is_bad = row.one.kind in RUDE or row.one.kind == "gambling"
        if row.comment.state != Comment.State.PUBLISHED or (not is_bad and then.rng.random() > TOLD_OF[row.one.kind]):
            continue
        row.told_at = row.comment.created_at + timedelta(minutes=then.rng.randint(3, 90))
        reporter = then.rng.choice([each for each in then.watchers if each.pk != row.comment.author_id])
        reason = "spam" if row.one.kind == "gambling" else "abuse" if is_bad else "other"
        told.append((row, Report(comment=row.comment, reporter=reporter, reason=reason)))
    reports = Report.objects.bulk_create([report for _row, report in told])
    for report, (row, _same) in zip(reports, told, strict=True):
        report.made_at = row.told_at or row.comment.created_at
        actions.queue(comment=row.comment, origin=QueueItem.Origin.REPORTED)
    Report.objects.bulk_update(reports, ["made_at"], batch_size=200)
    record_many(
        "conversation.report_comment",
        [(report.comment, report.reporter, {"reason": report.reason}) for report in reports],
    )


def _decide(then: Then, rows: Sequence[Row], *, is_milder: bool) -> None:
    """The decisions in their order in time, and the states, rows of the queue and records that come of them."""
    timed = sorted(((_when(then, row), row) for row in rows), key=lambda each: each[0])
    made: list[tuple[Decision, datetime]] = []
    for when, row in timed:
        outcome = _outcome(row.one, is_milder)
        code = "judi-spam" if row.one.kind == "gambling" else "kata-kasar"
        decision = Decision(
            comment=row.comment,
            moderator=then.rng.choice(then.moderators),
            outcome=outcome,
            before=row.comment.state,
            **(then.reasons[code].as_given() if outcome == "rejected" else {}),
        )
        made.append((decision, when))
        row.comment.state = Comment.State.PUBLISHED if outcome == "approved" else Comment.State.REJECTED
        row.comment.is_shown = outcome == "approved"
    decisions = Decision.objects.bulk_create([decision for decision, _at in made])
    for decision, (_same, when) in zip(decisions, made, strict=True):
        decision.made_at = when
    Decision.objects.bulk_update(decisions, ["made_at"], batch_size=200)
    Comment.objects.bulk_update([row.comment for row in rows], ["state", "is_shown"], batch_size=200)
    _close(decisions, {row.comment.pk: row.told_at or row.comment.created_at for row in rows})
    _record(decisions)


def _close(decisions: Sequence[Decision], since: dict[int, datetime]) -> None:
    at = {decision.comment_id: decision.made_at for decision in decisions}
    items = list(QueueItem.objects.filter(comment__in=at))
    for item in items:
        item.opened_at, item.closed_at = since[item.comment_id], at[item.comment_id]
    QueueItem.objects.bulk_update(items, ["opened_at", "closed_at"], batch_size=200)
    one_of_each = Report.objects.filter(comment__in=at).order_by("reporter", "pk").select_related("comment")
    for report in {report.reporter_id: report for report in one_of_each}.values():
        actions.settle_records(report.comment)


def _record(decisions: Sequence[Decision]) -> None:
    """The deeds, as the verbs record them."""
    for outcome, verb, change in (("approved", "approve", "release"), ("rejected", "reject", "hide")):
        some = [each for each in decisions if each.outcome == outcome]
        changed = [each for each in some if not (outcome == "approved" and each.before == Comment.State.PUBLISHED)]
        record_many(
            f"conversation.{change}", [(each.comment, each.moderator, {"before": each.before}) for each in changed]
        )
        record_many(f"moderation.{verb}", [(each.comment, each.moderator, _facts(each)) for each in some])


def _facts(decision: Decision) -> dict[str, object]:
    facts: dict[str, object] = {"decision": decision.pk, "before": decision.before}
    return facts | ({"reason": decision.reason.code} if decision.reason is not None else {})


def _outcome(one: PastComment, is_milder: bool) -> Outcome:
    if one.kind in RUDE or one.kind == "gambling":
        return "rejected"
    if one.kind == "mild":
        return "approved" if is_milder != (one.chance < STILL) else "rejected"
    return "rejected" if one.kind == "stern" and one.chance < MISTAKEN else "approved"


def _when(then: Then, row: Row) -> datetime:
    since = row.told_at or row.comment.created_at
    return min(since + timedelta(minutes=8 + then.rng.expovariate(1 / 45)), then.until)
