"""A draw that anyone can check: freeze, publish, wait for the beacon, draw, hand out the bundle. No Django here."""

from __future__ import annotations

from rembuk.fairdraw.audit import Result, StepDown, check_inclusion, draw, inclusion_proof, step_down
from rembuk.fairdraw.beacon import (
    DEFAULT,
    DRAND_MIRRORS,
    QUICKNET,
    Chain,
    Round,
    fetch_round,
    parse_round,
    round_at,
    time_of_round,
    verify_round,
)
from rembuk.fairdraw.bundle import bundle_name, write_bundle
from rembuk.fairdraw.commitment import MIN_LEAD, Entrant, Frozen, Rules, freeze, person_commitment, reopen, verifier
from rembuk.fairdraw.errors import BeaconError, CanonicalError, CommitmentError, FairdrawError

__all__ = [
    "DEFAULT",
    "DRAND_MIRRORS",
    "MIN_LEAD",
    "QUICKNET",
    "BeaconError",
    "CanonicalError",
    "Chain",
    "CommitmentError",
    "Entrant",
    "FairdrawError",
    "Frozen",
    "Result",
    "Round",
    "Rules",
    "StepDown",
    "bundle_name",
    "check_inclusion",
    "draw",
    "fetch_round",
    "freeze",
    "inclusion_proof",
    "parse_round",
    "person_commitment",
    "reopen",
    "round_at",
    "step_down",
    "time_of_round",
    "verifier",
    "verify_round",
    "write_bundle",
]
