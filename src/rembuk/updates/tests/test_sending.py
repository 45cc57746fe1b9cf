"""Every way in which a try can end."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from wagtail.models import PageViewRestriction

from rembuk.audit.models import AuditRow
from rembuk.newsroom.models import StoryPage
from rembuk.updates import actions, posts, queries, sending, tasks
from rembuk.updates.models import Channel, Delivery
from rembuk.updates.telegram.fake import FakeBotApi, Rate

from .conftest import CHAT, TOKEN, our_tasks

Work = Callable[[], int]


def test_a_headline_is_text_and_never_markup(
    channel: Channel, make_story: Callable[..., StoryPage], telegram: FakeBotApi, work: Work
) -> None:
    headline = '<b>Harga</b> <script>alert("x")</script> & <a href="javascript:x">naik'
    make_story(headline, announcement="pick")
    work()
    [message] = telegram.messages(CHAT)
    assert message.text.splitlines()[:2] == ["Pilihan redaksi", headline]
    assert {entity.type for entity in message.entities} == {"bold", "text_link"}


def test_a_sent_row_is_never_sent_again(delivery: Delivery, telegram: FakeBotApi, work: Work) -> None:
    work()
    actions.deliver(delivery.pk)
    delivery.story.save()
    tasks.sweep()
    work()
    assert len(telegram.calls) == 1


@pytest.fixture
def closed_door(settings: Any) -> None:
    """Nobody listens where Telegram should be."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        settings.REMBUK_TELEGRAM_API = f"http://127.0.0.1:{door.getsockname()[1]}"
    settings.REMBUK_TELEGRAM_TOKEN = TOKEN


@pytest.mark.usefixtures("closed_door")
def test_without_a_connection_it_waits_longer_each_time_and_then_gives_up(
    delivery: Delivery, work: Work, later: Callable[[], None]
) -> None:
    for attempts, pause in enumerate(sending.BACKOFF, start=1):
        begun = timezone.now()
        assert work() == 1
        delivery.refresh_from_db()
        assert (delivery.state, delivery.attempts) == ("queued", attempts)
        assert delivery.not_before is not None
        assert pause <= delivery.not_before - begun < pause + timedelta(seconds=10)
        assert work() == 0
        actions.deliver(delivery.pk)  # a task too many does not hurry it
        later()
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("refused", len(sending.BACKOFF) + 1)
    assert "Periksa sambungan" in delivery.problem
    later()
    assert work() == 0


def test_after_a_connection_is_back_it_arrives(
    delivery: Delivery, telegram: FakeBotApi, work: Work, later: Callable[[], None], settings: Any
) -> None:
    settings.REMBUK_TELEGRAM_API = "http://127.0.0.1:1"
    work()
    settings.REMBUK_TELEGRAM_API = telegram.base_url
    later()
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.problem) == ("sent", 1, "")
    assert len(telegram.messages(CHAT)) == 1


def test_a_limit_is_waited_out_and_is_not_an_attempt(
    channel: Channel, make_story: Callable[..., StoryPage], settings: Any, work: Work, later: Callable[[], None]
) -> None:
    clock = [1_800_000_000.0]
    limits = Rate(per_second=1, per_minute=20)
    with FakeBotApi(token=TOKEN, channels={CHAT: ""}, rate=limits, clock=lambda: clock[0]) as telegram:
        settings.REMBUK_TELEGRAM_TOKEN, settings.REMBUK_TELEGRAM_API = TOKEN, telegram.base_url
        make_story("Pertama", announcement="pick")
        make_story("Kedua", announcement="pick")
        assert work() == 2
        late = Delivery.objects.get(state="queued")
        assert late.attempts == 0
        assert late.not_before is not None
        assert late.not_before > timezone.now()
        assert work() == 0
        clock[0] += 2
        later()
        assert work() == 1
        assert len(telegram.messages(CHAT)) == 2
    late.refresh_from_db()
    assert (late.state, late.attempts) == ("sent", 0)


def test_what_telegram_refuses_is_refused_with_its_reason(delivery: Delivery, telegram: FakeBotApi, work: Work) -> None:
    Channel.objects.update(chat="@tidakada")
    work()
    delivery.refresh_from_db()
    assert delivery.state == "refused"
    assert "chat not found" in delivery.problem
    assert Channel.objects.get().is_active
    assert work() == 0


def test_formatting_that_telegram_cannot_read_goes_out_once_as_plain_text(
    delivery: Delivery, telegram: FakeBotApi, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "render_post", lambda post: "<b>never closed")
    work()
    [message] = telegram.messages(CHAT)
    assert message.text.startswith("Kabar penting: Tanggul jebol di hulu\n\nWarga sudah mengungsi.\n\nhttp://")
    assert len(telegram.calls) == 2
    delivery.refresh_from_db()
    assert (delivery.state, bool(delivery.problem)) == ("sent", True)


def test_plain_text_that_is_refused_as_well_is_not_tried_a_third_time(
    delivery: Delivery, telegram: FakeBotApi, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "render_post", lambda post: "<b>never closed")
    monkeypatch.setattr(posts, "unformatted", lambda post: "</i>")
    work()
    assert len(telegram.calls) == 2
    delivery.refresh_from_db()
    assert delivery.state == "refused"


def test_a_bot_that_is_not_let_in_pauses_the_channel(
    delivery: Delivery, telegram: FakeBotApi, work: Work, settings: Any
) -> None:
    settings.REMBUK_TELEGRAM_TOKEN = "999:revoked"
    work()
    delivery.refresh_from_db()
    channel = Channel.objects.get()
    assert (delivery.state, channel.is_active) == ("refused", False)
    assert "Unauthorized" in channel.pause_note
    assert "revoked" not in channel.pause_note
    assert any(channel.pause_note in problem for problem in queries.problems())
    assert AuditRow.objects.filter(verb="updates.pause_channel", subject_id=channel.pk).exists()
    channel.is_active = True
    channel.full_clean()
    assert channel.pause_note == ""


def test_without_a_token_it_is_refused_and_the_operator_is_told(delivery: Delivery, work: Work, settings: Any) -> None:
    settings.REMBUK_TELEGRAM_TOKEN = ""
    work()
    delivery.refresh_from_db()
    assert delivery.state == "refused"
    assert "Token bot" in delivery.problem
    assert any("REMBUK_TELEGRAM_TOKEN" in problem for problem in queries.problems())


@pytest.mark.parametrize(("fault", "stored"), [("accept-then-drop", 1), ("drop-before", 0), ("error-500", 0)])
def test_a_lost_answer_is_unknown_and_never_sent_again_by_itself(
    delivery: Delivery, telegram: FakeBotApi, work: Work, fault: Any, stored: int
) -> None:
    telegram.control.next(fault)
    work()
    actions.deliver(delivery.pk)
    delivery.story.save()
    tasks.sweep()
    assert work() == 0
    delivery.refresh_from_db()
    assert delivery.state == "unknown"
    assert len(telegram.messages(CHAT)) == stored
    assert any("menunggu kepastian" in problem for problem in queries.problems())


@pytest.mark.parametrize("change", ["unpublish", "other kind", "switched off", "made private"])
def test_what_was_withdrawn_before_sending_stays_unsaid(
    delivery: Delivery, telegram: FakeBotApi, work: Work, change: str
) -> None:
    story = StoryPage.objects.get()
    if change == "unpublish":
        story.unpublish()
    elif change == "made private":
        PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    else:
        story.announcement = "pick" if change == "other kind" else "none"
        story.save()
    work()
    delivery.refresh_from_db()
    assert (delivery.state, bool(delivery.problem)) == ("refused", True)
    assert [m.text for m in telegram.messages(CHAT) if "Kabar penting" in m.text] == []


def test_a_paused_channel_gets_nothing(delivery: Delivery, telegram: FakeBotApi, work: Work) -> None:
    Channel.objects.update(is_active=False)
    work()
    delivery.refresh_from_db()
    assert (delivery.state, telegram.calls) == ("refused", [])


def test_what_a_dead_worker_left_becomes_unknown_and_is_not_sent(
    delivery: Delivery, telegram: FakeBotApi, work: Work, later: Callable[[], None]
) -> None:
    assert sending.claim(delivery.pk) is not None  # and then the process dies
    assert work() == 1
    tasks.sweep()
    delivery.refresh_from_db()
    assert delivery.state == "sending"  # it may still be in another worker's hands
    Delivery.objects.update(claimed_at=timezone.now() - sending.IN_FLIGHT)
    later()
    assert work() == 1  # the sweep looks again by itself
    delivery.refresh_from_db()
    assert (delivery.state, bool(delivery.problem)) == ("unknown", True)
    assert AuditRow.objects.filter(verb="updates.recover_interrupted").count() == 1
    assert (work(), telegram.calls) == (0, [])


def test_an_answer_that_comes_very_late_still_counts(delivery: Delivery, telegram: FakeBotApi) -> None:
    claimed = sending.claim(delivery.pk)
    assert claimed is not None
    outcome = sending.transmit(claimed)
    Delivery.objects.update(state="unknown")
    settled = sending.record_outcome(claimed, outcome)
    assert settled is not None
    assert settled.state == "sent"
    assert sending.record_outcome(claimed, outcome) is None


def test_a_row_that_lost_its_task_is_found_at_the_workers_start(
    delivery: Delivery, telegram: FakeBotApi, work: Work
) -> None:
    our_tasks().delete()
    Delivery.objects.update(created_at=timezone.now() - timedelta(hours=1))
    assert any("15 menit" in problem for problem in queries.problems())
    assert work() == 0
    assert tasks.sweep() == 1
    work()
    assert len(telegram.messages(CHAT)) == 1
    assert queries.problems() == []


def test_the_token_is_in_no_task_and_no_row(delivery: Delivery, telegram: FakeBotApi, work: Work) -> None:
    work()
    rows = [*our_tasks().values(), *Delivery.objects.values(), *AuditRow.objects.values()]
    assert TOKEN not in str(rows)


def test_a_stranger_reads_nothing_of_the_outbox(delivery: Delivery, bagas: Any) -> None:
    assert list(queries.outbox(bagas)) == []
    assert queries.unknown_count(AnonymousUser()) == 0
