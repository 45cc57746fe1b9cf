"""Whatever happens in whatever order: what may be served is never older, or more, than it may be."""

from __future__ import annotations

import threading

from hypothesis import settings, strategies
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from rembuk.edge.ready import Ready, make_ready
from rembuk.edge.shelf import MAX_AGE, Build, Key, Shelf, Slot

KEY = Key(1, "terbaru", "", "id")
BLANK = make_ready(b"", ())


class History(RuleBasedStateMachine):
    """One page of a thread, and a world that changes it, with and without telling."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 100.0
        self.shelf = Shelf()
        self.slot: Slot = self.shelf.slot(KEY, self.now)
        self.version = 1
        self.changed_at: list[float] = [0.0, 0.0]  # by version: when it began
        self.told_at: dict[int, float] = {}  # by version: when its event came
        self.taken_back = 0  # nothing below this version may be served
        self.build: Build | None = None
        self.may_be_kept = True
        self.pages: list[Ready] = []  # kept, so that their ids stay their own
        self.building = self.asked = 0
        self.asked_at = 0.0
        self.shown: dict[int, int] = {}  # by the page's identity: its version

    @rule(seconds=strategies.floats(0.01, 1.2))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule(told=strategies.booleans())
    def somebody_writes(self, told: bool) -> None:
        self._change()
        if told:
            self.told_at[self.version] = self.now
            self.shelf.drop(1, self.now, hard=False)

    @rule()
    def something_is_hidden(self) -> None:
        self._change()
        self.shelf.drop(1, self.now, hard=True)
        self.told_at[self.version] = self.now
        self.taken_back = self.version
        self.may_be_kept = False

    @rule()
    def a_thread_elsewhere_changes(self) -> None:
        before = self.slot.good_until, self.slot.page
        self.shelf.drop(2, self.now, hard=True)
        assert (self.slot.good_until, self.slot.page) == before

    @precondition(lambda self: self.build is None)
    @rule()
    def a_build_begins(self) -> None:
        self.build, self.building = self.shelf.begin(self.slot, self.now), self.version
        self.may_be_kept = True

    @precondition(lambda self: self.build is not None)
    @rule()
    def the_build_ends(self) -> None:
        page = Ready(BLANK.etag, BLANK.by_encoding, BLANK.unchanged, 1)
        assert self.build is not None
        is_kept = self.shelf.finish(self.slot, self.build, page, self.building)
        assert is_kept == self.may_be_kept
        if is_kept:
            self.shown[id(page)] = self.building
            self.pages.append(page)
        self.build = None

    @rule()
    def the_version_is_asked(self) -> None:
        self.asked, self.asked_at = self.version, self.now

    @precondition(lambda self: self.asked)
    @rule()
    def the_answer_comes(self) -> None:
        self.shelf.confirm(self.asked_at, [1], {1: self.asked})

    @precondition(lambda self: self.asked)
    @rule()
    def everything_is_doubted(self) -> None:
        self.shelf.doubt()
        assert self.slot.good_until < self.now
        self.may_be_kept = False

    @invariant()
    def what_may_be_served_is_right(self) -> None:
        if self.slot.page is None or self.now >= self.slot.good_until:
            return
        version = self.shown[id(self.slot.page)]
        assert version >= self.taken_back
        if version < self.version:
            assert self.now < self.changed_at[version + 1] + MAX_AGE
            assert self.slot.is_stale or version + 1 not in self.told_at

    def _change(self) -> None:
        self.version += 1
        self.changed_at.append(self.now)


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)


def test_many_threads_may_drop_while_pages_are_made() -> None:
    """After the last drop has returned, no page whose making began before one of them is there to be served."""
    shelf = Shelf()
    hidden = 0
    is_over = threading.Event()

    def hide() -> None:
        nonlocal hidden
        for _ in range(300):
            hidden += 1
            shelf.drop(1, 0.0, hard=True)

    def make() -> None:
        while not is_over.is_set():
            build, seen = shelf.begin(slot, 0.0), hidden
            shelf.finish(slot, build, BLANK, seen)

    slot = shelf.slot(KEY, 0.0)
    maker, hider = threading.Thread(target=make), threading.Thread(target=hide)
    maker.start()
    hider.start()
    hider.join()
    page, version = slot.page, slot.version
    is_over.set()
    maker.join()
    assert page is None or version == 300


def test_the_shelf_is_bounded_by_number_and_by_bytes() -> None:
    shelf = Shelf(most_pages=64, most_bytes=64_000)
    page = Ready(BLANK.etag, BLANK.by_encoding, BLANK.unchanged, 2_000)
    first = Key(1, "terbaru", "", "id")
    for n in range(1, 400):
        for after in ("", "1.1"):
            slot = shelf.slot(Key(n, "terbaru", after, "id"), float(n))
            shelf.finish(slot, shelf.begin(slot, float(n)), page, 1)
    kept = shelf.keys()
    assert len([key for key in kept if not key.after]) <= 33
    assert len([key for key in kept if key.after]) <= 9
    assert first not in kept
    assert Key(399, "terbaru", "", "id") in kept
    assert len(shelf._of_thread) <= len(kept)
