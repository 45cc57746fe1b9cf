"""A writer is asked before anything is recorded, once, and nobody gets past a phase by it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from rembuk.audit.models import AuditRow
from rembuk.conversation import actions
from rembuk.conversation.actions import nudge
from rembuk.conversation.models import Comment, Nudge, NudgeDay, Thread
from rembuk.conversation.phases import Answer, Draft
from rembuk.conversation.phases_basic import length
from rembuk.conversation.questions import Piece, shortened
from rembuk.readers.models import Reader

SignIn = Callable[[Reader], Client]
PIECE: dict[str, Any] = {"headers": {"Rembuk-Piece": "1"}}
HARSH = "Menteri <goblok> itu, kerja dong!"


def asks_about_words(draft: Draft) -> Answer:
    """A phase for tests: `goblok` waits, `kasar` may stand, `judi` is told
    nothing, `sedih` needs help; the writer is asked about each but the third."""
    kinds = {"goblok": "insult", "kasar": "profanity", "judi": "gambling", "sedih": "self_harm"}
    found = [(kind, match.span()) for word, kind in kinds.items() for match in re.finditer(word, draft.body)]
    waits = any(word in draft.body for word in ("goblok", "judi", "sedih"))
    return Answer(
        "hold" if waits else "publish",
        [{"kind": kind, "span": list(span), "weight": 0.83} for kind, span in found],
        asks=[{"kind": kind, "span": list(span)} for kind, span in found],
        silent="judi" in draft.body,
    )


@pytest.fixture(autouse=True)
def _phases(settings: Any) -> None:
    settings.REMBUK_PHASES = ["rembuk.conversation.phases_basic.length", f"{__name__}.asks_about_words"]


@pytest.fixture
def send(ratna: Reader, thread: Thread) -> Callable[..., Comment]:
    """Sends a text as Ratna's form does."""

    def post(
        body: str, token: str = "", *, key: uuid.UUID | None = None, anyway: bool = False, **facts: Any
    ) -> Comment:
        network = facts.pop("network", "203.0.113.0/24")
        asking = actions.Asking(network, token, anyway=anyway)
        given = {"author": ratna, "thread": thread, **facts}
        return actions.post_from_network(body=body, client_key=key or uuid.uuid4(), asking=asking, **given)

    return post


Send = Callable[..., Comment]


def asked(send: Send, body: str, **facts: Any) -> actions.Nudged:
    with pytest.raises(actions.Nudged) as question:
        send(body, **facts)
    return question.value


def test_nothing_is_recorded_and_the_places_are_named_without_scores(send: Send) -> None:
    question = asked(send, HARSH)
    assert Comment.objects.count() == 0
    assert question.asks == [{"kind": "insult", "span": [9, 15]}]
    assert HARSH[9:15] == "goblok"
    assert question.waits
    assert list(AuditRow.objects.filter(verb="conversation.nudge").values_list("data", flat=True)) == [{"waits": True}]


def test_no_text_is_kept(send: Send) -> None:
    asked(send, HARSH)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM conversation_nudge")
        kept = str(cursor.fetchall())
    assert "goblok" not in kept
    assert "insult" in kept


def test_a_rewritten_text_is_published(send: Send) -> None:
    key = uuid.uuid4()
    question = asked(send, HARSH, key=key)
    assert send("Menteri itu keliru.", question.token, key=key).is_published
    assert Nudge.objects.get().outcome == "rewritten"
    assert AuditRow.objects.filter(verb="conversation.answer_nudge").count() == 1


def test_one_that_would_wait_again_is_held_without_a_second_question(send: Send) -> None:
    key = uuid.uuid4()
    question = asked(send, HARSH, key=key)
    assert send("Tetap goblok.", question.token, key=key).state == "held"
    assert Nudge.objects.count() == 1


def test_what_is_sent_all_the_same_is_held_or_published_as_the_phases_say(send: Send) -> None:
    for body, state in [(HARSH, "held"), ("Ini kasar.", "published")]:
        key = uuid.uuid4()
        question = asked(send, body, key=key)
        assert send(body, question.token, key=key, anyway=True).state == state
    assert set(Nudge.objects.values_list("outcome", flat=True)) == {"anyway"}


def test_the_same_text_without_the_other_button_counts_as_sent_all_the_same(send: Send) -> None:
    key = uuid.uuid4()
    question = asked(send, "Ini kasar.", key=key)
    assert send("Ini kasar.", question.token, key=key).state == "published"
    assert Nudge.objects.get().outcome == "anyway"


@pytest.mark.parametrize("forged", ["", "1", "x:y:z", "{real}x", "é:1:2"])
def test_sending_all_the_same_needs_a_question_that_was_asked(send: Send, forged: str) -> None:
    key = uuid.uuid4()
    question = asked(send, HARSH, key=key)
    asked(send, HARSH, token=forged.replace("{real}", question.token), key=key, anyway=True)
    assert Comment.objects.count() == 0


def test_a_question_belongs_to_its_reader_its_form_and_its_thread(
    send: Send, bagas: Reader, make_story: Callable[..., Any]
) -> None:
    key = uuid.uuid4()
    token = asked(send, HARSH, key=key).token
    other = Thread.objects.create(title=Thread.objects.get().title, story=make_story("Lain"))
    asked(send, HARSH, token=token, key=uuid.uuid4(), anyway=True)
    asked(send, HARSH, token=token, key=key, author=bagas, anyway=True)
    asked(send, HARSH, token=token, key=key, thread=other, anyway=True)
    assert Comment.objects.count() == 0


def test_a_question_is_over_after_an_hour(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    key = uuid.uuid4()
    token = asked(send, HARSH, key=key).token
    monkeypatch.setattr(nudge, "LASTS", timedelta(seconds=-1))
    asked(send, HARSH, token=token, key=key, anyway=True)


def test_the_token_skips_no_phase(send: Send) -> None:
    key = uuid.uuid4()
    token = asked(send, "Ini kasar.", key=key).token
    assert send("judi gacor", token, key=key, anyway=True).state == "held"
    assert not Comment.objects.get().is_published


def test_who_advertises_is_told_nothing(send: Send) -> None:
    assert send("judi goblok kasar").state == "held"
    assert Nudge.objects.count() == 0


def test_the_same_text_again_gets_the_same_answer_and_costs_no_question(send: Send, settings: Any) -> None:
    settings.REMBUK_NUDGES_AN_HOUR = (1, 60)
    first, again = asked(send, HARSH), asked(send, HARSH)
    assert (first.asks, first.waits) == (again.asks, again.waits)
    assert Nudge.objects.count() == 1


def test_a_reader_gets_so_many_answers_an_hour_then_none(send: Send, settings: Any, bagas: Reader) -> None:
    settings.REMBUK_NUDGES_AN_HOUR = (2, 60)
    for number in range(2):
        asked(send, f"goblok {number}")
    assert send("goblok lagi").state == "held"
    assert send("kasar lagi").state == "published"
    asked(send, "goblok lagi", author=bagas)
    assert Nudge.objects.count() == 3


def test_a_network_gets_so_many_answers_an_hour_then_none(
    send: Send, settings: Any, make_reader: Callable[..., Reader]
) -> None:
    settings.REMBUK_NUDGES_AN_HOUR = (5, 2)
    for number in range(2):
        asked(send, HARSH, author=make_reader(f"Pembaca {number}"))
    assert send(HARSH, author=make_reader("Pembaca tiga")).state == "held"
    asked(send, HARSH, author=make_reader("Pembaca empat"), network="198.51.100.0/24")


def test_a_question_of_a_new_account_stands_although_nothing_else_is_written(send: Send, settings: Any) -> None:
    settings.REMBUK_YOUNG_PACE = (600, 1)
    key = uuid.uuid4()
    question = asked(send, HARSH, key=key)
    assert Nudge.objects.count() == 1
    assert send("Menteri itu keliru.", question.token, key=key).is_published


def test_a_second_press_after_it_was_recorded_asks_nothing(send: Send) -> None:
    key = uuid.uuid4()
    token = asked(send, HARSH, key=key).token
    comment = send(HARSH, token, key=key, anyway=True)
    assert send(HARSH, key=key) == comment
    assert send(HARSH, token, key=key, anyway=True) == comment
    assert Comment.objects.count() == 1


def test_where_nobody_is_asked_a_post_asks_the_database_nothing_more(send: Send, ratna: Reader, thread: Thread) -> None:
    def cost(post: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as captured:
            post()
        return len(captured)

    Reader.objects.filter(pk=ratna.pk).update(date_joined=timezone.now() - timedelta(days=2))
    ratna.refresh_from_db()
    send("Pertama.")
    plain = cost(lambda: actions.post_comment(author=ratna, thread=thread, body="Dua.", client_key=uuid.uuid4()))
    assert cost(lambda: send("Tiga.")) == plain


def test_the_numbers_are_added_up_and_the_rows_forgotten(send: Send, thread: Thread) -> None:
    for body, again, anyway in [
        ("goblok 1", "Baik.", False),
        ("goblok 2", "goblok 2", True),
        ("goblok 3", None, False),
    ]:
        key = uuid.uuid4()
        question = asked(send, body, key=key)
        if again:
            send(again, question.token, key=key, anyway=anyway)
    now = timezone.now()
    assert nudge.add_up(now) == 0
    assert nudge.add_up(now + timedelta(hours=2)) == 3
    assert nudge.add_up(now + timedelta(hours=2)) == 0
    numbers = NudgeDay.objects.get()
    assert (numbers.title_id, numbers.shown, numbers.rewritten, numbers.anyway, numbers.left) == (
        thread.title_id, 3, 1, 1, 1
    )  # fmt: skip
    assert Nudge.objects.count() == 0


def field(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', html)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("extra", [{}, PIECE])
def test_the_form_shows_the_marked_text_and_takes_both_answers(
    ratna: Reader, thread: Thread, sign_in: SignIn, extra: dict[str, Any]
) -> None:
    client, address = sign_in(ratna), reverse("conversation:post", args=[thread.pk])
    for answer, state in [({"body": "Menteri itu keliru."}, "published"), ({"anyway": "1", "body": HARSH}, "held")]:
        key = str(uuid.uuid4())
        response = client.post(address, {"body": HARSH, "client_key": key}, **extra)
        html = response.content.decode()
        assert response.status_code == 422
        assert "&lt;<mark>goblok</mark>&gt;" in html
        assert "Menteri &lt;goblok&gt; itu, kerja dong!</textarea>" in html
        assert html.count("data-focus") == 1
        assert 'name="anyway" value="1"' in html
        assert "0.83" not in html
        assert field(html, "client_key") == key
        assert response.headers.get("Rembuk-Target") == ("#compose" if extra else None)
        sent = client.post(address, {"client_key": key, "nudge": field(html, "nudge"), **answer}, **extra)
        assert sent.status_code == (201 if extra else 302)
        assert Comment.objects.order_by("-pk")[0].state == state
        if extra:  # the form with the question makes room for an empty one
            fresh = sent.content.decode()
            assert 'id="compose"' in fresh
            assert "data-oob" in fresh
            assert "anyway" not in fresh
            assert field(fresh, "client_key") != key
            assert "Rembuk-Fresh" not in sent.headers


def test_a_refused_answer_keeps_the_question(ratna: Reader, thread: Thread, sign_in: SignIn) -> None:
    client, address = sign_in(ratna), reverse("conversation:post", args=[thread.pk])
    form = {"body": HARSH, "client_key": str(uuid.uuid4())}
    token = field(client.post(address, form).content.decode(), "nudge")
    html = client.post(address, {**form, "body": " ", "nudge": token}).content.decode()
    assert field(html, "nudge") == token
    assert client.post(address, {**form, "nudge": token, "anyway": "1"}).status_code == 302


def test_someone_in_need_is_offered_help_and_not_marked(ratna: Reader, thread: Thread, sign_in: SignIn) -> None:
    address = reverse("conversation:post", args=[thread.pk])
    html = sign_in(ratna).post(address, {"body": "Aku sedih goblok", "client_key": uuid.uuid4()}).content.decode()
    assert "119" in html
    assert "<mark>" not in html
    assert 'name="anyway"' in html


def test_the_phases_own_length_still_rejects_first(send: Send) -> None:
    with pytest.raises(actions.Refused) as refusal:
        send("goblok " * 1_000)
    assert not isinstance(refusal.value, actions.Nudged)
    assert length.seconds < 1


def test_a_question_is_no_warning_in_the_log(
    ratna: Reader, thread: Thread, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    facts = {"body": HARSH, "client_key": str(uuid.uuid4())}
    address = reverse("conversation:post", args=[thread.pk])
    assert sign_in(ratna).post(address, facts, **PIECE).status_code == 422
    assert caplog.records == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("goblok semua", "goblok semua"),
        ("Saya kesal. goblok", "Saya kesal. goblok"),
        (f"{'kata ' * 40}goblok", f"… {'kata ' * 9}goblok"),
        (f"goblok{' kata' * 40}", f"goblok{' kata' * 9} …"),
        (f"goblok{' kata' * 40} tolol", f"goblok{' kata' * 9} … {'kata ' * 9}tolol"),
        (f"goblok{'x' * 200}", f"goblok{'x' * 50}…"),
    ],
)
def test_the_question_shows_what_stands_near_the_marks(text: str, shown: str) -> None:
    words = [word for word in ("goblok", "tolol") if word in text]
    cut = text
    pieces = []
    for word in words:
        before, cut = cut.split(word, 1)
        pieces += [Piece(before, False)] if before else []
        pieces.append(Piece(word, True))
    pieces += [Piece(cut, False)] if cut else []
    assert "".join(piece.text for piece in shortened(pieces)) == shown
    assert [piece.text for piece in shortened(pieces) if piece.is_marked] == words
