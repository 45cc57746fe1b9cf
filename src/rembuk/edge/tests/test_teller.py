from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable, Sequence

import pytest

from rembuk.edge import live as live_module
from rembuk.edge import teller as teller_module
from rembuk.edge.live import Live, Sources
from rembuk.edge.news import CHANGED, COMMENT, EVERY_THREAD, GONE, HIDDEN, MISSED, PRESENCE, Deed, News, coalesce
from rembuk.edge.teller import Teller


def deeds(*kinds: str, thread_id: int = 1, about: str = "a") -> list[Deed]:
    return [Deed(thread_id, kind, about) for kind in kinds]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([COMMENT, CHANGED], [COMMENT]),
        ([COMMENT, CHANGED, HIDDEN], [HIDDEN]),
        ([CHANGED, CHANGED], [CHANGED]),
        ([HIDDEN, COMMENT], [HIDDEN, COMMENT]),
        ([COMMENT, HIDDEN, COMMENT, CHANGED, HIDDEN, COMMENT], [HIDDEN, COMMENT]),
        ([MISSED, MISSED], [MISSED]),
    ],
)
def test_what_comes_close_together_is_told_as_it_is_now(before: list[str], after: list[str]) -> None:
    assert [deed.kind for deed in coalesce(deeds(*before))] == after


def test_one_thread_tells_everything_in_order_and_ends_when_there_is_no_more() -> None:
    told: list[Deed] = []
    rests: list[str] = []
    teller = Teller(told.extend)
    teller.rest = lambda: rests.append(threading.current_thread().name)
    for round_ in range(2):
        for n in range(100):
            teller.take(Deed(n, COMMENT, f"{round_}"))
        until = time.monotonic() + 5
        while teller._thread is not None and time.monotonic() < until:
            time.sleep(0.01)
        assert [deed.thread_id for deed in told] == list(range(100)) * (round_ + 1)
    assert rests == ["edge-teller"] * 2


def test_a_failure_stops_nothing() -> None:
    told: list[Deed] = []

    def work(some: Sequence[Deed]) -> None:
        told.extend(some)
        raise RuntimeError("rusak")

    teller = Teller(work)
    teller.is_manual = True
    for kind in (COMMENT, HIDDEN):
        teller.take(Deed(1, kind, "a"))
        teller.flush()
    assert [deed.kind for deed in told] == [COMMENT, HIDDEN]


def test_no_failure_around_the_work_ends_the_telling() -> None:
    told: list[Deed] = []

    def fail() -> None:
        raise RuntimeError("the database is away")

    teller = Teller(told.extend)
    teller.begin = teller.rest = fail
    for number in range(3):
        teller.take(Deed(number, COMMENT, "a"))
        until = time.monotonic() + 5
        while teller._thread is not None and time.monotonic() < until:  # it rests, and the next one starts afresh
            time.sleep(0.01)
        assert [deed.thread_id for deed in told] == list(range(number + 1))
        assert teller._thread is None


def test_what_does_not_fit_is_one_missed_for_its_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teller_module, "MOST_WAITING", 3)
    monkeypatch.setattr(teller_module, "MOST_LOST", 2)
    told: list[Deed] = []
    teller = Teller(told.extend)
    teller.is_manual = True
    for n in range(5):
        teller.take(Deed(1, COMMENT, str(n)))
    teller.flush()
    assert [(deed.kind, deed.about) for deed in told] == [(COMMENT, "0"), (COMMENT, "1"), (COMMENT, "2"), (MISSED, "")]
    told.clear()
    for n in range(20):
        teller.take(Deed(n, COMMENT, str(n)))
    teller.flush()
    assert Deed(EVERY_THREAD, MISSED) in told
    assert len(told) == 6


class Others:
    """The other processes: keeps what they were told, or cannot be reached."""

    def __init__(self, *, are_away: bool = False) -> None:
        self.told: list[Deed] = []
        self.are_away = are_away

    def announce(self, deeds: Sequence[Deed]) -> None:
        if self.are_away:
            raise ConnectionError("no")
        self.told.extend(deeds)

    def listen(self, live: Live) -> Callable[[], None]:
        raise AssertionError("nobody listens here")


class Room:
    """A process with an open door, a reader on every thread, and what its streams were told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, others: Others | None = None) -> None:
        self.told: list[tuple[int, str]] = []
        self.asked = 0
        nothing = Sources(
            ("id",), ("terbaru",), lambda *_a: None, lambda _i: {}, lambda _i: {}, lambda _t, _k: {}, self.read
        )
        self.live = Live(nothing, others=others)
        self.live.teller.is_manual = True
        self.live.caches.append(self)
        bus = self.live.bus
        self.watched = {1, 2}
        monkeypatch.setattr(bus, "is_watched", lambda thread_id: thread_id in self.watched)
        monkeypatch.setattr(bus, "publish", lambda thread_id, name, _data, **_more: self.told.append((thread_id, name)))
        monkeypatch.setattr(bus, "miss", lambda thread_id: self.told.append((thread_id, MISSED)))
        monkeypatch.setattr(bus, "forget", lambda thread_id: self.told.append((thread_id, GONE)))
        self.is_broken = False

    def drop(self, thread_id: int, *, hard: bool) -> None:
        """As a cache does."""

    def doubt(self) -> None:
        """As a cache does."""

    def read(self, deeds: Sequence[Deed]) -> Iterable[News]:
        self.asked += 1
        if self.is_broken:
            raise ConnectionError("the database is away")
        return [News(deed.thread_id, deed.kind, deed.about, {"id": json.dumps(deed.about)}) for deed in deeds]

    def happen(self, *done: Deed) -> list[tuple[int, str]]:
        """What the streams are told of these deeds."""
        self.told.clear()
        for deed in done:
            self.live.happened(deed)
        self.live.flush()
        return list(self.told)


def test_where_nobody_reads_nothing_is_read_or_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(monkeypatch)
    assert room.happen(Deed(7, COMMENT, "a"), Deed(8, HIDDEN, "b")) == [(7, MISSED), (8, MISSED)]
    assert room.asked == 0
    assert room.happen(Deed(1, COMMENT, "a"), Deed(2, HIDDEN, "b")) == [(1, COMMENT), (2, HIDDEN)]
    assert room.asked == 1


def test_a_flood_in_one_thread_is_one_missed_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_module, "MOST_TOLD", 5)
    room = Room(monkeypatch)
    flood = [Deed(1, COMMENT, str(n)) for n in range(6)]
    assert room.happen(*flood, Deed(2, COMMENT, "a")) == [(1, MISSED), (2, COMMENT)]


def test_what_cannot_be_read_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(monkeypatch)
    room.is_broken = True
    assert room.happen(Deed(1, COMMENT, "a"), Deed(2, COMMENT, "a")) == [(1, MISSED), (2, MISSED)]


def test_other_processes_hear_what_was_done_here_and_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    others = Others()
    room = Room(monkeypatch, others)
    room.happen(Deed(1, COMMENT, "a"), Deed(1, CHANGED, "a"), Deed(2, COMMENT, "b", sender="other"), Deed(9, GONE))
    assert others.told == [Deed(1, COMMENT, "a"), Deed(9, GONE)]


def test_how_many_read_along_is_told_to_other_processes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    others = Others()
    room = Room(monkeypatch, others)
    assert room.happen(Deed(1, PRESENCE, "3"), Deed(2, PRESENCE, "4", sender="other")) == []
    assert others.told == [Deed(1, PRESENCE, "3")]
    assert (room.live.presence.elsewhere(1), room.live.presence.elsewhere(2)) == (0, 4)


def test_a_process_without_a_door_announces_and_publishes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    others = Others()
    room = Room(monkeypatch, others)
    room.live.caches.clear()
    assert room.happen(Deed(1, COMMENT, "a")) == []
    assert others.told == [Deed(1, COMMENT, "a")]
    room.live.others = None
    room.live.happened(Deed(1, COMMENT, "a"))
    assert room.live.teller._waiting == []


def test_others_that_cannot_be_reached_keep_nobody_here_from_hearing(monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room(monkeypatch, Others(are_away=True))
    assert room.happen(Deed(1, COMMENT, "a")) == [(1, COMMENT)]
