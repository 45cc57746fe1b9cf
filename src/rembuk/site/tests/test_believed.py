"""What a process believes without asking."""

from __future__ import annotations

from typing import Any

from rembuk.site import settings as house


def test_nothing_is_believed_for_longer_than_a_second() -> None:
    """Sanctions, house rules and open threads are known everywhere a second after they were settled, at most."""
    brief: Any = house.CACHES["brief"]
    assert brief["TIMEOUT"] == 1
