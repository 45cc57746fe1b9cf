"""The moderators' screen of appeals, and a guest's way to it, as a browser without script uses them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rembuk.conversation import tasks as talk_tasks
from rembuk.conversation.actions import guests
from rembuk.conversation.guest_links import token_of
from rembuk.conversation.models import Comment, GuestComment, House
from rembuk.conversation.queries import thread_of
from rembuk.moderation import actions
from rembuk.moderation.models import Appeal, Decision, RejectionReason
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

from .conftest import INSULT

LATER = timedelta(minutes=2)
PLEA = "Mohon dibaca <b>lagi</b>."
SignIn = Callable[[Reader], Client]


@pytest.fixture
def appeal(write: Callable[..., Comment], ratna: Reader, damar: Reader, reason: RejectionReason) -> Appeal:
    """Ratna's appeal against Damar's rejection."""
    comment = write(ratna, INSULT)
    actions.reject(moderator=damar, comment=comment, reason=reason, note="catatan rekan")
    Decision.objects.update(made_at=timezone.now() - LATER)
    return actions.appeal(writer=ratna, comment=comment, text=PLEA)


def shown(browser: Client, name: str = "moderation_appeals") -> str:
    answer = browser.get(reverse(name))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_screen_tells_who_when_and_why(appeal: Appeal, sign_in: SignIn, sekar: Reader) -> None:
    page = shown(sign_in(sekar))
    for part in (INSULT, "Mohon dibaca &lt;b&gt;lagi", "Damar", appeal.decision.reason, "catatan rekan", "Ratna"):
        assert str(part) in page, part
    assert f'id="b-{appeal.pk}"' in page
    assert 'value="reversed"' in page


def test_who_rejected_it_reads_why_there_is_no_button(appeal: Appeal, sign_in: SignIn, damar: Reader) -> None:
    page = shown(sign_in(damar))
    assert 'value="reversed"' not in page
    assert "Anda sendiri yang menolak komentar ini" in page
    assert "Belum ada orang lain" in page


def test_an_answer_goes_on_to_the_next(appeal: Appeal, sign_in: SignIn, sekar: Reader) -> None:
    fields = {"outcome": "reversed", "words": "Silakan.", "next": "77", "after": ""}
    answer = sign_in(sekar).post(reverse("moderation_answer", args=[appeal.pk]), fields)
    assert answer["Location"].endswith("/keberatan/#b-77")
    assert Comment.objects.get(pk=appeal.comment_id).state == "published"


@pytest.mark.parametrize(
    ("outcome", "said"),
    [("reversed", "Komentar Ratna dimuat kembali."), ("stands", "Penolakan atas komentar Ratna tetap berlaku.")],
)
def test_an_answer_is_taken_back_where_it_was_given(
    appeal: Appeal, sign_in: SignIn, sekar: Reader, damar: Reader, ratna: Reader, outcome: str, said: str
) -> None:
    browser, address = sign_in(sekar), reverse("moderation_undo_answer", args=[appeal.pk])
    own_page = reverse("moderation:appeal", args=[appeal.comment.public_id])
    assert address not in shown(browser)
    browser.post(reverse("moderation_answer", args=[appeal.pk]), {"outcome": outcome, "words": "Begini saja."})
    assert f'action="{address}"' in (page := shown(browser))
    assert said in page
    assert address not in shown(sign_in(damar)), "somebody else's answer"
    assert "Begini saja." not in sign_in(ratna).get(own_page).content.decode()
    answer = sign_in(sekar).post(address, {"after": "0"}, follow=True)
    assert answer.redirect_chain[-1][0].endswith(f"#b-{appeal.pk}")
    assert "tidak ada surat yang dikirim" in answer.content.decode()
    assert address not in answer.content.decode()
    appeal.refresh_from_db()
    assert (appeal.outcome, appeal.comment.state) == ("", "rejected")


def test_after_the_minute_nothing_is_offered_and_nothing_taken_back(
    appeal: Appeal, sign_in: SignIn, sekar: Reader
) -> None:
    browser, address = sign_in(sekar), reverse("moderation_undo_answer", args=[appeal.pk])
    browser.post(reverse("moderation_answer", args=[appeal.pk]), {"outcome": "stands", "words": "Tetap."})
    Appeal.objects.update(decided_at=timezone.now() - LATER)
    assert address not in shown(browser)
    assert "suratnya" in browser.post(address, follow=True).content.decode()
    appeal.refresh_from_db()
    assert appeal.outcome == "stands"


def test_an_answer_without_words_changes_nothing(appeal: Appeal, sign_in: SignIn, sekar: Reader) -> None:
    answer = sign_in(sekar).post(reverse("moderation_answer", args=[appeal.pk]), {"outcome": "reversed", "words": ""})
    assert answer["Location"].endswith(f"#b-{appeal.pk}")
    appeal.refresh_from_db()
    assert appeal.outcome == ""


def test_names_of_moderators_are_for_those_who_lead(
    appeal: Appeal, sign_in: SignIn, sekar: Reader, damar: Reader
) -> None:
    actions.decide_appeal(moderator=sekar, appeal=appeal, outcome="stands", words="Tetap.")
    assert "Damar" in shown(sign_in(sekar), "moderation_reversals").split("mod-queue")[1]
    assert "Moderator yang menolak" not in shown(sign_in(damar), "moderation_reversals")


def test_the_screen_asks_no_more_for_more_appeals(
    appeal: Appeal, write: Any, bagas: Reader, damar: Reader, sekar: Reader, sign_in: SignIn,
    reason: RejectionReason, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    browser = sign_in(sekar)
    shown(browser)
    for number in range(5):
        comment = write(bagas, f"{INSULT} Yang ke-{number} ini lain lagi isinya.")
        actions.reject(moderator=damar, comment=comment, reason=reason)
    Decision.objects.update(made_at=timezone.now() - LATER)
    for comment in Comment.objects.filter(author=bagas):
        actions.appeal(writer=bagas, comment=comment, text=PLEA)
    with django_assert_max_num_queries(24):
        assert shown(browser).count('class="mod-item"') == 6


@pytest.fixture
def guests_token(story: StoryPage, damar: Reader, reason: RejectionReason, settings: Any) -> str:
    """The link of a guest whose comment Damar rejected."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    thread = thread_of(story)
    House.objects.create(title=thread.title, guests_may_write=True)
    waiting = guests.write_as_guest(
        thread=thread, parent=None, name="Pak Tamu", email="tamu@contoh.test", body=INSULT, client_key=uuid.uuid4(),
        network="203.0.113.0/24",
    )  # fmt: skip
    talk_tasks.tell_guest.func(waiting.pk)
    token = token_of(waiting)
    actions.reject(moderator=damar, comment=guests.confirm_guest(token=token), reason=reason)
    return token


def test_a_guest_appeals_behind_the_link(guests_token: str, client: Client, sekar: Reader, story: StoryPage) -> None:
    link = reverse("conversation:guest", args=[guests_token])
    address = reverse("moderation:appeal_as_guest", args=[guests_token])
    assert client.get(link)["Location"] == address
    assert client.get(address)["Location"].startswith(story.url), "nothing is told within the minute"
    Decision.objects.update(made_at=timezone.now() - LATER)
    page = client.get(address)
    assert page["Referrer-Policy"] == "same-origin"
    assert INSULT in page.content.decode()
    client.post(address, {"text": PLEA})
    made = Appeal.objects.get()
    assert made.comment.author.kind == "guest"
    actions.decide_appeal(moderator=sekar, appeal=made, outcome="stands", words="Tetap tidak dimuat.")
    assert "Tetap tidak dimuat." not in client.get(address).content.decode(), "it can be taken back for a minute"
    Appeal.objects.update(decided_at=timezone.now() - LATER)
    GuestComment.objects.update(made_at=timezone.now() - timedelta(days=20))
    assert talk_tasks.sweep_guests() == 0
    assert "Tetap tidak dimuat." in client.get(address).content.decode(), "the link is good for thirty days"
    GuestComment.objects.update(made_at=timezone.now() - timedelta(days=31))
    assert client.get(address).status_code == 404
    assert talk_tasks.sweep_guests() == 1


def test_a_link_of_nobody_opens_nothing(client: Client, title: object) -> None:
    assert client.get(reverse("moderation:appeal_as_guest", args=["tidak-ada"])).status_code == 404
