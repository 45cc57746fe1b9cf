"""The writer's screen: giving, lifting and taking back, used as a browser without script uses it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rembuk.conversation.models import Comment, Report, Thread
from rembuk.moderation import queries
from rembuk.moderation.actions import add_note, approve, sanction, take_report
from rembuk.moderation.models import ReaderNote, RejectionReason, Sanction
from rembuk.newsroom.models import TitlePage
from rembuk.newsroom.tests.factories import make_sister
from rembuk.readers.models import Reader

from .conftest import CLEAN

Write = Callable[..., Comment]
SignIn = Callable[[Reader], Client]


@pytest.fixture
def browser(sign_in: SignIn, damar: Reader) -> Client:
    """Damar's browser."""
    return sign_in(damar)


def page(browser: Client, writer: Reader) -> str:
    answer = browser.get(reverse("moderation_author", args=[writer.public_id]))
    assert answer.status_code == 200
    return answer.content.decode()


def give(browser: Client, writer: Reader, reason: RejectionReason, /, **fields: Any) -> Any:
    form = {"kind": "pause", "days": "7", "reason": reason.pk, "title": "", "comment": "", "note": "", "seen": "0"}
    return browser.post(reverse("moderation_sanction", args=[writer.public_id]), form | fields)


def test_one_form_gives_and_one_lifts(
    browser: Client, lose: Write, ratna: Reader, damar: Reader, reason: RejectionReason, title: Any
) -> None:
    comment = lose(ratna, "Sudah tayang.")
    approve(moderator=damar, comment=comment)
    assert "Sudah tayang." in page(browser, ratna)
    answer = give(browser, ratna, reason, title=title.pk, comment=comment.pk, note="Lihat utas kemarin")
    assert answer.status_code == 302
    given = Sanction.objects.get()
    assert (given.kind, given.title_id, given.comment, given.note) == ("pause", title.pk, comment, "Lihat utas kemarin")
    shown = page(browser, ratna)
    assert "Lihat utas kemarin" in shown
    assert reverse("moderation_undo_sanction", args=[given.pk]) in shown
    lift = reverse("moderation_lift", args=[given.pk])
    browser.post(lift, {"why": ""})
    assert queries.standing_of(ratna, title.pk).outcome == "reject"
    browser.post(lift, {"why": "Sudah meminta maaf"})
    assert queries.standing_of(ratna, title.pk).outcome == "publish"
    assert "Sudah meminta maaf" in page(browser, ratna)


def test_the_form_starts_mild(browser: Client, lose: Write, ratna: Reader, title: TitlePage) -> None:
    older, newest, sister = lose(ratna, "Yang lama."), lose(ratna, "Yang baru."), make_sister()
    elsewhere = Thread.objects.create(title=sister, page_key="artikel-17")
    Comment.objects.filter(pk=newest.pk).update(thread=elsewhere)
    address = reverse("moderation_author", args=[ratna.public_id])

    def begins(asked: str) -> tuple[Any, Any, Any]:
        form = browser.get(address, {"komentar": asked}).context["form"]
        chosen = [form[name].value() for name in ("days", "title", "comment")]
        assert f'<option value="{chosen[0]}" selected>' in str(form["days"])
        return chosen[0], chosen[1], chosen[2]

    assert begins(str(older.public_id)) == (7, title.pk, older.pk)
    assert begins("") == begins("bukan-uuid") == begins(str(uuid.uuid4())) == (7, sister.pk, None)


def test_nothing_is_hinted_beyond_a_ban_without_end(
    browser: Client, ratna: Reader, damar: Reader, reason: RejectionReason, title: TitlePage
) -> None:
    assert "Biasanya berikutnya" in page(browser, ratna)
    damar.user_permissions.add(Permission.objects.get(codename="ban_reader"))
    lead = Reader.objects.get(pk=damar.pk)
    ban = sanction(moderator=lead, reader=ratna, kind="ban", reason=reason, days=None, title=make_sister())
    assert "Biasanya berikutnya: Larangan" in page(browser, ratna), "in another title"
    Sanction.objects.filter(pk=ban.pk).update(title=None)
    shown = page(browser, ratna)
    assert "Biasanya berikutnya" not in shown
    assert "tidak ada yang lebih berat" in shown


def test_taking_back_is_offered_and_works(browser: Client, ratna: Reader, reason: RejectionReason) -> None:
    give(browser, ratna, reason)
    address = reverse("moderation_undo_sanction", args=[Sanction.objects.get().pk])
    assert f'action="{address}"' in page(browser, ratna)
    browser.post(address)
    assert Sanction.objects.get().taken_back
    assert address not in page(browser, ratna)


@pytest.mark.parametrize(
    ("field", "value"), [("reason", ""), ("kind", ""), ("kind", "shadow"), ("days", ""), ("days", "4000")]
)
def test_what_is_missing_is_asked_again_and_nothing_is_lost(
    browser: Client, ratna: Reader, reason: RejectionReason, field: str, value: str
) -> None:
    answer = give(browser, ratna, reason, note="Catatan saya", **{field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert 'value="Catatan saya"' in answer.content.decode()
    assert not Sanction.objects.exists()


def test_a_warning_takes_no_days(browser: Client, ratna: Reader, reason: RejectionReason) -> None:
    give(browser, ratna, reason, kind="warning", days="30")
    assert Sanction.objects.get().ends_at is None


def test_the_second_moderator_sees_what_the_first_did(browser: Client, ratna: Reader, reason: RejectionReason) -> None:
    give(browser, ratna, reason)
    answer = give(browser, ratna, reason, kind="ban", days="30")
    assert answer.status_code == 422
    assert Sanction.objects.count() == 1
    shown = answer.content.decode()
    seen = queries.sanctions_seen(list(Sanction.objects.all()))
    assert f'name="seen" value="{seen}"' in shown, "sent again, it is given"
    assert give(browser, ratna, reason, kind="ban", days="30", seen=seen).status_code == 302


def test_another_writers_comment_cannot_be_chosen(
    browser: Client, lose: Write, ratna: Reader, bagas: Reader, reason: RejectionReason
) -> None:
    assert give(browser, ratna, reason, comment=lose(bagas).pk).status_code == 422


def test_notes_are_escaped_and_for_colleagues(browser: Client, sign_in: SignIn, ratna: Reader) -> None:
    address = reverse("moderation_note", args=[ratna.public_id])
    browser.post(address, {"text": "<b>awas</b>"})
    browser.post(address, {"text": "   "})
    assert ReaderNote.objects.count() == 1
    assert "&lt;b&gt;awas&lt;/b&gt;" in page(browser, ratna)


def test_reports_are_counted_and_a_flood_of_them_is_seen_as_one(
    browser: Client, lose: Write, ratna: Reader, make_reader: Callable[..., Reader]
) -> None:
    comment = lose(ratna)
    Comment.objects.filter(pk=comment.pk).update(state="published")
    said = []
    for number in range(8):
        report = Report.objects.create(comment=comment, reporter=make_reader(f"Pelapor {number}"), reason="abuse")
        take_report(comment=comment, report=report)
        said.append("mod-heed" in page(browser, ratna))
    assert said == [False] * 7 + [True]
    counted = queries.reports_about(_moderator(browser), ratna)
    assert (counted.received, counted.lately, counted.reporters_lately) == (8, 8, 8)
    assert counted.flood_words in page(browser, ratna)
    later = timezone.now() + timedelta(hours=25)
    assert queries.reports_about(_moderator(browser), ratna, now=later).flood is None


def test_one_moderator_against_one_reader_is_seen(
    browser: Client, ratna: Reader, damar: Reader, sekar: Reader, reason: RejectionReason
) -> None:
    for _ in range(2):
        sanction(moderator=damar, reader=ratna, reason=reason, kind="warning")
    assert "mod-heed" not in page(browser, ratna)
    sanction(moderator=damar, reader=ratna, reason=reason, kind="warning")
    assert "mod-heed" in page(browser, ratna)
    for _ in range(3):
        sanction(moderator=sekar, reader=ratna, reason=reason, kind="warning")
    assert "mod-heed" not in page(browser, ratna)


def test_reports_that_were_right_are_counted(browser: Client, lose: Write, ratna: Reader, bagas: Reader) -> None:
    right, wrong = lose(bagas), lose(bagas)
    Comment.objects.filter(pk=right.pk).update(state="rejected")
    for comment in (right, wrong):
        Report.objects.create(comment=comment, reporter=ratna, reason="spam")
    counted = queries.reports_about(_moderator(browser), ratna)
    assert (counted.made, counted.upheld) == (2, 1)


def test_no_form_for_a_colleague(browser: Client, sekar: Reader) -> None:
    assert reverse("moderation_sanction", args=[sekar.public_id]) not in page(browser, sekar)


def test_the_page_asks_no_more_for_a_longer_history(
    browser: Client, ratna: Reader, damar: Reader, reason: RejectionReason, django_assert_max_num_queries: Any
) -> None:
    def more() -> None:
        for _ in range(5):
            sanction(moderator=damar, reader=ratna, reason=reason, kind="warning")
            add_note(moderator=damar, reader=ratna, text=CLEAN)

    more()
    page(browser, ratna)
    with django_assert_max_num_queries(200) as first:
        page(browser, ratna)
    more()
    with django_assert_max_num_queries(len(first)):
        page(browser, ratna)


@pytest.mark.parametrize("person", ["ratna", "yoga", "sekar"])
def test_nobody_else_does_any_of_it(
    person: str, request: pytest.FixtureRequest, sign_in: SignIn, ratna: Reader, damar: Reader, reason: RejectionReason
) -> None:
    given = sanction(moderator=damar, reader=ratna, reason=reason, kind="pause", days=1)
    stranger = sign_in(request.getfixturevalue(person))
    assert give(stranger, ratna, reason, seen="").status_code in {302, 403}
    stranger.post(reverse("moderation_lift", args=[given.pk]), {"why": "x"})
    stranger.post(reverse("moderation_undo_sanction", args=[given.pk]))
    stranger.post(reverse("moderation_note", args=[ratna.public_id]), {"text": "x"})
    assert Sanction.objects.get().lifted_at is None
    assert not ReaderNote.objects.exists()


def _moderator(browser: Client) -> Reader:
    return Reader.objects.get(pk=browser.session["_auth_user_id"])
