"""Webhooks, against a real receiver on this machine."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from rembuk.api import tasks
from rembuk.api.actions import add_secret, change_hook, make_hook, send_again, switch
from rembuk.api.hooks import log, sending, transport
from rembuk.api.models import Delivery, Event, Webhook, WebhookSecret
from rembuk.audit.models import AuditRow
from rembuk.conversation.actions import Refused, edit_comment, hide, remove_comment, report_comment
from rembuk.conversation.models import Comment, Thread
from rembuk.moderation.actions import approve
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .conftest import Receiver, Say

pytestmark = pytest.mark.django_db
Hook = tuple[Webhook, str]


@pytest.fixture
def hook(title: TitlePage, desk: Reader, thread: Thread, receiver: Receiver) -> Hook:
    """A webhook that hears of everything."""
    return make_hook(actor=desk, title=title, url=receiver.url, events=Event.values)


@pytest.fixture
def later() -> Callable[..., None]:
    """Lets the waiting times pass."""

    def go() -> None:
        Webhook.objects.update(rests_until=None)
        Delivery.objects.update(not_before=None)

    return go


def test_everything_that_happens_arrives_in_order(
    hook: Hook, receiver: Receiver, say: Say, ratna: Reader, bagas: Reader, damar: Reader
) -> None:
    comment = say(ratna, "Satu")
    edit_comment(author=ratna, comment=comment, body="Dua")
    report_comment(reporter=bagas, comment=comment, reason="spam", note="rahasia pelapor")
    approve(moderator=damar, comment=say(ratna, "Ini tahan"), note="catatan rekan")
    remove_comment(author=ratna, comment=comment)
    hide(comment=say(bagas, "Tiga"), actor=None)
    assert tasks.sweep() == 9
    sending.run(hook[0].pk)
    told = receiver.bodies()
    assert [each["event"] for each in told] == [
        "comment.published", "comment.changed", "comment.reported", "comment.held", "comment.published",
        "decision.made", "comment.withdrawn", "comment.published", "comment.hidden",
    ]  # fmt: skip
    assert told[5]["deed"] == {"before": "held", "outcome": "approved"}
    assert told[3]["comment"]["body"] == "Ini tahan", "it is published by now"
    # The first was withdrawn before it was sent: its text stays here.
    assert (told[0]["comment"]["state"], told[0]["comment"]["body"], told[0]["comment"]["reader"]) == (
        "removed",
        None,
        None,
    )
    everything = b"".join(body for _headers, body in receiver.got)
    for secret in (b"contoh.test", b"rahasia pelapor", b"catatan rekan", b"Damar"):
        assert secret not in everything
    assert tasks.sweep() == 0


def test_held_texts_go_only_where_they_are_wanted(
    hook: Hook, receiver: Receiver, say: Say, ratna: Reader, desk: Reader
) -> None:
    say(ratna, "Ini tahan")
    tasks.sweep()
    sending.run(hook[0].pk)
    assert (receiver.bodies()[0]["comment"]["state"], receiver.bodies()[0]["comment"]["body"]) == ("held", None)
    change_hook(actor=desk, hook=hook[0], url=receiver.url, events=["comment.held"], with_held=True)
    say(ratna, "Tahan lagi, ini tahan")
    tasks.sweep()
    sending.run(hook[0].pk)
    assert receiver.bodies()[1]["comment"]["body"] == "Tahan lagi, ini tahan"


def verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As docs/api.md tells receivers to do it."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(wanted, each) for each in headers["webhook-signature"].split())


def test_each_living_secret_signs(hook: Hook, receiver: Receiver, say: Say, ratna: Reader, desk: Reader) -> None:
    new = add_secret(actor=desk, hook=hook[0])
    say(ratna)
    tasks.sweep()
    sending.run(hook[0].pk)
    headers, body = receiver.got[0]
    assert verified(hook[1], headers, body)
    assert verified(new, headers, body)
    assert not verified(new, headers, body + b" ")
    WebhookSecret.objects.filter(ends_at__isnull=False).update(ends_at=timezone.now() - timedelta(seconds=1))
    say(ratna)
    tasks.sweep()
    sending.run(hook[0].pk)
    assert [verified(each, *receiver.got[1]) for each in (hook[1], new)] == [False, True]
    assert abs(int(headers["webhook-timestamp"]) - timezone.now().timestamp()) < 30


def test_no_secret_lies_in_the_database(hook: Hook) -> None:
    raw = base64.b64decode(hook[1].removeprefix("whsec_"))
    row = WebhookSecret.objects.get()
    assert raw not in bytes(row.sealed) + bytes(row.wrapped)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (500, "500"),
        (404, "404"),
        ("redirect", "302"),
        ("hang", "detik"),
        ("drip", "detik"),
        (204, None),
        ("flood", None),
    ],
)
def test_what_a_receiver_may_answer(
    monkeypatch: pytest.MonkeyPatch,
    hook: Hook,
    receiver: Receiver,
    say: Say,
    ratna: Reader,
    answer: Any,
    word: str | None,
) -> None:
    monkeypatch.setattr(transport, "TIMEOUT", 0.3)
    receiver.answers = [answer]
    say(ratna)
    say(ratna)
    tasks.sweep()
    sending.run(hook[0].pk)
    first, second = Delivery.objects.order_by("deed_id")
    if word is None:
        assert (first.state, second.state, len(receiver.got)) == ("delivered", "delivered", 2)
        return
    assert (first.state, first.attempts, second.attempts, len(receiver.got)) == ("waiting", 1, 0, 1)
    assert word in first.problem
    assert first.not_before is not None
    assert sending.run(hook[0].pk) is None, "it rests"


def test_a_delivery_that_fails_goes_again_and_stands_in_nobodys_way(
    hook: Hook, receiver: Receiver, say: Say, ratna: Reader, later: Callable[..., None]
) -> None:
    receiver.answers = [500]
    comments = [say(ratna, f"Nomor {n}") for n in range(3)]
    tasks.sweep()
    sending.run(hook[0].pk)
    Webhook.objects.update(rests_until=None)
    when = sending.run(hook[0].pk)
    assert [each["comment"]["id"] for each in receiver.bodies()[1:]] == [str(each.public_id) for each in comments[1:]]
    assert when is not None
    later()
    assert sending.run(hook[0].pk) is None
    assert receiver.bodies()[3]["id"] == receiver.bodies()[0]["id"]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"delivered"}
    assert Webhook.objects.get().failing_since is None


def test_pauses_grow_and_never_come_together() -> None:
    pauses = [sending._pause(n).total_seconds() for n in range(1, 30)]
    assert 4 <= pauses[0] <= 6
    assert all(23_000 <= each <= 34_600 for each in pauses[9:])
    assert len(set(pauses)) == len(pauses)


def test_after_three_days_it_is_switched_off_and_can_be_sent_by_hand(
    hook: Hook, receiver: Receiver, say: Say, ratna: Reader, desk: Reader, later: Callable[..., None]
) -> None:
    receiver.answers = [500, 500]
    say(ratna)
    tasks.sweep()
    sending.run(hook[0].pk)
    later()
    long_ago = timezone.now() - sending.KEEP_TRYING - timedelta(minutes=1)
    Webhook.objects.update(failing_since=long_ago)
    Delivery.objects.update(queued_at=long_ago)
    sending.run(hook[0].pk)
    dead, given_up = Webhook.objects.get(), Delivery.objects.get()
    assert (dead.is_on, given_up.state) == (False, "failed")
    assert "500" in dead.off_note
    assert AuditRow.objects.filter(verb="api.switch_hook", actor=None).exists()
    with pytest.raises(Refused):
        send_again(actor=desk, delivery=given_up)
    later()
    switch(actor=desk, hook=dead, on=True)
    send_again(actor=desk, delivery=given_up)
    sending.run(dead.pk)
    assert (Delivery.objects.get().state, len(receiver.got)) == ("delivered", 3)


def test_an_address_that_is_gone_is_left_at_once(hook: Hook, receiver: Receiver, say: Say, ratna: Reader) -> None:
    receiver.answers = [410]
    say(ratna)
    tasks.sweep()
    sending.run(hook[0].pk)
    assert not Webhook.objects.get().is_on


def test_one_worker_at_a_time_has_it_in_hand(hook: Hook, receiver: Receiver, say: Say, ratna: Reader) -> None:
    say(ratna)
    tasks.sweep()
    Webhook.objects.update(busy_until=timezone.now() + timedelta(minutes=1))
    sending.run(hook[0].pk)
    assert receiver.got == []
    Webhook.objects.update(busy_until=timezone.now() - timedelta(seconds=1))  # the worker died
    sending.run(hook[0].pk)
    assert len(receiver.got) == 1


def test_a_sweep_that_is_killed_goes_on(monkeypatch: pytest.MonkeyPatch, hook: Hook, say: Say, ratna: Reader) -> None:
    monkeypatch.setattr(log, "BATCH", 2)
    for _n in range(7):
        say(ratna)
    real, calls = log._deliver, iter(range(9))

    def dies(hook: Webhook, rows: Any) -> int:
        made = real(hook, rows)
        if next(calls) == 4:
            raise KeyboardInterrupt
        return made

    monkeypatch.setattr(log, "_deliver", dies)
    with pytest.raises(KeyboardInterrupt):
        tasks.sweep()
    before = Delivery.objects.count()
    assert 0 < before < 7
    monkeypatch.setattr(log, "_deliver", real)
    assert tasks.sweep() == 7 - before
    assert Delivery.objects.values("deed").distinct().count() == 7


def test_a_deed_that_appears_late_under_a_lower_number_is_found(hook: Hook, say: Say, ratna: Reader) -> None:
    early, _late = say(ratna), say(ratna)
    row = AuditRow.objects.get(verb="conversation.post_comment", subject_id=str(early.pk))
    facts = {field.attname: getattr(row, field.attname) for field in row._meta.fields}
    AuditRow.objects.filter(pk=row.pk).delete()  # its transaction is not through yet
    assert tasks.sweep() == 1
    AuditRow.objects.bulk_create([AuditRow(**facts)])
    assert tasks.sweep() == 1
    assert tasks.sweep() == 0


def test_only_its_own_title_from_its_beginning_and_what_it_wants(
    title: TitlePage, other_title: TitlePage, desk: Reader, receiver: Receiver, say: Say, ratna: Reader
) -> None:
    say(ratna, "Sebelumnya")
    hook, _secret = make_hook(actor=desk, title=title, url=receiver.url, events=["comment.published"])
    say(ratna, where=Thread.objects.create(title=other_title, page_key="1"))
    say(ratna, "Ini tahan")
    mine = say(ratna)
    tasks.sweep()
    sending.run(hook.pk)
    assert [each["comment"]["id"] for each in receiver.bodies()] == [str(mine.public_id)]


def test_what_happened_while_it_was_off_comes_after(
    hook: Hook, receiver: Receiver, say: Say, ratna: Reader, desk: Reader
) -> None:
    switch(actor=desk, hook=hook[0], on=False)
    say(ratna)
    assert tasks.sweep() == 0
    switch(actor=desk, hook=hook[0], on=True)
    assert tasks.sweep() == 1
    old = AuditRow.objects.create(
        verb="conversation.post_comment", subject_type="conversation.comment", subject_id=str(Comment.objects.get().pk)
    )
    AuditRow.objects.filter(pk=old.pk).update(at=timezone.now() - log.OLDEST - timedelta(minutes=1))
    assert tasks.sweep() == 0


def test_a_sweep_writes_nothing_on_the_way_of_a_post(
    hook: Hook, say: Say, ratna: Reader, django_assert_max_num_queries: Any
) -> None:
    say(ratna)
    with django_assert_max_num_queries(40) as queries:
        say(ratna)
    assert not [each for each in queries.captured_queries if "api_" in each["sql"] or "dbtask" in each["sql"]]
