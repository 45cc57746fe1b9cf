"""The worker's beat."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from rembuk.conversation.tasks import tell_guest
from rembuk.moderation.appeal_letters import tell_appellant
from rembuk.moderation.sanction_letters import tell_sanctioned
from rembuk.moderation.tasks import tell_writer
from rembuk.programmes.tasks import tell_winner
from rembuk.site import worker

PUBLISH, TIDY = "publish_scheduled", ["prune_db_task_results", "clearsessions"]


def test_no_beat_runs_unless_a_worker_does() -> None:
    assert "beat" not in {thread.name for thread in threading.enumerate()}


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that were called, instead of calling them: they belong to Wagtail and Django."""
    names: list[str] = []
    monkeypatch.setattr(worker, "call_command", lambda name, **_options: names.append(name))
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    monkeypatch.setattr(worker, "take_up_again", lambda: 0)
    return names


def test_a_beat_publishes_and_now_and_then_tidies(called: list[str]) -> None:
    worker.beat(0)
    worker.beat(1)
    assert called == [PUBLISH, *TIDY, PUBLISH]


def test_a_failure_is_logged_and_the_next_beat_comes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, called: list[str]
) -> None:
    stop = threading.Event()

    def fail_once(name: str, **_options: Any) -> None:
        called.append(name)
        if called.count(PUBLISH) == 1:
            raise RuntimeError("the disk is full")
        stop.set()

    monkeypatch.setattr(worker, "call_command", fail_once)
    monkeypatch.setattr(worker, "BEAT", 0.01)
    with caplog.at_level(logging.ERROR):
        worker.keep_beating(stop)
    assert called == [PUBLISH, PUBLISH]
    assert [record.message for record in caplog.records] == ["The beat failed; it goes on in a minute"]


def _left_behind(status: str, **facts: Any) -> DBTaskResult[Any, Any]:
    tell_winner.enqueue(0)
    result: DBTaskResult[Any, Any] = DBTaskResult.objects.latest("enqueued_at")
    DBTaskResult.objects.filter(pk=result.pk).update(status=status, **facts)
    return result


@pytest.mark.django_db
def test_what_a_crash_or_a_mail_server_left_is_taken_up_again() -> None:
    now = timezone.now()
    crashed = _left_behind("RUNNING", started_at=now - timedelta(minutes=11))
    at_work = _left_behind("RUNNING", started_at=now - timedelta(minutes=1))
    not_taken = _left_behind("FAILED", finished_at=now - timedelta(minutes=20))
    just_failed = _left_behind("FAILED", finished_at=now - timedelta(minutes=1))
    given_up = _left_behind("FAILED", enqueued_at=now - timedelta(days=3), finished_at=now - timedelta(minutes=20))
    assert worker.take_up_again() == 2
    states = dict(DBTaskResult.objects.values_list("pk", "status"))
    assert [states[one.pk] for one in (crashed, at_work, not_taken, just_failed, given_up)] == [
        "READY",
        "RUNNING",
        "READY",
        "FAILED",
        "FAILED",
    ]
    letters = (tell_winner, tell_writer, tell_guest, tell_appellant, tell_sanctioned)
    assert set(worker.LETTERS) == {task.module_path for task in letters}
