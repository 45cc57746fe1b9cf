from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rembuk.conversation import actions, tasks
from rembuk.conversation.actions import networks
from rembuk.conversation.actions.report import REPORTS_AN_HOUR
from rembuk.conversation.models import Comment, Pulse, Report, Thread
from rembuk.conversation.network import network_of
from rembuk.readers.models import Reader

Say = Callable[..., Comment]
SignIn = Callable[[Reader], Client]


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "network"),
    [
        ("203.0.113.77", "", 0, "203.0.113.0/24"),
        ("203.0.113.77", "198.51.100.9", 0, "203.0.113.0/24"),
        ("127.0.0.1", "192.0.2.1, 198.51.100.9", 1, "198.51.100.0/24"),
        ("127.0.0.1", "198.51.100.9", 2, "127.0.0.0/24"),
        ("2001:db8:1:2:3::4", "", 0, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.77", "", 0, "203.0.113.0/24"),
        ("", "", 0, ""),
        ("127.0.0.1", "bukan alamat", 1, "bukan alamat"),
    ],
)
def test_the_network_of_a_request(settings: Any, peer: str, forwarded: str, proxies: int, network: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=peer)
    if forwarded:
        request.META["HTTP_X_FORWARDED_FOR"] = forwarded
    assert network_of(request) == network


@pytest.mark.django_db
def test_what_is_refused_is_not_counted() -> None:
    limit = networks.Limit("uji", 3_600, 2)

    def count(whose: str) -> None:
        with transaction.atomic():
            networks.count(limit, whose)

    count("a")
    count("a")
    for _ in range(3):
        with pytest.raises(actions.TooFast) as refusal:
            count("a")
    assert 0 < refusal.value.seconds <= 3_600
    count("b")
    assert sorted(Pulse.objects.values_list("n", flat=True)) == [1, 2]
    assert not Pulse.objects.filter(network__in=["a", "b"]).exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_count_stands_or_falls_with_its_deed() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        networks.count(networks.Limit("uji", 60, 1), "a")


def test_newcomers_share_their_networks_limit_and_others_do_not(
    ratna: Reader, bagas: Reader, thread: Thread, settings: Any
) -> None:
    settings.REMBUK_YOUNG_PACE = (600, 2)

    def post(author: Reader, network: str = "203.0.113.0/24") -> Comment:
        return actions.post_from_network(
            asking=actions.Asking(network), author=author, thread=thread, body="Baru.", client_key=uuid.uuid4()
        )

    post(ratna)
    with pytest.raises(actions.Refused, match="Tulis ulang"):
        actions.post_from_network(
            asking=actions.Asking("203.0.113.0/24"), author=bagas, thread=thread, body="tolak", client_key=uuid.uuid4()
        )
    post(bagas)
    with pytest.raises(actions.TooFast):
        post(ratna)
    assert Comment.objects.count() == 2
    post(ratna, "198.51.100.0/24")
    Reader.objects.filter(pk=bagas.pk).update(date_joined=timezone.now() - timedelta(days=2))
    bagas.refresh_from_db()
    for _ in range(3):
        post(bagas)
    settings.REMBUK_YOUNG_PACE = ()
    post(ratna)


def test_who_came_through_another_sites_door_is_no_newcomer(thread: Thread, settings: Any) -> None:
    settings.REMBUK_YOUNG_PACE = (600, 0)
    linked = Reader.objects.create_voice("Wulan", kind=Reader.Kind.LINKED)
    for _ in range(3):
        actions.post_from_network(
            asking=actions.Asking("n"), author=linked, thread=thread, body="Baru.", client_key=uuid.uuid4()
        )
    assert Comment.objects.count() == 3


def test_a_second_press_is_no_second_comment(ratna: Reader, thread: Thread, settings: Any) -> None:
    settings.REMBUK_YOUNG_PACE = (600, 1)
    key = uuid.uuid4()
    for _ in range(5):
        actions.post_from_network(asking=actions.Asking("n"), author=ratna, thread=thread, body="Baru.", client_key=key)
    assert Comment.objects.count() == 1


@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(most=st.integers(0, 20), posts=st.lists(st.integers(1, 9), max_size=60))
def test_nobody_uses_up_a_network(monkeypatch: pytest.MonkeyPatch, most: int, posts: list[int]) -> None:
    """Whoever wrote before, and however much: a fresh account is heard, and nobody takes more than a share."""
    monkeypatch.setattr(networks, "time", SimpleNamespace(time=lambda: 1_700_000_000.0))
    passed: Counter[int] = Counter()
    with transaction.atomic():
        for reader in posts:
            with suppress(actions.TooFast), transaction.atomic():
                networks.count_newcomer("203.0.113.0/24", reader, seconds=600, most=most)
                passed[reader] += 1
        share = max(1, most // networks.SHARES)
        assert set(passed) == set(posts)
        assert max(passed.values(), default=0) <= share
        assert passed.total() - len(passed) <= most
        # Two who write all the time leave room for everybody else to go on.
        few = Counter(posts)
        if len(few) == 2:
            assert all(passed[reader] == min(share, few[reader]) for reader in few)
        networks.count_newcomer("203.0.113.0/24", 10, seconds=600, most=most)
        transaction.set_rollback(True)


def test_the_answer_is_429_and_the_text_stays(ratna: Reader, thread: Thread, settings: Any, sign_in: SignIn) -> None:
    settings.REMBUK_YOUNG_PACE = (600, 1)
    client, address = sign_in(ratna), reverse("conversation:post", args=[thread.pk])
    assert client.post(address, {"body": "Satu", "client_key": uuid.uuid4()}).status_code == 302
    refused = client.post(address, {"body": "Dua kata", "client_key": uuid.uuid4()})
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 600
    assert "Dua kata</textarea>" in refused.content.decode()


def test_old_counts_are_swept(ratna: Reader, thread: Thread) -> None:
    actions.post_from_network(
        asking=actions.Asking("n"), author=ratna, thread=thread, body="Baru.", client_key=uuid.uuid4()
    )
    Pulse.objects.create(kind="uji", network="lama", minute=int(timezone.now().timestamp()) // 60 - 200, n=1)
    tasks.sweep()
    assert Pulse.objects.get().kind == "young-own"


def test_twenty_reports_in_an_hour(ratna: Reader, bagas: Reader, say: Say, sign_in: SignIn) -> None:
    comments = [say(bagas, f"Nomor {n}") for n in range(REPORTS_AN_HOUR + 1)]
    for comment in comments[:-1]:
        actions.report_comment(reporter=ratna, comment=comment, reason="spam", note="")
    again = actions.report_comment(reporter=ratna, comment=comments[0], reason="hate", note="")
    assert again.reason == "spam"
    client, address = sign_in(ratna), reverse("conversation:report", args=[comments[-1].public_id])
    refused = client.post(address, {"reason": "spam", "note": "Iklan obat."})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) == 3_600
    assert "Iklan obat." in refused.content.decode()
    Report.objects.update(made_at=timezone.now() - timedelta(hours=2))
    assert client.post(address, {"reason": "spam"}).status_code == 302
