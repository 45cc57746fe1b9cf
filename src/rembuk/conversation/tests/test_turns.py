"""Turns: never more inside than there are places, in the order of arrival, and nobody waits for who waits."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from rembuk.conversation.actions.turns import Turns
from rembuk.conversation.middleware import _WRITES

WAIT = 10.0  # seconds until a test gives up


def _begin(deed: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=deed)
    thread.start()
    return thread


@pytest.mark.parametrize("places", [1, 3])
def test_never_more_inside_than_places(places: int) -> None:
    turns, lock, inside, most = Turns(places), threading.Lock(), 0, 0
    full = threading.Barrier(places)

    def work(number: int) -> None:
        nonlocal inside, most
        with turns:
            with lock:
                inside += 1
                most = max(most, inside)
            if number < places:
                full.wait(WAIT)  # as many as there are places do meet
            with lock:
                inside -= 1

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, range(60)))
    assert (most, inside) == (places, 0)


def test_who_came_first_goes_first() -> None:
    turns, order = Turns(1), list[int]()
    with turns:
        waiting = []
        for number in range(5):
            waiting.append(_begin(partial(_note, turns, order, number)))
            while len(turns._waiting) <= number:
                pass
    for each in waiting:
        each.join(WAIT)
    assert order == [0, 1, 2, 3, 4]


def _note(turns: Turns, order: list[int], number: int) -> None:
    with turns:
        order.append(number)


def test_who_steps_aside_lets_others_in_and_comes_back() -> None:
    turns, order = Turns(1), list[int]()
    with turns:
        other = _begin(partial(_note, turns, order, 1))
        with turns.aside():
            other.join(WAIT)
        order.append(2)
    assert order == [1, 2]


def test_stepping_aside_without_a_turn_is_nothing() -> None:
    turns = Turns(1)
    with turns.aside(), turns:
        pass
    with turns:
        assert turns._free == 0
    assert turns._free == 1


def test_a_turn_ends_with_an_error() -> None:
    turns, order = Turns(1), list[int]()
    with pytest.raises(ValueError, match="lost"), turns, turns.aside():
        raise ValueError("lost")
    _note(turns, order, 1)
    assert order == [1]


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        ("/bincang/12/tulis/", True),
        ("/bincang/komentar/0a8b1c9e-8a44-4c12-9d7e-2f4e1c1a0b5d/balas/", True),
        ("/bincang/12/tulis/lagi/", False),
        ("/bincang/12/saya/", False),
        ("/staf/", False),
    ],
)
def test_what_takes_turns(path: str, is_one: bool) -> None:
    assert bool(_WRITES.fullmatch(path)) is is_one
