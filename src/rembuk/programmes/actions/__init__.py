"""What can be done in a programme. Every verb is one transaction; a stage only goes forward."""

from __future__ import annotations

from .common import Refused
from .drawing import draw, step_down
from .entries import enter, leave
from .freeze import commit
from .stages import close, open_programme
from .terms import agree, publish_terms

__all__ = [
    "Refused",
    "agree",
    "close",
    "commit",
    "draw",
    "enter",
    "leave",
    "open_programme",
    "publish_terms",
    "step_down",
]
