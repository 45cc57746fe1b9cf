"""The worker's beat."""

from __future__ import annotations

import logging
import threading
from typing import Any

import pytest

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
