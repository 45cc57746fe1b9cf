"""The demo's past weeks, on a smaller newsroom: counted exactly, nothing foul on a page, two models learned from it."""

from __future__ import annotations

from collections import Counter
from functools import partial

import pytest
from django.db.models import F
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from rembuk.audit.models import AuditRow
from rembuk.conversation.models import Comment, Report, Thread, Verdict
from rembuk.conversation.recount import recount
from rembuk.moderation.models import Decision, LearnedModel, Learning, QueueItem, ReporterRecord
from rembuk.moderation.queries import learning
from rembuk.moderation.rules import layers_over, resolved
from rembuk.moderation.rulings import decided_reports
from rembuk.newsroom.models import TitlePage
from rembuk.site.demo import load_newsroom, load_past, load_people, teach
from rembuk.site.demo.load_people import People
from rembuk.site.sample.past import RUDE, past_comments
from rembuk.site.sample.people import readers


@pytest.fixture
def people(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> People:
    """The past of some readers."""
    monkeypatch.setattr(load_people, "readers", partial(readers, n=240))
    monkeypatch.setattr(load_past, "past_comments", partial(past_comments, newcomers=24))
    now = timezone.now()
    with translation.override("id"):
        found = load_people.people(7, now.date())
        load_newsroom.newsroom(now)
        load_past.past(7, found, now)
    return found


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_past_is_exact_and_two_models_learned_from_it(people: People) -> None:
    _is_counted_exactly()
    _has_nothing_foul(people)
    _was_decided_in_its_time()
    _taught_two_models(people)


def _is_counted_exactly() -> None:
    assert [found for thread in Thread.objects.all() for found in recount(thread)] == []
    deeds = Counter(AuditRow.objects.values_list("verb", flat=True))
    outcomes = Counter(Decision.objects.values_list("outcome", flat=True))
    assert deeds["conversation.post_comment"] == Comment.objects.count() == Verdict.objects.count()
    assert (deeds["moderation.approve"], deeds["moderation.reject"]) == (outcomes["approved"], outcomes["rejected"])
    assert deeds["moderation.queue"] == QueueItem.objects.count() == sum(outcomes.values())
    assert deeds["conversation.report_comment"] == Report.objects.count()
    records = Counter({(row.reader_id, "rejected"): row.upheld for row in ReporterRecord.objects.all()})
    records += Counter({(row.reader_id, "approved"): row.dismissed for row in ReporterRecord.objects.all()})
    told = {report.reporter_id for report in Report.objects.all()}
    assert records == Counter(decided_reports(told, newest=50))


def _has_nothing_foul(people: People) -> None:
    kinds = {
        one.text: one.kind for some in past_comments(7, people.sample, timezone.now(), newcomers=24) for one in some
    }
    seen = Comment.objects.filter(state="published").values_list("body", flat=True)
    assert not [text for text in seen if kinds[text] in RUDE or kinds[text] == "gambling"]
    assert not Comment.objects.filter(state="held").exists()
    assert not QueueItem.objects.filter(closed_at=None).exists()
    texts = list(Comment.objects.values_list("body", flat=True))
    assert len(texts) == len(set(texts))


def _was_decided_in_its_time() -> None:
    assert not Decision.objects.filter(made_at__lte=F("comment__created_at")).exists()
    assert not Decision.objects.filter(made_at__gt=timezone.now()).exists()
    assert not QueueItem.objects.exclude(closed_at__gte=F("opened_at")).exists()
    assert not DBTaskResult.objects.filter(task_path__startswith="rembuk.moderation.").exists()
    title = TitlePage.objects.get(slug="lintas-pagi")
    assert resolved(layers_over(title.pk))[0].newcomers == 0


def _taught_two_models(people: People) -> None:
    title, editor, now = TitlePage.objects.get(slug="lintas-pagi"), people.named["sekar@contoh.test"], timezone.now()
    told = list(teach.nights(now))
    former, new = LearnedModel.objects.order_by("pk")
    assert told[0] == "in_force"
    assert new.former == former
    assert former.decisions < new.decisions
    assert len(learning.disagreements(editor, new)) > 3
    assert len(learning.weeks(editor, title, now=now)) >= 9
    assert Learning.objects.get(title=title).outcome == Learning.Outcome.TRAINED
    load_past.show_only(people)
    assert not resolved(layers_over(title.pk))[0].learns
