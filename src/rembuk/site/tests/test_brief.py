"""The memory cache that hands out the things themselves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rembuk.site.brief import SharedMemory


@pytest.fixture
def memory() -> Iterator[SharedMemory]:
    """An empty one, with room for three."""
    made = SharedMemory("test-brief", {"TIMEOUT": 60, "OPTIONS": {"MAX_ENTRIES": 3}})
    yield made
    made.clear()


def test_everyone_gets_the_thing_itself(memory: SharedMemory) -> None:
    kept = frozenset({1, 2})
    memory.set("a", kept)
    assert memory.get("a") is kept
    assert memory.get_or_set("a", 5) is kept
    assert not memory.add("a", 5)
    assert memory.add("b", kept)
    assert memory.get_many(["a", "b", "c"]) == {"a": kept, "b": kept}
    assert memory.incr("number", 2) == 3 if memory.add("number", 1) else False


def test_what_is_over_is_gone(memory: SharedMemory) -> None:
    memory.set("a", 1, 0)
    assert memory.get("a", "gone") == "gone"
    memory.set("a", 1)
    memory.delete("a")
    assert memory.get("a") is None


def test_it_holds_no_more_than_it_may(memory: SharedMemory) -> None:
    for number in range(20):
        memory.set(str(number), number)
    assert sum(memory.get(str(number)) is not None for number in range(20)) <= 3
