"""The draw itself, its step-downs, and the proof for one entrant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rembuk.fairdraw import merkle
from rembuk.fairdraw.beacon import Round, verify_round
from rembuk.fairdraw.canonical import canonical
from rembuk.fairdraw.commitment import Frozen, check_reason, leaves
from rembuk.fairdraw.errors import BeaconError, CommitmentError
from rembuk.fairdraw.permutation import permute, seed_of


@dataclass(frozen=True)
class Result:
    """One order of all entries: the first are winners, the next reserves. `round` is the verified beacon round."""

    round: Round
    seed: bytes
    order: tuple[str, ...]
    winners: tuple[str, ...]
    reserves: tuple[str, ...]


@dataclass(frozen=True)
class StepDown:
    """A winner or waiting reserve who leaves, at `at` (Unix seconds), for a reason code such as 'unreachable'."""

    at: int
    entry: str
    reason: str


def draw(frozen: Frozen, beacon_round: Round) -> Result:
    """The result of a frozen draw. Raises BeaconError unless this is the named round, signed by the named chain."""
    if beacon_round.number != frozen.round:
        raise BeaconError(f"This draw waits for round {frozen.round}; round {beacon_round.number} cannot replace it.")
    verify_round(frozen.chain, beacon_round)
    seed = seed_of(bytes.fromhex(frozen.hash), beacon_round.signature)
    order = tuple(permute(((entry["entry"], entry["weight"]) for entry in frozen.entries), seed))
    last = frozen.winners + frozen.reserves
    return Result(beacon_round, seed, order, order[: frozen.winners], order[frozen.winners : last])


def step_down(result: Result, steps: Iterable[StepDown]) -> tuple[list[str], list[dict[str, Any]]]:
    """Who wins after the step-downs, and the log of them, each with the reserve who moved up (`next`) or None.

    The next reserve in the drawn order takes the place; there is never new randomness.
    Raises CommitmentError when a step names somebody who neither wins nor waits, lies before the one above it,
    or gives no proper reason code.
    """
    standing, waiting = list(result.winners), list(result.reserves)
    log: list[dict[str, Any]] = []
    for step in steps:
        if log and step.at < log[-1]["at"]:
            raise CommitmentError("Step-downs are logged in the order in which they happened.")
        check_reason(step.reason)
        successor = None
        if step.entry in standing:
            successor = waiting.pop(0) if waiting else None
            place = standing.index(step.entry)
            standing[place : place + 1] = [successor] if successor else []
        elif step.entry in waiting:
            waiting.remove(step.entry)
        else:
            raise CommitmentError(f"Entry {step.entry} neither wins nor waits, so it cannot step down.")
        log.append({"at": step.at, "entry": step.entry, "reason": step.reason, "next": successor})
    return standing, log


def inclusion_proof(frozen: Frozen, entry_id: str) -> dict[str, Any]:
    """What one entrant needs to see, beside their salt, that they are in the draw. Plain JSON.

    Raises CommitmentError when the entry does not take part.
    """
    for index, entry in enumerate(frozen.entries):
        if entry["entry"] == entry_id:
            path = merkle.proof(leaves(frozen.document["draw"], frozen.entries), index)
            return {
                "draw": frozen.document["draw"],
                **entry,
                "index": index,
                "size": len(frozen.entries),
                "path": [node.hex() for node in path],
                "root": frozen.document["entries"]["root"],
            }
    raise CommitmentError(f"Entry {entry_id} does not take part in this draw.")


def check_inclusion(proof: dict[str, Any], root: str) -> bool:
    """Whether an inclusion proof leads to `root`, the entries root of the published commitment (hex)."""
    leaf = merkle.leaf_hash(canonical({name: proof[name] for name in ("draw", "entry", "weight", "commitment")}))
    path: Sequence[bytes] = [bytes.fromhex(node) for node in proof["path"]]
    return merkle.verify(leaf, proof["index"], proof["size"], path, bytes.fromhex(root))
