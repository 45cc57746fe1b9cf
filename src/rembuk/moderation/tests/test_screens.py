"""The moderators' screens, used as a browser without script uses them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rembuk.conversation.actions import remove_comment, report_comment
from rembuk.conversation.models import Comment, Report
from rembuk.moderation import queries
from rembuk.moderation.actions import approve, reject, undo
from rembuk.moderation.models import Decision, QueueItem, RejectionReason
from rembuk.readers.models import Reader

from .conftest import CLEAN, INSULT, Capture

Write = Callable[..., Comment]
SignIn = Callable[[Reader], Client]


@pytest.fixture
def browser(sign_in: SignIn, damar: Reader) -> Client:
    """Damar's browser."""
    return sign_in(damar)


def page(browser: Client, name: str, *args: Any, **query: Any) -> str:
    answer = browser.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def send(browser: Client, comment: Comment, **fields: Any) -> Any:
    fields.setdefault("seen", queries.seen_state(Comment.objects.get(pk=comment.pk)))
    return browser.post(reverse("moderation_decide", args=[comment.public_id]), fields)


def test_the_queue_marks_the_words_and_escapes_the_text(browser: Client, write: Write, ratna: Reader) -> None:
    comment = write(ratna, INSULT + " <script>alert(1)</script> & salam")
    shown = page(browser, "moderation_queue")
    assert "<script>alert(1)" not in shown
    quoted = re.search(r'<blockquote class="mod-text"[^>]*>(.*?)</blockquote>', shown, re.S)
    assert quoted is not None
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; salam" in quoted[1]
    assert re.findall(r"<mark title=\"[^\"]+\">(\w+)</mark>", quoted[1])
    assert f'id="k-{comment.pk}"' in shown
    assert comment.thread.headline in shown


def test_notes_of_reports_are_shown_and_escaped(browser: Client, write: Write, ratna: Reader, bagas: Reader) -> None:
    comment = write(ratna, CLEAN)
    Report.objects.create(comment=comment, reporter=bagas, reason="abuse", note="<b>lihat</b>")
    QueueItem.objects.create(comment=comment, origin="reported")
    shown = page(browser, "moderation_queue")
    assert "&lt;b&gt;lihat&lt;/b&gt;" in shown
    assert bagas.display_name not in shown


def test_each_decision_is_one_post_and_leads_to_the_next(
    browser: Client, lose: Write, ratna: Reader, reason: RejectionReason
) -> None:
    first, second = lose(ratna), lose(ratna)
    answer = send(browser, first, outcome="approved", next=second.pk, after="")
    assert answer.url == f"{reverse('moderation_queue')}#k-{second.pk}"
    answer = send(browser, second, reason=reason.pk, view=f"order=oldest&after=0.{first.pk}&next=//contoh.test")
    assert answer.url == f"{reverse('moderation_queue')}?order=oldest&after=0.{first.pk}#queue"
    assert [*Decision.objects.values_list("outcome", flat=True)] == ["rejected", "approved"]


def test_a_rejection_without_reason_decides_nothing(browser: Client, lose: Write, ratna: Reader) -> None:
    comment = lose(ratna)
    answer = send(browser, comment, outcome="rejected", reason="")
    assert answer.url.endswith(f"#k-{comment.pk}")
    assert not Decision.objects.exists()


def test_a_colleague_who_was_faster_is_named(browser: Client, lose: Write, ratna: Reader, sekar: Reader) -> None:
    comment = lose(ratna)
    seen = queries.seen_state(comment)
    approve(moderator=sekar, comment=comment)
    answer = send(browser, comment, outcome="approved", seen=seen)
    assert Decision.objects.count() == 1
    assert sekar.display_name in browser.get(answer.url.partition("#")[0]).content.decode()


def test_letting_it_stand_twice_is_one_decision(
    browser: Client, write: Write, ratna: Reader, bagas: Reader, django_capture_on_commit_callbacks: Capture
) -> None:
    comment = write(ratna, CLEAN)
    with django_capture_on_commit_callbacks(execute=True):
        report_comment(reporter=bagas, comment=comment, reason="abuse", note="")
    own_page = {"outcome": "approved", "screen": str(comment.public_id)}
    assert "Biarkan tayang" in page(browser, "moderation_comment", comment.public_id)
    send(browser, comment, **own_page)
    assert "Biarkan tayang" not in page(browser, "moderation_comment", comment.public_id)
    answer = send(browser, comment, **own_page)  # the browser's Back, and once more
    assert Decision.objects.count() == 1
    assert "Sudah diputuskan oleh Damar" in browser.get(answer.url).content.decode()


def test_taking_back_is_offered_and_works(browser: Client, lose: Write, ratna: Reader) -> None:
    comment = lose(ratna)
    send(browser, comment, outcome="approved")
    address = reverse("moderation_undo", args=[Decision.objects.get().pk])
    assert f'action="{address}"' in page(browser, "moderation_queue")
    assert browser.post(address)["Location"].endswith(f"#k-{comment.pk}")
    assert Comment.objects.get(pk=comment.pk).state == "held"
    assert address not in page(browser, "moderation_queue")


def test_a_comments_own_page_keeps_one_there(
    browser: Client, lose: Write, ratna: Reader, damar: Reader, reason: RejectionReason
) -> None:
    comment = lose(ratna)
    reject(moderator=damar, comment=comment, reason=reason, note="Lihat utas kemarin")
    shown = page(browser, "moderation_comment", comment.public_id)
    assert "Lihat utas kemarin" in shown
    answer = send(browser, comment, outcome="approved", screen=str(comment.public_id))
    assert answer.url == reverse("moderation_comment", args=[comment.public_id])
    assert Comment.objects.get(pk=comment.pk).state == "published"


def test_a_comments_own_page_offers_what_can_be_done_with_it(
    browser: Client, write: Write, ratna: Reader, damar: Reader, reason: RejectionReason
) -> None:
    def offered() -> tuple[bool, bool]:
        shown = page(browser, "moderation_comment", comment.public_id)
        return 'data-act="approve"' in shown, 'data-act="reject"' in shown or 'name="reason"' in shown

    comment = write(ratna, INSULT)
    assert (comment.state, offered()) == ("held", (True, True))
    rejection = reject(moderator=damar, comment=comment, reason=reason)
    assert offered() == (True, False), "what is rejected cannot be rejected once more"
    undo(moderator=damar, decision=rejection)
    assert offered() == (True, True)
    approve(moderator=damar, comment=comment)
    assert offered() == (False, True), "nor is what stands by an approval approved once more"
    remove_comment(author=ratna, comment=comment)
    assert offered() == (False, False)


def test_the_history_goes_back_page_by_page(browser: Client, lose: Write, ratna: Reader, damar: Reader) -> None:
    made = [approve(moderator=damar, comment=lose(ratna, f"Nomor {number}")) for number in range(22)]
    shown = page(browser, "moderation_history")
    assert "Nomor 21" in shown
    assert "Nomor 1<" not in shown
    assert "Nomor 1<" in page(browser, "moderation_history", before=made[2].pk)


def test_the_menu_counts_what_waits(browser: Client, lose: Write, ratna: Reader) -> None:
    lose(ratna)
    lose(ratna)
    assert re.search(r'"label": "[^"]+ \(2\)"', page(browser, "moderation_queue"))


@pytest.mark.parametrize("person", ["ratna", "yoga", "sekar"])
def test_nobody_else_comes_in(
    person: str, request: pytest.FixtureRequest, sign_in: SignIn, lose: Write, reason: RejectionReason, damar: Reader
) -> None:
    stranger: Reader = request.getfixturevalue(person)
    comment = lose(damar)
    browser = sign_in(stranger)
    for name, args in [
        ("moderation_queue", []),
        ("moderation_history", []),
        ("moderation_comment", [comment.public_id]),
        ("moderation_author", [damar.public_id]),
    ]:
        answer = browser.get(reverse(name, args=args))
        assert answer.status_code in {302, 403}
        assert comment.body not in answer.content.decode()
    assert send(browser, comment, outcome="approved").status_code in {302, 403}
    assert Comment.objects.get(pk=comment.pk).state == "held"
    if stranger.has_perm("wagtailadmin.access_admin"):
        assert f'"{reverse("moderation_queue")}"' not in browser.get(reverse("wagtailadmin_home")).content.decode()


def test_a_get_decides_nothing(browser: Client, lose: Write, ratna: Reader) -> None:
    comment = lose(ratna)
    by_hand = browser.get(reverse("moderation_decide", args=[comment.public_id]))
    assert (by_hand.status_code, by_hand["Allow"]) == (405, "POST")
    assert "Tidak ada yang dikirim" in by_hand.text


def test_an_unknown_comment_is_not_found(browser: Client, ratna: Reader) -> None:
    assert browser.get(reverse("moderation_comment", args=[ratna.public_id])).status_code == 404


def test_the_own_comment_waits_for_a_colleague(browser: Client, write: Write, damar: Reader) -> None:
    comment = write(damar, INSULT)
    for shown in (page(browser, "moderation_queue"), page(browser, "moderation_comment", comment.public_id)):
        assert "komentar Anda sendiri" in shown
        assert reverse("moderation_decide", args=[comment.public_id]) not in shown
    send(browser, comment, outcome="approved")
    assert not Decision.objects.exists()
