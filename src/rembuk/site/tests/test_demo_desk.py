"""The demo's moderators, on a smaller newsroom: nothing foul is left on a page, and the desk has work of each kind."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from rembuk.conversation.models import Comment, Report, Verdict
from rembuk.moderation.models import Appeal, DaySummary, Decision, QueueItem, ReporterRecord, ReportFlood, Sanction
from rembuk.site.demo import load_desk, load_newsroom, load_people, load_talk
from rembuk.site.demo.load_talk import UNWELCOME, Written
from rembuk.site.sample.comments import comments
from rembuk.site.sample.people import readers

KINDS = ("self_harm", "gambling", "threat", "doxxing", "bait", "newcomer")


@pytest.fixture
def loaded(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[Written]:
    """A sixth of the sample, with everything that its moderators did."""
    settings.REMBUK_COMMENT_PACE = ()
    monkeypatch.setattr(load_people, "readers", partial(readers, n=90))
    monkeypatch.setattr(load_talk, "comments", partial(comments, n=600))
    now = timezone.now()
    with translation.override("id"):
        people = load_people.people(7, now.date())
        stories = load_newsroom.newsroom(now)
        written = load_talk.talk(7, people, stories, now)
        load_desk.desk(7, people, {slug: page for slug, (_story, page) in stories.items()}, written, now)
    return written


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_first_look_is_clean_and_the_desk_has_a_past(loaded: list[Written]) -> None:
    _is_clean_and_has_work(loaded)
    _is_told_of_the_past()


def _is_clean_and_has_work(loaded: list[Written]) -> None:
    unwelcome = [one.comment.pk for one in loaded if one.sample.flavour in UNWELCOME]
    assert len(unwelcome) > 30
    assert not Comment.objects.filter(pk__in=unwelcome, state="published").exists()
    waiting = QueueItem.objects.filter(closed_at=None)
    kinds = "".join(waiting.values_list("kinds", flat=True))
    assert [kind for kind in KINDS if f",{kind}," not in kinds] == []
    assert waiting.filter(origin="reported", flood=None).count() >= 3
    flood = ReportFlood.objects.get()
    assert waiting.filter(flood=flood, urgency=5).count() == 3
    assert not Comment.objects.filter(state="held").exclude(queue_item__in=waiting).exists()


def _is_told_of_the_past() -> None:
    now = timezone.now()
    assert set(Decision.objects.values_list("outcome", flat=True)) == {"approved", "rejected"}
    for model in (Decision, Verdict, Report):
        assert not model.objects.filter(made_at__gt=now).exists()
    early = [each for each in Decision.objects.select_related("comment") if each.made_at <= each.comment.created_at]
    assert early == []
    assert set(Appeal.objects.values_list("outcome", flat=True)) >= {"stands", ""}
    assert Sanction.objects.get().holds(now)
    assert ReporterRecord.objects.filter(upheld__gt=0).exists()
    assert ReporterRecord.objects.filter(dismissed__gt=0).exists()
    assert sum(day.figures["held"] for day in DaySummary.objects.all()) > 0
    assert not DBTaskResult.objects.filter(task_path__startswith="rembuk.moderation.").exists()
