"""The two steps that every verb ends with: write the audit row, announce the event once the data is safe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import models, transaction

from .models import AuditRow

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.dispatch import Signal


def record(verb: str, subject: models.Model, *, actor: AbstractBaseUser | AnonymousUser | None, **data: Any) -> None:
    """Write the audit row of a deed. Call it inside the deed's own transaction.

    Args:
        verb: what was done, as `room.verb`, for example `conversation.post_comment`.
        subject: the saved object it was done to.
        actor: who did it; None when the system itself acted.
        data: facts about the deed. Never personal data, never a comment's body.

    Raises:
        RuntimeError: outside a transaction, because a deed and its record stand or fall together.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{verb} must be recorded inside the transaction that does it")
    AuditRow.objects.create(
        actor_id=actor.pk if actor is not None else None,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        data=data,
    )


def record_many(verb: str, deeds: Iterable[tuple[models.Model, AbstractBaseUser | None, Mapping[str, Any]]]) -> None:
    """Write the rows of many deeds of one kind, as (subject, actor, facts): one statement. Otherwise as `record`."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(f"{verb} must be recorded inside the transaction that does it")
    AuditRow.objects.bulk_create(
        AuditRow(
            actor_id=actor.pk if actor is not None else None,
            verb=verb,
            subject_type=subject._meta.label_lower,
            subject_id=str(subject.pk),
            data=data,
        )
        for subject, actor, data in deeds
    )


def announce(event: Signal, sender: Any, **payload: Any) -> None:
    """Send `event` once the surrounding transaction is committed.

    A receiver that fails is logged by Django and does not undo the deed nor stop the other receivers.
    """
    transaction.on_commit(partial(event.send_robust, sender=sender, **payload))
