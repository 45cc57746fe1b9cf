"""The verbs of the trust room."""

from __future__ import annotations

from .cases import CaseRefused, close_case, compare, open_case, unseal
from .devices import confirm_first_device, forget_device, recognise
from .step_up import CodeRefused, confirm_device, send_code

__all__ = [
    "CaseRefused",
    "CodeRefused",
    "close_case",
    "compare",
    "confirm_device",
    "confirm_first_device",
    "forget_device",
    "open_case",
    "recognise",
    "send_code",
    "unseal",
]
