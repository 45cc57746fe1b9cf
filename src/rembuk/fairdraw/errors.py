"""What can go wrong in a draw, each with a sentence a person can act on."""

from __future__ import annotations


class FairdrawError(ValueError):
    """Base of every refusal of this package."""


class CanonicalError(FairdrawError):
    """A value has no canonical JSON form."""


class BeaconError(FairdrawError):
    """A beacon round is missing, malformed, another one than asked for, or not signed by its chain."""


class CommitmentError(FairdrawError):
    """A draw cannot be frozen, or what is presented is not what was frozen."""
