"""The desk as a browser without script uses it, and what its script asks."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rembuk.conversation.actions import release
from rembuk.conversation.models import Comment
from rembuk.moderation import queries
from rembuk.moderation.actions import adopt, claim, save_filter
from rembuk.moderation.models import CommentNote, Decision, QueueFilter, QueueItem, ReaderNote, RejectionReason
from rembuk.readers.models import Reader

Write = Callable[..., Comment]
JSON: Any = {"HTTP_ACCEPT": "application/json"}
OFFER = "Mari bergabung bersama kami di kanal ini setiap malam, hadiahnya nyata dan mudah sekali."


@pytest.fixture
def browser(sign_in: Callable[[Reader], Client], damar: Reader) -> Client:
    """Damar's browser."""
    return sign_in(damar)


@pytest.fixture
def dina(make_reader: Callable[..., Reader], damar: Reader) -> Reader:
    """A second moderator."""
    person = make_reader("Dina")
    person.groups.set(damar.groups.all())
    return person


def page(browser: Client, name: str, *args: Any, **query: Any) -> str:
    answer = browser.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def item(comment: Comment) -> str:
    return f"{comment.pk}:{queries.seen_state(Comment.objects.get(pk=comment.pk))}"


def test_ten_stand_on_a_page_and_the_next_goes_on(browser: Client, lose: Write, ratna: Reader) -> None:
    made = [lose(ratna, f"Nomor {number}.") for number in range(12)]
    first = page(browser, "moderation_queue")
    assert first.count("<article") == 10
    more = re.search(r'rel="next" href="\?([^"]+)"', first)
    assert more is not None
    following = browser.get(f"{reverse('moderation_queue')}?{more[1]}").content.decode()
    assert f'id="k-{made[10].pk}"' in following
    assert following.count("<article") == 2
    assert page(browser, "moderation_queue", size="25").count("<article") == 12


@pytest.mark.parametrize(
    "nonsense", ["after=x.y", "after=-1", "size=9999&order=x", "title=abc", "thread=0", "text=%00"]
)
def test_an_address_that_makes_no_sense_shows_the_queue(
    browser: Client, lose: Write, ratna: Reader, nonsense: str
) -> None:
    lose(ratna)
    answer = browser.get(f"{reverse('moderation_queue')}?{nonsense}")
    assert answer.status_code == 200
    assert "<article" in answer.content.decode()


def test_the_reasons_are_buttons_with_digits(
    browser: Client, lose: Write, ratna: Reader, reason: RejectionReason
) -> None:
    lose(ratna)
    shown = page(browser, "moderation_queue")
    place = [*RejectionReason.objects.all()].index(reason) + 1
    assert re.search(rf'name="reason" value="{reason.pk}" data-digit="{place}"', shown)


def test_whoever_opens_a_comment_reads_it(
    browser: Client, lose: Write, ratna: Reader, damar: Reader, dina: Reader
) -> None:
    first, second = lose(ratna), lose(ratna)
    adopt(most=5)
    page(browser, "moderation_comment", first.public_id)
    assert QueueItem.objects.get(comment=first).claimed_by == damar
    assert claim(moderator=dina, comment=second)
    assert "Dina sedang membaca ini" in page(browser, "moderation_comment", second.public_id)
    assert f'id="k-{second.pk}"' not in page(browser, "moderation_queue")
    browser.post(reverse("moderation_leave", args=[first.public_id]))
    assert QueueItem.objects.get(comment=first).claimed_by is None


def test_the_script_claims_and_hears_of_others(
    browser: Client, lose: Write, ratna: Reader, damar: Reader, dina: Reader
) -> None:
    first, second, third = (lose(ratna) for _number in range(3))
    adopt(most=5)
    claim(moderator=dina, comment=second)

    def take(comment: Comment, **fields: Any) -> Any:
        return browser.post(reverse("moderation_take", args=[comment.public_id]), fields, **JSON).json()

    assert take(first) == {"mine": True, "message": "", "gone": False}
    assert take(second, leaving=first.public_id) == {
        "mine": False,
        "message": "Dina sedang membaca ini",
        "gone": False,
    }
    assert QueueItem.objects.get(comment=first).claimed_by is None
    QueueItem.objects.filter(comment=third).update(closed_at="2026-01-01T00:00Z")
    assert take(third)["gone"]
    told = browser.get(reverse("moderation_news"), {"k": f"{first.pk},{second.pk},{third.pk},x"}, **JSON).json()
    assert told["taken"] == {str(second.pk): "Dina sedang membaca ini"}
    assert told["gone"] == [third.pk]
    assert told["counts"] == {"waiting": "2", "visible": "0", "hidden": "2", "mine": "0"}


def test_the_script_gets_the_way_back_with_each_decision(
    browser: Client, lose: Write, ratna: Reader, reason: RejectionReason
) -> None:
    comment = lose(ratna)
    fields = {"reason": reason.pk, "seen": queries.seen_state(comment)}
    address = reverse("moderation_decide", args=[comment.public_id])
    assert not browser.post(address, {"seen": fields["seen"]}, **JSON).json()["ok"]
    told = browser.post(address, fields, **JSON).json()
    assert (told["ok"], told["gone"]) == (True, [comment.pk])
    back = browser.post(told["undo"]["address"], **JSON).json()
    assert (back["ok"], back["back"]) == (True, [comment.pk])
    assert Comment.objects.get(pk=comment.pk).state == "held"
    assert browser.post(address, fields, **JSON).json()["stale"] == [comment.pk]


@pytest.mark.parametrize(
    ("before", "fields", "said"),
    [
        ("held", {"outcome": "approved"}, "Anda menerbitkan komentar Reza J."),
        ("published", {"outcome": "approved"}, "Anda membiarkan komentar Reza J. tetap tayang."),
        ("published", {"reason": "1"}, "Anda menolak komentar Reza J."),
    ],
)
def test_what_is_said_is_what_was_done_with_one_full_stop(
    browser: Client, lose: Write, make_reader: Callable[..., Reader], reason: RejectionReason, before: str,
    fields: dict[str, Any], said: str,
) -> None:  # fmt: skip
    comment = lose(make_reader("Reza J."))
    if before == "published":
        release(comment=comment, actor=None)
        comment.refresh_from_db()
    fields = {name: reason.pk if name == "reason" else value for name, value in fields.items()}
    fields["seen"] = queries.seen_state(comment)
    address = reverse("moderation_decide", args=[comment.public_id])
    assert browser.post(address, fields, **JSON).json()["message"] == said


@pytest.mark.parametrize(
    ("stood", "said"),
    [
        (0, "Anda menerbitkan 2 komentar."),
        (1, "Anda menyetujui 2 komentar."),
        (2, "Anda membiarkan 2 komentar tetap tayang."),
    ],
)
def test_of_many_it_is_said_how_many_could_be_read_all_the_time(
    browser: Client, lose: Write, ratna: Reader, stood: int, said: str
) -> None:
    comments = [lose(ratna, f"Nomor {number}.") for number in range(2)]
    adopt(most=9)
    for comment in comments[:stood]:
        release(comment=comment, actor=None)
    items = [item(Comment.objects.get(pk=each.pk)) for each in comments]
    sent = {"item": items, "outcome": "approved"}
    assert browser.post(reverse("moderation_together"), sent, **JSON).json()["message"] == said


def test_a_cluster_is_decided_with_one_form_and_taken_back_with_one(
    browser: Client, lose: Write, make_reader: Callable[..., Reader], reason: RejectionReason
) -> None:
    copies = [lose(make_reader(f"Akun {number}"), OFFER) for number in range(3)]
    assert "2 serupa" in page(browser, "moderation_queue")
    shown = page(browser, "moderation_similar", copies[0].public_id)
    items = re.findall(r'name="item" value="([^"]+)" checked', shown)
    assert items == [item(one) for one in copies]
    answer = browser.post(reverse("moderation_together"), {"item": items, "reason": reason.pk}, follow=True)
    assert "Anda menolak 3 komentar." in answer.content.decode()
    batch = Decision.objects.values_list("batch", flat=True).distinct().get()
    answer = browser.post(reverse("moderation_undo_together", args=[batch]), follow=True)
    assert "3 putusan dibatalkan." in answer.content.decode()
    assert {*Comment.objects.values_list("state", flat=True)} == {"held"}


def test_more_than_twenty_are_asked_about_first(browser: Client, lose: Write, ratna: Reader) -> None:
    items = [item(lose(ratna, f"Nomor {number}.")) for number in range(21)]
    adopt(most=50)
    fields = {"item": items, "outcome": "approved"}
    asked = browser.post(reverse("moderation_together"), fields)
    assert "21 komentar sekaligus" in asked.content.decode()
    assert browser.post(reverse("moderation_together"), fields, **JSON).json()["ask"]
    assert not Decision.objects.exists()
    again = re.findall(r'name="(item|sure|outcome)" value="([^"]+)"', asked.content.decode())
    sent: dict[str, list[str]] = {}
    for name, value in again:
        sent.setdefault(name, []).append(value)
    browser.post(reverse("moderation_together"), sent)
    assert Decision.objects.count() == 21


def test_nothing_chosen_says_so(browser: Client) -> None:
    for fields in (
        {"outcome": "approved"},
        {"item": ["x", "1", ":", "1:"], "outcome": "approved"},
        {"item": "1:0.0.held"},
    ):
        assert not browser.post(reverse("moderation_together"), fields, **JSON).json()["ok"]


def test_notes_about_the_comment_and_the_writer(browser: Client, lose: Write, ratna: Reader) -> None:
    comment = lose(ratna)
    address = reverse("moderation_desk_note", args=[comment.public_id])
    for about, text in [("comment", "Tanya redaksi"), ("writer", "Sering begini"), ("writer", "")]:
        browser.post(address, {"about": about, "text": text})
    shown = page(browser, "moderation_comment", comment.public_id)
    assert "Tanya redaksi" in shown
    assert "Sering begini" in shown
    assert (CommentNote.objects.count(), ReaderNote.objects.count()) == (1, 1)
    piece = browser.get(reverse("moderation_comment", args=[comment.public_id]), HTTP_REMBUK_PIECE="desk")
    assert "<html" not in piece.content.decode()


def test_a_filter_is_saved_shown_and_deleted(browser: Client, damar: Reader, dina: Reader) -> None:
    fields = {"name": "Judi <b>", "view": "kind=gambling&after=0.7&evil=1", "is_shared": "on"}
    answer = browser.post(reverse("moderation_save_filter"), fields)
    assert answer["Location"] == f"{reverse('moderation_queue')}?kind=gambling&after=0.7"
    kept = QueueFilter.objects.get()
    assert (kept.owner, kept.query, kept.is_shared) == (damar, "kind=gambling", True)
    assert "Judi &lt;b&gt;" in page(browser, "moderation_queue")
    theirs = save_filter(moderator=dina, name="Milik Dina", query="", is_shared=False)
    assert browser.post(reverse("moderation_delete_filter", args=[theirs.pk])).status_code == 404
    browser.post(reverse("moderation_delete_filter", args=[kept.pk]))
    browser.post(reverse("moderation_save_filter"), {"name": ""})
    assert [*QueueFilter.objects.all()] == [theirs]


def test_a_filter_that_finds_nothing_says_what_to_do(browser: Client, lose: Write, ratna: Reader) -> None:
    assert "Tidak ada yang menunggu." in page(browser, "moderation_queue")
    lose(ratna)
    shown = page(browser, "moderation_queue", kind="gambling")
    assert "Tidak ada yang menunggu dengan saringan ini." in shown
