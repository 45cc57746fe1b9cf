"""What each phase says, and that the innermost layer that says something counts."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from rembuk.audit.models import AuditRow
from rembuk.civility import Verdict
from rembuk.civility import judge as real
from rembuk.civility.verdict import SCORE_NAMES
from rembuk.conversation.actions import Asking, Nudged, Refused, edit_comment, post_comment
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.phases import Draft, walk
from rembuk.conversation.queries import thread_of
from rembuk.moderation import engine
from rembuk.moderation.actions.layers import change_rules
from rembuk.moderation.models import Decision, Layer
from rembuk.moderation.rules import layers_over, resolved, rules_for
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

from .conftest import CLEAN, INSULT

Write = Callable[..., Comment]
Settle = Callable[..., Layer]
SLOT = "Daftar sekarang di slotgacor77 bonus new member 100% pasti maxwin, link di bio"


@pytest.fixture
def thread(make_story: Callable[..., StoryPage]) -> Thread:
    """A conversation under a story of the section Ekonomi."""
    return thread_of(make_story("Harga beras", kicker="Ekonomi"))


@pytest.fixture
def settle(sekar: Reader, title: TitlePage) -> Settle:
    """Settles rules as Sekar, for the title unless a section or a thread is named."""
    return lambda **given: change_rules(actor=sekar, title=title, **given)


def walked(reader: Reader, thread: Thread, text: str) -> list[str]:
    answer = walk(Draft(reader, thread, text))
    return [answer.outcome, *(str(reason["kind"]) for reason in answer.reasons)]


def test_each_value_comes_from_the_innermost_layer_that_says_one(settle: Settle, thread: Thread) -> None:
    settle(newcomers=1, most_links=1, words="judul")
    settle(section="Ekonomi", newcomers=2, words="rubrik\nDua  kata")
    settle(section="Olahraga", newcomers=9, words="bola")
    settle(thread=thread, newcomers=0, lexicon=False)
    rules, origins = resolved(layers_over(thread.title_id, thread=thread))
    assert (rules.newcomers, rules.most_links, rules.lexicon, rules.links) == (0, 1, False, True)
    assert rules.words == ("judul", "rubrik", "Dua kata")
    where = {name: origins[name].scope for name in ("newcomers", "most_links", "lexicon", "links")}
    assert where == {"newcomers": "thread", "most_links": "title", "lexicon": "thread", "links": "installation"}
    settle(thread=thread, newcomers=None)
    assert rules_for(thread).newcomers == 2


def test_layers_of_other_titles_and_threads_do_not_count(
    settle: Settle, sekar: Reader, thread: Thread, title: TitlePage, make_story: Callable[..., StoryPage]
) -> None:
    other: Any = title.get_parent().add_child(instance=TitlePage(title="Lintas Sore", slug="lintas-sore"))
    change_rules(actor=sekar, title=other, newcomers=7)
    settle(thread=thread_of(make_story("Lain", kicker="Ekonomi")), newcomers=8)
    assert rules_for(thread).newcomers == 0


def test_a_place_has_one_layer_and_a_peer_only_a_title(title: TitlePage, thread: Thread) -> None:
    Layer.objects.create(title=title, section="Ekonomi")
    for broken in (
        {"section": "Ekonomi"},
        {"section": "Ekonomi", "thread": thread},
        {"section": "Olahraga", "peer": "luar"},
        {"thread": thread, "peer": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Layer.objects.create(title=title, **broken)


def test_a_change_is_recorded_without_the_words(settle: Settle) -> None:
    settle(words="tersangka\nkorban", newcomers=3)
    settle(words="tersangka\nkorban", newcomers=3)
    row = AuditRow.objects.get(verb="moderation.change_rules")
    assert row.data["changed"] == {"words": [0, 2], "newcomers": [None, 3]}
    assert "tersangka" not in str(row.data)


@pytest.mark.parametrize(
    "wrong",
    [
        {"hold_abuse": 0},
        {"hold_spam": 101},
        {"newcomers": 51},
        {"words": "a" * 101},
        {"words": "kata\n.*"},
        {"words": "\U0001f600"},
        {"words": "a"},
        {"peer": "tak-ada"},
    ],
)
def test_what_is_out_of_bounds_is_refused_and_changes_nothing(settle: Settle, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused), transaction.atomic():
        settle(**wrong)
    assert Layer.objects.count() == 0


def test_an_unknown_rule_is_a_mistake(settle: Settle) -> None:
    with pytest.raises(ValueError, match="standing"):
        settle(standing=False)


def test_a_post_asks_for_its_rules_now_and_then_only(thread: Thread, ratna: Reader, settings: Any) -> None:
    settings.CACHES = {**settings.CACHES, "brief": {"BACKEND": "rembuk.site.brief.SharedMemory"}}
    caches["brief"].clear()
    rules_for(thread)
    with CaptureQueriesContext(connection) as captured:
        rules_for(thread)
    caches["brief"].clear()
    assert len(captured) == 0


def test_the_engine_is_asked_once_for_four_phases(
    thread: Thread, ratna: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def judge(text: str, **given: Any) -> Verdict:
        asked.append(text)
        return real(text, **given)

    monkeypatch.setattr(engine, "judge", judge)
    assert walked(ratna, thread, CLEAN) == ["publish"]
    assert asked == [CLEAN]


@pytest.mark.parametrize(
    ("text", "judge"),
    [(INSULT, "lexicon"), (SLOT, "gambling"), ("Chat WA 0812-3456-7890 ya, butuh dana cepat", "links")],
)
def test_a_judge_that_is_switched_off_says_nothing(
    text: str, judge: str, thread: Thread, ratna: Reader, settle: Settle
) -> None:
    assert walked(ratna, thread, text)[0] == "hold"
    settle(**{"model": False, judge: False})
    assert walked(ratna, thread, text)[0] == "publish"


def test_without_any_judge_comments_wait(thread: Thread, ratna: Reader, settle: Settle) -> None:
    settle(links=False, lexicon=False, gambling=False, model=False)
    assert walked(ratna, thread, CLEAN) == ["hold", "unjudged"]
    settle(section="Ekonomi", lexicon=True)
    assert walked(ratna, thread, CLEAN) == ["publish"]


def test_a_judge_that_is_on_but_not_in_the_list_of_phases_is_none(thread: Thread, ratna: Reader, settings: Any) -> None:
    settings.REMBUK_PHASES = ["rembuk.moderation.phases.standing", "rembuk.moderation.phases.unjudged"]
    assert walked(ratna, thread, CLEAN) == ["hold", "unjudged"]


def test_thresholds_move_what_waits(thread: Thread, ratna: Reader, settle: Settle) -> None:
    mild = "Kebijakan ini goblok sekali."
    assert walked(ratna, thread, mild)[0] == "publish"
    settle(hold_abuse=50)
    assert walked(ratna, thread, mild)[0] == "hold"
    settle(section="Ekonomi", hold_abuse=100)
    assert walked(ratna, thread, mild)[0] == "publish"


def test_more_links_than_a_place_allows_wait_and_the_rest_is_marked(
    thread: Thread, ratna: Reader, settle: Settle
) -> None:
    text = "Baca https://kompas.example/a"
    settle(most_links=0)
    answer = walk(Draft(ratna, thread, text))
    assert answer.outcome == "hold"
    assert [text[slice(*ask["span"])] for ask in answer.asks] == ["https://kompas.example/a"]
    settle(thread=thread, most_links=1)
    assert walked(ratna, thread, text)[0] == "publish"


def test_newcomers_wait_until_so_many_comments_stand(
    write: Write, ratna: Reader, settle: Settle, settings: Any, story: StoryPage
) -> None:
    settle(newcomers=2)
    first = write(ratna, "Pertama kali menulis.")
    assert first.state == "held"
    Comment.objects.filter(pk=first.pk).update(state="published")
    second = write(ratna, "Kedua kali menulis.")
    assert second.verdicts.get().reasons == [{"kind": "newcomer", "first": 2}]
    Comment.objects.filter(pk=second.pk).update(state="published")
    assert write(ratna, "Ketiga kali menulis.").state == "published"
    first.refresh_from_db()
    assert edit_comment(author=ratna, comment=first, body="Pertama, disunting.").state == "published"


def test_where_most_was_rejected_the_next_comment_waits(
    thread: Thread, ratna: Reader, settle: Settle, lose: Callable[..., Comment]
) -> None:
    comments = [lose(ratna, f"Komentar {number}.") for number in range(6)]
    Comment.objects.filter(pk__in=[each.pk for each in comments[:3]]).update(state="rejected")
    Comment.objects.filter(pk__in=[each.pk for each in comments[3:]]).update(state="published")
    settle(rejected_share=50)
    assert walked(ratna, thread, CLEAN) == ["publish"]  # three are too few to be a habit
    Comment.objects.filter(pk=comments[3].pk).update(state="rejected")
    assert walked(ratna, thread, CLEAN) == ["hold", "often_rejected"]
    for comment in comments[:2]:  # whoever withdraws what was rejected does not wash the record clean
        Decision.objects.create(comment=comment, outcome="rejected", before="published")
        Comment.objects.filter(pk=comment.pk).update(state="removed")
    assert walked(ratna, thread, CLEAN) == ["hold", "often_rejected"]
    Comment.objects.filter(pk=comments[2].pk).update(state="removed")  # withdrawn, and nobody had rejected it
    assert walked(ratna, thread, CLEAN) == ["publish"]
    Comment.objects.filter(pk=comments[2].pk).update(state="rejected")
    settle(rejected_share=0)
    assert walked(ratna, thread, CLEAN) == ["publish"]


@pytest.mark.parametrize("text", ["Si Budi Hartono lagi", "si budi  HARTONO", "budi,  hart0no!", "B.u.d.i Hartono"])
def test_a_listed_word_waits_however_it_is_written(text: str, thread: Thread, ratna: Reader, settle: Settle) -> None:
    settle(thread=thread, words="Budi Hartono")
    answer = walk(Draft(ratna, thread, text))
    assert (answer.outcome, answer.reasons[-1]["kind"]) == ("hold", "listed")
    assert walked(ratna, thread, "Budi Hartonosaputra")[0] == "publish"


def test_what_is_told_to_a_writer_has_places_and_no_scores(thread: Thread, ratna: Reader) -> None:
    with pytest.raises(Nudged) as question:
        post_comment(author=ratna, thread=thread, body=INSULT, client_key=uuid.uuid4(), asking=Asking("n"))
    assert question.value.waits
    assert {frozenset(ask) for ask in question.value.asks} == {frozenset({"kind", "span"})}


def test_nothing_is_asked_where_a_layer_says_so_and_never_of_advertisers(
    thread: Thread, ratna: Reader, settle: Settle
) -> None:
    assert walk(Draft(ratna, thread, f"{SLOT}, goblok")).asks == []
    assert walk(Draft(ratna, thread, INSULT)).asks
    settle(nudges=False)
    assert walk(Draft(ratna, thread, INSULT)).asks == []


def test_a_layer_decides_whether_what_is_only_asked_about_waits(thread: Thread, ratna: Reader, settle: Settle) -> None:
    mild = "Kebijakan ini goblok sekali."
    assert walk(Draft(ratna, thread, mild)).outcome == "publish"
    settle(nudged_waits=True)
    assert walk(Draft(ratna, thread, mild)).outcome == "hold"
    assert walk(Draft(ratna, thread, "Jalannya mulus.")).outcome == "publish"


def test_every_score_of_the_engine_has_its_phase() -> None:
    assert set(SCORE_NAMES) == {"abuse", "gambling", "spam"}
