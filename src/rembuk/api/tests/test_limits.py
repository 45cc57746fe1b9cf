"""Limits hold exactly, whoever counts at the same time."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from rembuk.api import limits
from rembuk.api.models import ApiKey, Used

from .conftest import Ask


@pytest.fixture
def _early_in_a_minute() -> None:
    """A test that counts within one minute does not begin at its very end."""
    if time.time() % 60 > 55:
        time.sleep(60.5 - time.time() % 60)


@pytest.mark.django_db
@pytest.mark.usefixtures("_early_in_a_minute")
def test_the_answer_says_what_is_left(settings: Any, ask: Ask) -> None:
    settings.REMBUK_API_LIMITS = {"key": 2}
    told = [ask("GET", "/held") for _n in range(3)]
    assert [each.status_code for each in told] == [200, 200, 429]
    assert [each["RateLimit-Remaining"] for each in told] == ["1", "0", "0"]
    assert [each["RateLimit-Limit"] for each in told] == ["2", "2", "2"]
    assert 1 <= int(told[2]["Retry-After"]) <= 60
    assert told[2]["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.usefixtures("_early_in_a_minute")
def test_wrong_keys_lock_nobody_out_who_has_a_right_one(settings: Any, ask: Ask) -> None:
    settings.REMBUK_API_LIMITS = {"wrong": 3}
    told = [ask("GET", "/held", secret="rk_x").status_code for _n in range(5)]
    assert told == [401, 401, 401, 429, 429]
    assert ask("GET", "/held").status_code == 200


@pytest.mark.django_db
def test_reading_without_a_key_is_not_counted(client: Client, title: Any) -> None:
    client.get("/api/v1/threads/1")
    assert not Used.objects.exists()


@pytest.mark.django_db
def test_no_network_is_written_down_and_old_minutes_go(client: Client, ask: Ask, key: tuple[ApiKey, str]) -> None:
    ask("GET", "/held")
    assert not Used.objects.filter(bucket__contains="127.0.0.1").exists()
    Used.objects.update(minute=1)
    assert limits.forget() == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.usefixtures("_early_in_a_minute")
def test_the_count_is_exact_in_threads(settings: Any) -> None:
    settings.REMBUK_API_LIMITS = {"key": 25}
    over: list[bool] = []

    def use() -> None:
        over.extend(limits.count("key", "abc").is_over for _n in range(10))
        connection.close()

    threads = [threading.Thread(target=use) for _n in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (over.count(False), over.count(True)) == (25, 35)
