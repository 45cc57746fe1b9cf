"""Two workers, one row; and a real worker from end to end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connections

from rembuk.newsroom.models import StoryPage
from rembuk.updates import tasks
from rembuk.updates.models import Delivery
from rembuk.updates.telegram.fake import FakeBotApi

from .conftest import CHAT

WORKERS = 6


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_workers_that_take_the_same_row_send_one_message(delivery: Delivery, telegram: FakeBotApi) -> None:
    gate = threading.Barrier(WORKERS)

    def run(_number: int) -> None:
        try:
            gate.wait(10)
            tasks.deliver.call(delivery.pk)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(run, range(WORKERS)))
    delivery.refresh_from_db()
    assert (delivery.state, len(telegram.calls), len(telegram.messages(CHAT))) == ("sent", 1, 1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_row_is_taken_before_anything_leaves(
    delivery: Delivery, telegram: FakeBotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another connection would see while we talk to Telegram."""
    seen = []
    carry_out = telegram.answer

    def look_and_answer(method: str, params: dict[str, object]) -> tuple[int, dict[str, object]]:
        try:
            seen.append(Delivery.objects.values_list("state", flat=True).get())
        finally:
            connections.close_all()
        return carry_out(method, params)

    monkeypatch.setattr(telegram, "answer", look_and_answer)
    tasks.deliver.call(delivery.pk)
    assert seen == ["sending"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_worker_itself_delivers(
    delivery: Delivery, telegram: FakeBotApi, make_story: Callable[..., StoryPage]
) -> None:
    make_story("Cabai turun", announcement="pick")
    call_command("db_worker", "--batch", "--interval=0", "--no-startup-delay", "--no-reload", verbosity=0)
    assert [message.text.splitlines()[1] for message in telegram.messages(CHAT)] == [
        "Tanggul jebol di hulu",
        "Cabai turun",
    ]
