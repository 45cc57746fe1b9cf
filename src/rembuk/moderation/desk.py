"""What the worker does for the desk every few seconds."""

from __future__ import annotations

from typing import Final

from . import actions

MOST_ADOPTED: Final = 500


def sweep() -> None:
    """Queue held comments that have no row: an import brought them, or their event was lost. Nothing held is lost.

    And bring reported comments to where their reporters' records put them."""
    actions.adopt(most=MOST_ADOPTED)
    actions.sweep_reports()
