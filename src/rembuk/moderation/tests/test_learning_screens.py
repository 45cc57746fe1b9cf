"""The editors' screens about learning: whose they are, what they show, and the one click back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from rembuk.conversation.models import Thread
from rembuk.conversation.queries import thread_of
from rembuk.moderation.learning import in_force
from rembuk.moderation.models import DecisionScore, LearnedModel, RejectionReason
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

from . import lessons

SignIn = Callable[[Reader], Client]
MEASURED = {"rows": 44, "average_precision": 0.875, "recall_at_5": 0.5, "hold": None}
FIGURES = {
    "new": {**MEASURED, "nudge": {"threshold": 0.4, "precision": 0.9, "recall": 0.8, "wrongly": 0.015}},
    "former": {**MEASURED, "nudge": None},
}


@pytest.fixture(autouse=True)
def _built_anew() -> None:
    in_force.built.clear()


@pytest.fixture
def thread(story: StoryPage) -> Thread:
    """Where it was talked."""
    return thread_of(story)


@pytest.fixture
def scored(thread: Thread, make_reader: Callable[..., Reader], reason: RejectionReason) -> list[Any]:
    """Eight decisions of three weeks ago and eight of this week, with what the model said of them."""
    reason.teaches = True
    reason.save()
    writers, now = [make_reader("Penulis")], timezone.now()
    decisions = []
    for ago, seed in [(timedelta(weeks=3), 1), (timedelta(hours=1), 2)]:
        made = lessons.decide(thread, writers, lessons.rows(8, share=2, seed=seed), reason=reason, now=now, ago=ago)
        decisions += made
    rejected = [each for each in decisions if each.outcome == "rejected"]
    levels = {each.pk: 1 for each in [*rejected[:3], *rejected[4:6]]} | {decisions[1].pk: 2}
    DecisionScore.objects.bulk_create(
        DecisionScore(decision=each, score=0.5, level=levels.get(each.pk, 0)) for each in decisions
    )
    return decisions


def shown(client: Client, title: TitlePage) -> Any:
    """The screen of the title."""
    return client.get(reverse("moderation_learning_title", args=[title.pk]))


def test_editors_see_them_and_moderators_do_not(
    sign_in: SignIn, sekar: Reader, damar: Reader, title: TitlePage
) -> None:
    row = lessons.kept(title)
    addresses = [reverse("moderation_learning"), reverse("moderation_learning_title", args=[title.pk])]
    use = reverse("moderation_use_model", args=[title.pk])
    moderator = sign_in(damar)
    assert [moderator.get(address).status_code for address in addresses] == [302, 302]
    assert moderator.post(use, {"model": "seed"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "in_force"
    editor = sign_in(sekar)
    assert [editor.get(address).status_code for address in addresses] == [200, 200]
    assert editor.get(use).status_code == 405
    assert editor.get(reverse("moderation_learning_title", args=[0])).status_code == 404


def test_one_click_goes_back_and_another_one_forward(sign_in: SignIn, sekar: Reader, title: TitlePage) -> None:
    editor, use = sign_in(sekar), reverse("moderation_use_model", args=[title.pk])
    first = lessons.kept(title)
    second = lessons.kept(title, found=first)
    page = shown(editor, title)
    assert page.context["back"] == first
    assert editor.post(use, {"model": first.pk}).status_code == 302
    assert shown(editor, title).context["back"] == "seed"
    editor.post(use, {"model": "seed"})
    states = dict(LearnedModel.objects.values_list("pk", "state"))
    assert states == {first.pk: "gone_back", second.pk: "gone_back"}
    page = shown(editor, title)
    assert page.context["back"] == ""
    assert page.context["state"].is_paused
    editor.post(use, {"model": second.pk})
    assert shown(editor, title).context["state"].row == second


def test_only_models_of_the_title_can_be_used(sign_in: SignIn, sekar: Reader, title: TitlePage) -> None:
    other: TitlePage = title.get_parent().add_child(instance=TitlePage(title="Lintas Sore", slug="lintas-sore"))
    row, client = lessons.kept(other), sign_in(sekar)
    use = reverse("moderation_use_model", args=[title.pk])
    assert [client.post(use, {"model": given}).status_code for given in (row.pk, "", "x", 0)] == [404] * 4
    LearnedModel.objects.filter(pk=row.pk).update(state="replaced", weights=None)
    client.post(reverse("moderation_use_model", args=[other.pk]), {"model": row.pk})
    row.refresh_from_db()
    assert row.state == "replaced"


def test_weeks_count_what_the_model_said(sign_in: SignIn, sekar: Reader, title: TitlePage, scored: list[Any]) -> None:
    page = shown(sign_in(sekar), title)
    chart = page.context["chart"]
    assert [row[1] for row in chart.rows] == [["75 %", "75 %", "3", "1", "1"], ["100 %", "50 %", "2", "0", "2"]]
    assert [series.values for series in chart.series] == [[75, 100], [75, 50]]
    html = page.content.decode()
    assert html.count('class="line s') == 2
    assert html.count('class="mark s') == 4
    assert "<td>75 %</td>" in html


def test_a_week_without_a_mark_is_a_gap(sign_in: SignIn, sekar: Reader, title: TitlePage, scored: list[Any]) -> None:
    DecisionScore.objects.filter(decision__in=scored[:8]).update(level=0)
    chart = shown(sign_in(sekar), title).context["chart"]
    assert chart.series[0].values == [None, 100]
    assert chart.rows[0][1][0] == "–"
    assert not chart.is_empty


def test_it_shows_what_the_newest_training_changed(
    sign_in: SignIn, sekar: Reader, title: TitlePage, scored: list[Any]
) -> None:
    gone, stands = scored[0].comment, scored[2].comment
    type(gone).objects.filter(pk=gone.pk).update(state="removed")
    differing = [{"comment": each.pk, "label": True, "new": 0.81, "former": 0.2} for each in (gone, stands)]
    changes = {"up": [["gerobak", 0.1, 4.2]], "down": [["jendela", 1.0, -2.0]]}
    lessons.kept(title, is_worse=True, figures=FIGURES, changes=changes, differing=differing)
    page = shown(sign_in(sekar), title)
    html = page.content.decode()
    assert [row.comment for row in page.context["differing"]] == [stands]
    assert gone.body not in html
    for piece in ("gerobak", "0,1 → 4,2", "87,5 %", "1,5 %", stands.body):
        assert piece in html
    assert page.context["state"].row is None
    assert page.context["newest"].state == "worse"


def test_it_says_how_much_is_missing_and_what_is_broken(
    sign_in: SignIn, sekar: Reader, title: TitlePage, scored: list[Any]
) -> None:
    client = sign_in(sekar)
    state = shown(client, title).context["state"]
    assert (state.counts.approved, state.counts.rejected) == (8, 8)
    assert (state.missing.approved, state.missing.rejected, state.until_holding) == (12, 12, 384)
    row = lessons.kept(title)
    LearnedModel.objects.filter(pk=row.pk).update(digest="0" * 64)
    page = shown(client, title)
    assert page.context["state"].condition == "damaged"
    assert "help-critical" in page.content.decode()


def test_the_screens_cost_no_more_with_more_rows(
    sign_in: SignIn, sekar: Reader, title: TitlePage, scored: list[Any]
) -> None:
    client = sign_in(sekar)

    def cost() -> int:
        lessons.kept(title, differing=[{"comment": scored[0].comment_id, "label": None, "new": 1.0, "former": 0.0}])
        shown(client, title)
        with CaptureQueriesContext(connection) as captured:
            shown(client, title)
            client.get(reverse("moderation_learning"))
        return len(captured)

    few = cost()
    assert [cost() for _more in range(3)] == [few] * 3
