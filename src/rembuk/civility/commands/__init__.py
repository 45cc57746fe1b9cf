"""`rembuk civility …`: score, explain, evaluate and train from a terminal. No database, no site."""

from __future__ import annotations

from rembuk.civility.commands.main import run

__all__ = ["run"]
