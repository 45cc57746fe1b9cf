"""RFC 3797, kept to check ourselves against published vectors and to replay draws made with it.

Not for new draws: it rests on MD5 and its modulo is slightly biased. Rembuk draws with `permutation`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def key_string(sources: Iterable[Iterable[int]]) -> str:
    """The key of section 4.2: each source's numbers ascending, each ending in '.', each source ending in '/'."""
    return "".join("".join(f"{number}." for number in sorted(source)) + "/" for source in sources)


def select(key: str, pool: int, count: int) -> list[int]:
    """The first `count` picks, as positions from 1 to `pool`."""
    remaining = list(range(1, pool + 1))
    picks = []
    for turn in range(min(count, pool)):
        mark = turn.to_bytes(2, "big")
        digest = hashlib.md5(mark + key.encode("ascii") + mark, usedforsecurity=False).digest()
        picks.append(remaining.pop(int.from_bytes(digest, "big") % len(remaining)))
    return picks
