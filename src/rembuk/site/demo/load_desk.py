"""The moderators' desk: two weeks of decisions through the verbs that moderators use, and what waits today."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.core.cache import caches
from django.db import transaction
from django.db.models import F, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from rembuk.conversation.actions import post_comment, report_comment
from rembuk.conversation.models import Comment, Report, Verdict
from rembuk.conversation.queries import thread_of
from rembuk.moderation import actions
from rembuk.moderation.actions.layers import change_rules
from rembuk.moderation.models import Decision, QueueItem, RejectionReason, Sanction
from rembuk.moderation.summing import sum_day
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader
from rembuk.site import say
from rembuk.site.sample import desk as texts
from rembuk.site.sample.data import seeded

from .load_people import People, desk_people, new_account
from .load_talk import Written

T = TypeVar("T")
CHUNK = 50
STILL_WAITING = 18  # of what the phases held, the newest
GRUMBLED = 14  # comments that were reported and stand
PROVEN = 6  # readers whose reports are usually right
SUMMED = timedelta(days=78)
REASONS = {"gambling": "judi-spam", "bait": "judi-spam", "foul": "kata-kasar"}


@dataclass
class Desk:
    """Who works there, and on what."""

    rng: random.Random
    now: datetime
    people: People
    stories: dict[str, StoryPage]
    written: list[Written]
    moderators: list[Reader]
    reasons: dict[str, RejectionReason]
    has_erred: bool = False


def desk(seed: int, people: People, stories: dict[str, StoryPage], written: list[Written], now: datetime) -> None:
    """Everything that moderators have done and still have to do."""
    at = Desk(
        rng=seeded(f"desk:{seed}"),
        now=now,
        people=people,
        stories=stories,
        written=written,
        moderators=desk_people(people),
        reasons={reason.code: reason for reason in RejectionReason.objects.all()},
    )
    steps: list[Callable[[Desk], None]] = [
        *(_came_long_ago, _write_what_waits, _judged_then, _settle, _appeal),
        *(_sanction, _report, _flood, _tell_of_the_past),
    ]
    for step in say.bar("Moderation", steps, len(steps)):
        step(at)


def _came_long_ago(desk: Desk) -> None:
    """An account is older than its first comment; the loader makes all of them today."""
    readers = list(Reader.objects.annotate(first=Min("comments__created_at")).order_by("pk"))
    for reader in readers:
        reader.date_joined = (reader.first or desk.now) - timedelta(days=desk.rng.randint(9, 500))
    Reader.objects.bulk_update(readers, ["date_joined"], batch_size=500)


def _write_what_waits(desk: Desk) -> None:
    """Comments of many kinds that the phases hold, and two by newcomers where a conversation lets those wait."""
    writers = desk.rng.sample(desk.people.readers, len(texts.WAITING))
    with transaction.atomic():
        for writer, one in zip(writers, texts.WAITING, strict=True):
            _write(desk, writer, one)
    thread = thread_of(desk.stories[texts.NEWCOMERS[0].story])
    change_rules(actor=desk.people.named["sekar@contoh.test"], title=thread.title, thread=thread, newcomers=1)
    caches["brief"].clear()
    with transaction.atomic():
        for number, one in enumerate(texts.NEWCOMERS):
            name = ("Pak Darto", "Wulan Operator")[number]
            _write(desk, new_account(f"baru{number}@contoh.test", name, desk.moderators[0].password), one)


def _write(desk: Desk, writer: Reader, one: texts.Waiting) -> None:
    comment = post_comment(
        author=writer,
        thread=thread_of(desk.stories[one.story]),
        body=one.text,
        client_key=uuid.uuid5(uuid.NAMESPACE_OID, f"desk:{one.story}:{one.text}"),
    )
    Comment.objects.filter(pk=comment.pk).update(created_at=desk.now - timedelta(minutes=one.minutes_ago))


def _settle(desk: Desk) -> None:
    """What the phases held was decided, but for the newest; what they let through was reported, and is gone."""
    held = [one for one in desk.written if one.comment.state == Comment.State.HELD]
    waiting = {one.comment.pk for one in sorted(held, key=lambda one: one.comment.created_at)[-STILL_WAITING:]}
    slipped = [one for one in desk.written if one.sample.flavour in REASONS and one.comment.is_published]
    proven = desk.rng.sample(desk.people.readers, PROVEN)
    for some in _chunks(slipped):
        for one in some:
            for reader in desk.rng.sample(proven, desk.rng.choice([1, 1, 2])):
                if reader.pk != one.comment.author_id:
                    later = desk.rng.randint(1, 25)
                    _tell(desk, reader, one.comment, "spam" if one.sample.flavour == "bait" else "abuse", later)
    grumbled = _grumble(desk)
    decided = [one for one in held if one.comment.pk not in waiting] + slipped + grumbled
    timed = sorted(((_when(desk, one), one) for one in decided), key=lambda each: each[0])
    for several in _chunks(timed):
        for when, one in several:
            _decide(desk, one, when)


def _grumble(desk: Desk) -> list[Written]:
    """Two readers report whatever they do not like; the moderators let it stand."""
    clean = [one for one in desk.written if one.sample.flavour == "differ" and one.comment.is_published]
    some = desk.rng.sample([one for one in clean if one.comment.created_at > desk.now - timedelta(days=9)], GRUMBLED)
    grumblers = desk.rng.sample(desk.people.readers, 2)
    with transaction.atomic():
        for number, one in enumerate(some):
            reader = grumblers[number % 2]
            if reader.pk != one.comment.author_id:
                _tell(desk, reader, one.comment, "other", desk.rng.randint(2, 25))
    return some


def _tell(desk: Desk, reader: Reader, comment: Comment, reason: str, later: int, note: str = "") -> None:
    """A report some minutes after the comment, and never in the future."""
    report = report_comment(reporter=reader, comment=comment, reason=reason, note=note)
    report.made_at = min(comment.created_at + timedelta(minutes=later), desk.now - timedelta(minutes=4))
    Report.objects.filter(pk=report.pk).update(made_at=report.made_at)


def _when(desk: Desk, one: Written) -> datetime:
    """Some minutes by day, the next morning for what came at night."""
    hour = timezone.localtime(one.comment.created_at).hour
    minutes = 26 + desk.rng.expovariate(1 / 40) + (60 * ((30 - hour) % 24) if hour >= 23 or hour < 6 else 0)
    return min(one.comment.created_at + timedelta(minutes=minutes), desk.now - timedelta(minutes=3))


def _decide(desk: Desk, one: Written, when: datetime) -> None:
    moderator = desk.rng.choice(desk.moderators)
    code = REASONS.get(one.sample.flavour)
    if code is None and one.comment.state == Comment.State.HELD and not desk.has_erred:
        code, desk.has_erred = "judi-spam", True  # a harmless one: its writer appeals
    if code is None:
        made = actions.approve(moderator=moderator, comment=one.comment)
    else:
        made = actions.reject(moderator=moderator, comment=one.comment, reason=desk.reasons[code])
    _made_then(made, when)


def _made_then(made: Decision, when: datetime) -> None:
    Decision.objects.filter(pk=made.pk).update(made_at=when)
    QueueItem.objects.filter(comment=made.comment_id, closed_at=made.made_at).update(closed_at=when)


def _appeal(desk: Desk) -> None:
    """One appeal that is answered in the writer's favour, one that is not, one that waits."""
    rejected = Decision.objects.filter(outcome="rejected", made_at__gt=desk.now - timedelta(days=10))
    harmless = {one.comment.pk for one in desk.written if one.sample.flavour not in REASONS}
    foul = {one.comment.pk for one in desk.written if one.sample.flavour == "foul"}
    wrong = list(rejected.filter(comment__in=harmless).order_by("made_at")[:1])
    right = list(rejected.filter(comment__in=foul, made_at__lt=desk.now - timedelta(hours=30)).order_by("-made_at")[:2])
    outcomes = ["reversed", "stands", ""] if wrong else ["stands", ""]
    for decision, outcome, (text, words) in zip(
        [*wrong, *right], outcomes, texts.APPEALS[-len(outcomes) :], strict=False
    ):
        comment = Comment.objects.get(pk=decision.comment_id)
        # The answer in the writer's favour is of today, like the decisions beside it in the history.
        asked = decision.made_at + timedelta(hours=3) if outcome != "reversed" else desk.now - timedelta(hours=7)
        with transaction.atomic():
            made = actions.appeal(writer=comment.author, comment=comment, text=text, now=asked)
            if outcome:
                other = next(each for each in desk.moderators if each.pk != decision.moderator_id)
                then = asked + timedelta(hours=5)
                made = actions.decide_appeal(moderator=other, appeal=made, outcome=outcome, words=words, now=then)
                if made.result is not None:
                    _made_then(made.result, then)


def _sanction(desk: Desk) -> None:
    """Whoever was rejected most often pauses for a week."""
    rejected = Comment.objects.filter(state=Comment.State.REJECTED, created_at__gt=desk.now - timedelta(days=15))
    (writer, _times), *_others = Counter(rejected.order_by("pk").values_list("author", flat=True)).most_common(1)
    newest = rejected.filter(author=writer).order_by("-created_at")[0]
    given = actions.sanction(
        moderator=desk.moderators[0],
        reader=newest.author,
        kind=Sanction.Kind.PAUSE,
        reason=desk.reasons["kata-kasar"],
        days=7,
        comment=newest,
        note="Sudah beberapa kali ditolak dengan alasan yang sama.",
    )
    then = max(desk.now - timedelta(days=2), newest.created_at + timedelta(hours=1))
    Sanction.objects.filter(pk=given.pk).update(starts_at=then, ends_at=then + timedelta(days=7))


def _report(desk: Desk) -> None:
    """Comments that readers have reported and that are still visible: a few, by people with and without a record."""
    clean = [
        one.comment
        for one in desk.written
        if one.sample.flavour in {"opinion", "differ"}
        and one.comment.is_published
        and one.comment.created_at < desk.now
    ]
    newest = sorted(clean, key=lambda comment: comment.created_at)[-60::12]
    proven = list(Reader.objects.filter(reporter_record__upheld__gt=4).order_by("pk"))
    with transaction.atomic():
        for number, (comment, (reason, note)) in enumerate(zip(newest, texts.REPORTS, strict=False)):
            told = [*proven[: number % 3], *desk.rng.sample(desk.people.readers, 1 + number % 2)]
            for place, reader in enumerate(dict.fromkeys(told)):
                if reader.pk != comment.author_id:
                    _tell(desk, reader, comment, reason, 9 * (1 + place), note if not place else "")


def _flood(desk: Desk) -> None:
    """Accounts of yesterday report everything that one diligent writer wrote, within some minutes."""
    known = set(QueueItem.objects.values_list("comment_id", flat=True))
    foul = {one.comment.author_id for one in desk.written if one.sample.flavour in REASONS}
    recent = [one.comment for one in desk.written if one.comment.created_at > desk.now - timedelta(days=4)]
    clean = [each for each in recent if each.is_published and each.pk not in known and len(each.body) > 70]
    clean = [each for each in clean if each.author_id not in foul]
    (writer, _times), *_others = Counter(each.author_id for each in clean).most_common(1)
    aimed = [each for each in clean if each.author_id == writer][-3:]
    hashed = desk.moderators[0].password
    with transaction.atomic():
        for number, name in enumerate(texts.FLOODERS):
            flooder = new_account(f"serbu{number}@contoh.test", name, hashed)
            Reader.objects.filter(pk=flooder.pk).update(date_joined=desk.now - timedelta(hours=20 + number))
            for place, comment in enumerate(aimed[: 2 + number % 2]):
                note = texts.FLOOD_NOTE if not number else ""
                report = report_comment(reporter=flooder, comment=comment, reason="hate", note=note)
                report.made_at = desk.now - timedelta(minutes=35, seconds=-55 * number - 7 * place)
                Report.objects.filter(pk=report.pk).update(made_at=report.made_at)


def _judged_then(desk: Desk) -> None:
    """A verdict is as old as its comment."""
    Verdict.objects.update(made_at=Subquery(_comment_of()))


def _comment_of() -> QuerySet[Comment, Any]:
    return Comment.objects.filter(pk=OuterRef("comment")).values("created_at")[:1]


def _tell_of_the_past(desk: Desk) -> None:
    """The queue tells the time of what it is about; no letter goes out about days gone by; days are summed."""
    comment = _comment_of()
    first = Report.objects.filter(comment=OuterRef("comment")).order_by("made_at").values("made_at")[:1]
    held, reported = (QueueItem.objects.filter(origin=origin) for origin in QueueItem.Origin.values)
    held.update(opened_at=Subquery(comment))
    reported.update(opened_at=Subquery(first))
    QueueItem.objects.filter(opened_at__gt=F("closed_at")).update(opened_at=F("closed_at"))
    DBTaskResult.objects.filter(task_path__startswith="rembuk.moderation.").delete()
    today = timezone.localdate(desk.now)
    for days in range(SUMMED.days):
        sum_day(today - timedelta(days=days))


def _chunks(items: Iterable[T]) -> Iterable[Sequence[T]]:
    """The items in transactions of CHUNK: one disk sync for many."""
    some = list(items)
    for start in range(0, len(some), CHUNK):
        with transaction.atomic():
            yield some[start : start + CHUNK]
