"""The Merkle tree of RFC 6962, section 2.1: root, inclusion proof, and its check (RFC 9162, section 2.1.3.2)."""

from __future__ import annotations

from collections.abc import Sequence

from rembuk.fairdraw.canonical import sha256


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes, in their order. The root of no leaves is SHA-256 of nothing."""
    if not leaves:
        return sha256(b"")
    return _levels(leaves)[-1][0]


def proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The sibling hashes from leaf `index` (from 0) up to the root. Raises IndexError when there is no such leaf."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"There is no leaf {index} among {len(leaves)}.")
    path = []
    for level in _levels(leaves)[:-1]:
        sibling = index ^ 1
        if sibling < len(level):  # the last node of an odd level rises without a sibling
            path.append(level[sibling])
        index //= 2
    return path


def verify(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected_root: bytes) -> bool:
    """Whether `leaf` is number `index` of the `size` leaves under `expected_root`."""
    if not 0 <= index < size:
        return False
    node, last, remaining = leaf, size - 1, list(path)
    while last:
        if index % 2 or index < last:
            if not remaining:
                return False
            sibling = remaining.pop(0)
            node = node_hash(sibling, node) if index % 2 else node_hash(node, sibling)
        index, last = index // 2, last // 2
    return not remaining and node == expected_root


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = [node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
        levels.append(pairs + below[len(below) & ~1 :])
    return levels
