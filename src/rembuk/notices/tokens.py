"""Addresses in letters that act without signing in: stop one kind of notice, and take that back.

A token names a reader and kinds, is signed, and does not expire: a letter may be read years later. It can do nothing
but what it says.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Final

from django.core import signing

from rembuk.readers.models import Reader

from .models import Kind, Pace

STOP: Final = "rembuk.notices.stop"
RESUME: Final = "rembuk.notices.resume"


def stop_token(reader: Reader, kinds: Iterable[Kind]) -> str:
    """What stops these kinds of letters to this reader."""
    return signing.dumps([reader.public_id.hex, [kind.value for kind in kinds]], salt=STOP)


def read_stop(token: str) -> tuple[uuid.UUID, list[Kind]]:
    """The reader's public id and the kinds.

    Raises:
        signing.BadSignature: it was not made here.
    """
    public_id, kinds = signing.loads(token, salt=STOP)
    return uuid.UUID(public_id), [Kind(kind) for kind in kinds]


def resume_token(reader: Reader, paces: Mapping[Kind, Pace]) -> str:
    """What gives this reader these paces again."""
    return signing.dumps([reader.public_id.hex, {kind.value: pace.value for kind, pace in paces.items()}], salt=RESUME)


def read_resume(token: str) -> tuple[uuid.UUID, dict[Kind, Pace]]:
    """The reader's public id and the paces.

    Raises:
        signing.BadSignature: it was not made here.
    """
    public_id, paces = signing.loads(token, salt=RESUME)
    return uuid.UUID(public_id), {Kind(kind): Pace(pace) for kind, pace in paces.items()}
