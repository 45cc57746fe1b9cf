"""From the moderators' decisions to a model that judges, and back again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rembuk.audit.models import AuditRow
from rembuk.civility.models import files
from rembuk.conversation.actions import Refused
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.queries import thread_of
from rembuk.moderation import engine
from rembuk.moderation.actions.learning import begin_learning, use_model
from rembuk.moderation.learning import compare, in_force
from rembuk.moderation.learning.labels import is_held_back
from rembuk.moderation.learning.lesson import learn
from rembuk.moderation.models import DecisionScore, Layer, LearnedModel, Learning, RejectionReason
from rembuk.moderation.rules import rules_for
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

from . import lessons

Write = Callable[..., Comment]
Decide = Callable[..., Any]
NOW = timezone.now()
ENOUGH, FEW = lessons.ENOUGH, 240


@pytest.fixture(autouse=True)
def _built_anew() -> Iterator[None]:
    """Each test builds models as a process does that has just started."""
    in_force.built.clear()
    yield
    in_force.built.clear()


@pytest.fixture
def thread(story: StoryPage) -> Thread:
    """Where it was talked."""
    return thread_of(story)


@pytest.fixture
def decide(thread: Thread, make_reader: Callable[..., Reader], reason: RejectionReason) -> Decide:
    """Makes decisions about comments of four writers."""
    writers = [make_reader(f"Penulis {number}") for number in range(4)]
    reason.teaches = True
    reason.save()

    def many(labelled: list[tuple[str, bool]], **more: Any) -> Any:
        return lessons.decide(thread, writers, labelled, reason=reason, now=NOW, **more)

    return many


def taught(title: TitlePage, now: datetime = NOW) -> LearnedModel:
    """What a training of the title makes."""
    row = learn(title, now=now, unless_since=None, progress=lambda _told: None)
    assert row is not None
    return row


def test_decisions_make_a_model_that_judges(
    decide: Decide, title: TitlePage, write: Write, ratna: Reader, bagas: Reader
) -> None:
    new_word = lessons.NEW_RUDE.format("pasar baru")
    assert write(ratna, new_word).state == "published"
    decide(lessons.rows(ENOUGH))
    row = taught(title)
    assert (row.state, row.approved, row.rejected) == ("in_force", 330, 110)
    assert row.figures["new"]["average_precision"] > row.figures["former"]["average_precision"]
    comment = write(bagas, new_word + " juga")
    assert comment.state == "held"
    assert "tone" in {reason["kind"] for reason in comment.verdicts.get().reasons}
    assert write(bagas, "saya lihat jendela lewat pasar tadi pagi").state == "published"
    assert row.changes["up"][0][0] == "gerobak"
    assert AuditRow.objects.get(verb="moderation.learn").data["decisions"] == ENOUGH


def test_below_four_hundred_it_never_holds(decide: Decide, title: TitlePage, write: Write, ratna: Reader) -> None:
    decide(lessons.rows(FEW, share=2))
    assert taught(title).state == "in_force"
    Layer.objects.create(title=title, hold_abuse=1)
    comment = write(ratna, lessons.NEW_RUDE.format("pasar baru"))
    assert comment.state == "published"
    model = in_force.own_model(title.pk)
    assert model is not None
    assert model.thresholds.hold is None


def test_below_twenty_of_either_nothing_is_trained(decide: Decide, title: TitlePage) -> None:
    decide([row for row in lessons.rows(240) if not row[1]][:60])
    decide([row for row in lessons.rows(240) if row[1]][:19])
    assert learn(title, now=NOW, unless_since=None, progress=lambda _told: None) is None
    assert Learning.objects.get().outcome == "too_few"
    assert DecisionScore.objects.count() == 79


def test_too_little_held_back_is_not_used(decide: Decide, title: TitlePage) -> None:
    rows = lessons.rows(300, share=2)
    held = [row for row in rows if row[1] and is_held_back(row[0])][: compare.LEAST_HELD - 1]
    decide([*held, *[row for row in rows if not (row[1] and is_held_back(row[0]))]])
    assert taught(title).state == "unproven"
    assert in_force.own_model(title.pk) is None


def test_a_worse_model_is_kept_back(decide: Decide, title: TitlePage, write: Write, ratna: Reader) -> None:
    decide(lessons.rows(ENOUGH))
    good = lessons.kept(title)
    # Somebody decides the other way round for a day: the held-back tenth of before still knows better.
    wrong = [(text, not bad) for text, bad in lessons.rows(600, share=2, seed=5) if not is_held_back(text)]
    decide(wrong)
    worse = taught(title)
    assert worse.state == "worse"
    assert worse.former == good
    assert worse.figures["new"]["average_precision"] < worse.figures["former"]["average_precision"] - compare.TOLERANCE
    good.refresh_from_db()
    assert good.state == "in_force"
    assert write(ratna, lessons.NEW_RUDE.format("pasar baru")).state == "held"


def test_the_next_night_learns_what_is_new(decide: Decide, title: TitlePage) -> None:
    newest = decide(lessons.rows(ENOUGH))[-1].pk
    first = lessons.kept(title, newest_decision=newest)
    assert learn(title, now=NOW, unless_since=None, progress=lambda _told: None) is None
    assert Learning.objects.get().outcome == "nothing_new"
    later = [(text.replace("gerobak", "gerobak reyot"), bad) for text, bad in lessons.rows(120, seed=9)]
    decide(later)
    second = taught(title)
    first.refresh_from_db()
    assert (first.state, second.state, second.former) == ("replaced", "in_force", first)
    scores: list[int | None] = [score.model_id for score in DecisionScore.objects.all()]
    assert ([*scores].count(None), [*scores].count(first.pk)) == (0, 120)


def test_going_back_holds_until_somebody_goes_forward(
    title: TitlePage, sekar: Reader, write: Write, ratna: Reader, bagas: Reader
) -> None:
    first = lessons.kept(title)
    use_model(actor=sekar, title=title, model=None)
    first.refresh_from_db()
    assert (first.state, first.changed_by) == ("gone_back", sekar)
    assert write(ratna, lessons.NEW_RUDE.format("pasar baru")).state == "published"
    second = lessons.kept(title)
    assert (second.state, second.former) == ("waiting", None)
    use_model(actor=sekar, title=title, model=second)
    assert not Learning.objects.get().is_paused
    assert write(bagas, lessons.NEW_RUDE.format("pasar lama")).state == "held"
    use_model(actor=sekar, title=title, model=first)
    second.refresh_from_db()
    assert (second.state, Learning.objects.get().is_paused) == ("gone_back", True)
    assert AuditRow.objects.filter(verb="moderation.use_model").count() == 3


def test_another_titles_model_cannot_be_used(title: TitlePage, sekar: Reader) -> None:
    row = lessons.kept(title)
    other: TitlePage = title.get_parent().add_child(instance=TitlePage(title="Lintas Sore", slug="lintas-sore"))
    with pytest.raises(LearnedModel.DoesNotExist):
        use_model(actor=sekar, title=other, model=row)
    assert in_force.own_model(other.pk) is None


def test_a_model_for_another_engine_steps_aside_and_is_trained_anew(
    decide: Decide, title: TitlePage, write: Write, ratna: Reader, bagas: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(lessons.rows(ENOUGH))
    old = lessons.kept(title)
    in_force.built.clear()
    seed = engine.models()
    monkeypatch.setattr(files, "fingerprint", lambda _kind: "of a newer engine")
    monkeypatch.setattr(engine, "models", lambda: seed)
    assert in_force.own_model(title.pk) is None
    assert write(ratna, lessons.NEW_RUDE.format("pasar baru")).state == "published"
    assert in_force.condition(old.weights, (old.pk, old.digest)) == "outdated"
    again = taught(title)
    assert (again.state, again.former) == ("in_force", None)
    assert write(bagas, lessons.NEW_RUDE.format("pasar lama")).state == "held"


def test_a_damaged_model_holds_until_somebody_goes_back(
    title: TitlePage, write: Write, ratna: Reader, bagas: Reader, sekar: Reader
) -> None:
    row = lessons.kept(title)
    for weights, digest in [(bytes(row.weights or b"")[:-20], row.digest), (row.weights, "0" * 64)]:
        LearnedModel.objects.filter(pk=row.pk).update(weights=weights, digest=digest)
        in_force.built.clear()
        comment = write(ratna, f"Jalan itu sudah lama rusak {digest[:4]}")
        assert comment.state == "held"
        assert "phase_failed" in {reason["kind"] for reason in comment.verdicts.get().reasons}
    use_model(actor=sekar, title=title, model=None)
    assert write(bagas, "Jalan itu sudah lama rusak sekali").state == "published"
    with pytest.raises(Refused):
        use_model(actor=sekar, title=title, model=row)


def test_a_title_that_does_not_learn(title: TitlePage, thread: Thread) -> None:
    lessons.kept(title)
    assert engine.models_for(title.pk, rules_for(thread)).abuse is in_force.own_model(title.pk)
    Layer.objects.create(title=title, learns=False)
    assert engine.models_for(title.pk, rules_for(thread)) is engine.models()
    said = StringIO()
    call_command("train_model", "--title", title.slug, stdout=said)
    assert LearnedModel.objects.count() == 1
    assert len(said.getvalue().splitlines()) == 1


def test_the_command_trains_and_says_how_far_it_is(decide: Decide, title: TitlePage) -> None:
    decide(lessons.rows(ENOUGH))
    said = StringIO()
    call_command("train_model", stdout=said)
    assert len(said.getvalue().splitlines()) > 6
    assert all(line.startswith(f"{title}: ") for line in said.getvalue().splitlines())
    assert LearnedModel.objects.get().state == "in_force"
    with pytest.raises(CommandError):
        call_command("train_model", "--title", "entah")


def test_a_training_that_breaks_is_told_without_what_it_read(
    decide: Decide, title: TitlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(lessons.rows(120, share=2))

    def breaks(*_given: Any, **_more: Any) -> None:
        raise RuntimeError("gerobak")

    monkeypatch.setattr(compare, "compared", breaks)
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("train_model", stdout=said, stderr=said)
    assert "gerobak" not in said.getvalue()
    state = Learning.objects.get()
    assert (state.outcome, state.problem) == ("failed", "RuntimeError")


def test_one_training_a_night(title: TitlePage) -> None:
    assert begin_learning(title=title, now=NOW, unless_since=NOW - timedelta(hours=2))
    assert not begin_learning(title=title, now=NOW, unless_since=NOW - timedelta(hours=2))
    assert begin_learning(title=title, now=NOW, unless_since=NOW + timedelta(hours=20))


def test_many_posts_ask_once_which_model_is_in_force(
    title: TitlePage, write: Write, ratna: Reader, settings: Any
) -> None:
    settings.CACHES = {**settings.CACHES, "brief": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    lessons.kept(title)
    in_force.look_again()
    with CaptureQueriesContext(connection) as captured:
        for number in range(3):
            write(ratna, f"saya lihat jendela lewat pasar tadi pagi {number}")
    asked = [query["sql"] for query in captured if "moderation_learnedmodel" in query["sql"]]
    assert len(asked) == 2  # which one, and its weights
    in_force.look_again()
