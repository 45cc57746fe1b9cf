"""A title with a Telegram channel, and the service behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.updates.models import Channel, Delivery
from rembuk.updates.telegram.fake import FakeBotApi

TOKEN = "12345:sample-token"
CHAT = "@lintaspagi"


def our_tasks() -> Any:
    """The tasks of this room; Wagtail has some of its own in the same queue."""
    return DBTaskResult.objects.filter(task_path__startswith="rembuk.updates.")


@pytest.fixture
def telegram(settings: Any) -> Iterator[FakeBotApi]:
    """The fake service, without limits, with our settings pointing to it."""
    with FakeBotApi(token=TOKEN, channels={CHAT: "Lintas Pagi"}, rate=None) as fake:
        settings.REMBUK_TELEGRAM_TOKEN = TOKEN
        settings.REMBUK_TELEGRAM_API = fake.base_url
        yield fake


@pytest.fixture
def channel(title: TitlePage) -> Channel:
    """The channel of Lintas Pagi."""
    return Channel.objects.create(
        title=title,
        name="Kabar pilihan di Telegram",
        chat=CHAT,
        invitation="Tujuh berita tiap pagi.",
        join_url="https://t.me/lintaspagi",
    )


@pytest.fixture
def delivery(channel: Channel, make_story: Callable[..., StoryPage]) -> Delivery:
    """Breaking news that waits to be sent."""
    make_story("Tanggul jebol di hulu", standfirst="Warga sudah mengungsi.", announcement="breaking")
    return Delivery.objects.get()


@pytest.fixture
def work() -> Callable[[], int]:
    """Does what a worker would do now: runs the tasks that are due, once each; returns how many there were."""

    def run() -> int:
        due = list(our_tasks().ready())
        for row in due:
            result = row.task_result
            row.claim("test")
            result.task.call(*result.args, **result.kwargs)
        return len(due)

    return run


@pytest.fixture
def later(db: None) -> Callable[[], None]:
    """Lets the waiting times of all rows and tasks pass."""

    def pass_time() -> None:
        now = timezone.now()
        Delivery.objects.exclude(not_before=None).update(not_before=now)
        DBTaskResult.objects.filter(run_after__gt=now, run_after__year__lt=9999).update(run_after=now)

    return pass_time
