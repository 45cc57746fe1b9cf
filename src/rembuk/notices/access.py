"""Whose notices a signed address is about. A forged or mangled one leads nowhere: 404."""

from __future__ import annotations

import uuid

from django.core import signing
from django.http import Http404

from rembuk.readers.models import Reader

from . import tokens
from .models import Kind, Pace


def to_stop(token: str) -> tuple[Reader, list[Kind]]:
    """The reader and the kinds that the address in a letter stops."""
    try:
        public_id, kinds = tokens.read_stop(token)
    except signing.BadSignature:
        raise Http404 from None
    return _reader(public_id), kinds


def to_resume(token: str) -> tuple[Reader, dict[Kind, Pace]]:
    """The reader and what they had before."""
    try:
        public_id, paces = tokens.read_resume(token)
    except signing.BadSignature:
        raise Http404 from None
    return _reader(public_id), paces


def _reader(public_id: uuid.UUID) -> Reader:
    found = Reader.objects.filter(public_id=public_id, is_active=True).first()
    if found is None:
        raise Http404
    return found
