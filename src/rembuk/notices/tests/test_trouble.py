"""Bad days of the mail server, of the worker, and of two workers at once."""

from __future__ import annotations

import logging
import smtplib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, connections

from rembuk.conversation.models import Comment, Follow
from rembuk.notices import actions, tasks
from rembuk.notices.models import Kind, Letter, Notice, Pace
from rembuk.readers.models import Reader

from .conftest import Say, Sweep, next_evening

State = Letter.State
ADDRESS = "ratna@contoh.test"


class Killed(BaseException):
    """The process ends here."""


def failing(monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException) -> None:
    def fail(*_args: object) -> None:
        raise error

    monkeypatch.setattr(EmailBackend, step, fail)


def test_a_server_that_is_away_is_asked_again(
    ratna: Reader, bagas: Reader, say: Say, sweep: Sweep, caplog: pytest.LogCaptureFixture
) -> None:
    own = say(ratna)
    say(bagas, "Balasan.", own)
    with pytest.MonkeyPatch.context() as patch:
        failing(patch, "open", ConnectionRefusedError(f"no way to {ADDRESS}"))
        assert sweep() == 0
    assert Letter.objects.get().state == State.WAITING
    assert ADDRESS not in caplog.text
    assert "ConnectionRefusedError" in caplog.text
    say(bagas, "Satu lagi.", own)
    assert sweep(4) == 0  # not yet, and no second letter beside it
    assert sweep(20) == 1
    assert mail.outbox[0].subject == "2 balasan baru untuk komentar Anda"


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({ADDRESS: (450, b"greylisted")}), State.WAITING),
        (smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"no such mailbox")}), State.REFUSED),
        (smtplib.SMTPDataError(554, f"spam for {ADDRESS}".encode()), State.REFUSED),
        (smtplib.SMTPServerDisconnected(f"gone while sending to {ADDRESS}"), State.UNKNOWN),
        (TimeoutError(ADDRESS), State.UNKNOWN),
    ],
)
def test_what_the_server_says(
    ratna: Reader,
    bagas: Reader,
    say: Say,
    sweep: Sweep,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    state: Letter.State,
) -> None:
    say(bagas, "Balasan.", say(ratna))
    with pytest.MonkeyPatch.context() as patch, caplog.at_level(logging.DEBUG):
        failing(patch, "send_messages", error)
        sweep()
    assert Letter.objects.get().state == state
    assert ADDRESS not in caplog.text
    assert sweep(20) == (1 if state == State.WAITING else 0)


def test_it_gives_up_after_two_days(ratna: Reader, bagas: Reader, say: Say, sweep: Sweep) -> None:
    say(bagas, "Balasan.", say(ratna))
    with pytest.MonkeyPatch.context() as patch:
        failing(patch, "send_messages", smtplib.SMTPRecipientsRefused({ADDRESS: (450, b"later")}))
        sweep()
        sweep(60 * 49)
    assert Letter.objects.get().state == State.REFUSED
    assert sweep(60 * 60) == 0


def test_what_a_crash_interrupts_is_not_sent_again(ratna: Reader, bagas: Reader, say: Say, sweep: Sweep) -> None:
    say(bagas, "Balasan.", say(ratna))
    with pytest.MonkeyPatch.context() as patch:
        failing(patch, "send_messages", Killed())
        with pytest.raises(Killed):
            sweep()
    assert Letter.objects.get().state == State.SENDING
    assert (sweep(4), sweep(30), sweep(60 * 24)) == (0, 0, 0)
    assert (Letter.objects.get().state, mail.outbox) == (State.UNKNOWN, [])


def test_one_letter_in_trouble_stops_no_other(
    ratna: Reader, bagas: Reader, anna: Reader, say: Say, sweep: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(bagas, "Balasan.", say(ratna))
    say(bagas, "Balasan.", say(anna))
    usual = EmailBackend.send_messages

    def refuse_one(backend: EmailBackend, messages: Any) -> int:
        if messages[0].to == [ADDRESS]:
            raise smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"no")})
        return usual(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", refuse_one)
    assert sweep() == 1
    assert [letter.to for letter in mail.outbox] == [[anna.email]]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_send_each_letter_once(
    ratna: Reader, anna: Reader, bagas: Reader, say: Say, follow: Callable[..., Follow]
) -> None:
    if getattr(connection, "is_in_memory_db", lambda: False)():
        pytest.skip("an SQLite database in memory has no second connection to race with")
    follow(anna)
    follow(bagas)
    actions.choose(reader=anna, paces={Kind.FOLLOWED: Pace.IMMEDIATE})
    own = say(ratna)
    for number in range(6):
        say(bagas, f"Jawaban {number} untuk @anna.", own)
    gate = threading.Barrier(4)

    def run(_n: int) -> int:
        try:
            gate.wait(10)
            return tasks.sweep(next_evening())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        sent = sum(pool.map(run, range(4)))
    told = [(to, comment) for letter in mail.outbox for to in letter.to for comment in _quoted(str(letter.body))]
    assert len(told) == len(set(told))
    assert sorted({to for to, _comment in told}) == ["anna@contoh.test", ADDRESS]
    assert len([to for to, _comment in told if to == ADDRESS]) == 6
    # Bagas follows, daily: one line about what Ratna wrote.
    assert [letter.to for letter in mail.outbox].count([bagas.email]) == 1
    assert sent == len(mail.outbox)
    assert Notice.objects.filter(letter=None).count() == 0


def _quoted(body: str) -> list[str]:
    ids = Comment.objects.filter(body__startswith="Jawaban").values_list("public_id", flat=True)
    return [str(each) for each in ids if str(each) in body]
