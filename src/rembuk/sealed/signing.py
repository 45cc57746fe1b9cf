"""The signature of a message to another server, as Standard Webhooks has it: any of its libraries can verify it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from uuid import UUID


def headers(message_id: UUID, timestamp: int, body: bytes, secrets: Sequence[bytes]) -> dict[str, str]:
    """What goes with a body. One signature for each living secret, so that none of them has to end at a stroke."""
    name = f"msg_{message_id.hex}"
    signed = f"{name}.{timestamp}.".encode() + body
    marks = [base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode() for secret in secrets]
    return {
        "webhook-id": name,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{mark}" for mark in marks),
    }
