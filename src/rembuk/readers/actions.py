"""What readers do with their own data."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from rembuk.audit.actions import announce, record, record_many

from . import queries, sealing
from .events import profile_changed
from .models import ConsentReceipt, PersonKey, ProfileFacts, Reader, SealedField, no_mail_address
from .profile_fields import FIELDS, field_named, is_adult

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PROFILE_PURPOSE = "profile"


class ProfileError(Exception):
    """Some answers cannot be kept; nothing was saved. `messages` has a sentence per field, never a value."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        super().__init__(f"Answers not kept: {', '.join(sorted(messages))}")
        self.messages = dict(messages)


@sensitive_variables()
def save_profile(*, reader: Reader, answers: Mapping[str, str]) -> ProfileFacts:
    """Seal the given answers, all or none; fields that are not given stay as they are.

    Args:
        answers: what was typed, by field name (see `profile_fields.FIELDS`).

    Raises:
        ProfileError: an answer is not possible.
        KeyError: there is no such field.
    """
    normalised = _normalise(answers)
    with transaction.atomic():
        facts = _lock(reader)
        was_complete = facts.complete
        stored = set(reader.sealed_fields.values_list("field", flat=True))
        for name, answer in normalised.items():
            sealing.store(reader, field_named(name), answer)
        if "birth_date" in normalised:
            facts.adult = is_adult(normalised["birth_date"])
        facts.complete = reader.sealed_fields.count() == len(FIELDS)
        facts.unique = not queries.claimed_by_another(reader)
        if facts.complete and not was_complete:
            facts.reviewed_at = timezone.now()
        facts.save()
        record("readers.save_profile", reader, actor=reader, fields=sorted(normalised), complete=facts.complete)
        announce(profile_changed, Reader, reader=reader, replaced=sorted(stored & normalised.keys()))
    return facts


def confirm_review(*, reader: Reader) -> ProfileFacts:
    """The reader looked at the profile and says that everything is still right."""
    with transaction.atomic():
        facts = _lock(reader)
        facts.unique = not queries.claimed_by_another(reader)
        facts.reviewed_at = timezone.now()
        facts.save()
        record("readers.confirm_review", reader, actor=reader)
        announce(profile_changed, Reader, reader=reader, replaced=[])
    return facts


def give_consent(*, reader: Reader, purpose: str, text: StrOrPromise, channel: str) -> ConsentReceipt:
    """Keep proof that the reader agreed to these very words; agreeing twice leaves one receipt."""
    text_hash = hashlib.sha256(str(text).encode()).hexdigest()
    with transaction.atomic():
        Reader.objects.select_for_update().get(pk=reader.pk)
        receipt, made = ConsentReceipt.objects.get_or_create(
            reader=reader, purpose=purpose, text_hash=text_hash, withdrawn_at=None, defaults={"channel": channel}
        )
        if made:
            record("readers.give_consent", receipt, actor=reader, purpose=purpose)
    return receipt


def erase_profile(*, reader: Reader) -> None:
    """Destroy the reader's key and answers. Without the key, copies in database backups stay unreadable for good."""
    with transaction.atomic():
        _lock(reader)
        PersonKey.objects.filter(reader=reader).delete()
        SealedField.objects.filter(reader=reader).delete()
        ProfileFacts.objects.filter(reader=reader).delete()
        reader.consents.filter(purpose=PROFILE_PURPOSE, withdrawn_at=None).update(withdrawn_at=timezone.now())
        record("readers.erase_profile", reader, actor=reader)
        announce(profile_changed, Reader, reader=reader, replaced=[])


@sensitive_variables()
def _normalise(answers: Mapping[str, str]) -> dict[str, str]:
    normalised: dict[str, str] = {}
    messages: dict[str, str] = {}
    for name, typed in answers.items():
        try:
            normalised[name] = field_named(name).normalise(typed)
        except ValidationError as problem:
            messages[name] = " ".join(problem.messages)
    if messages:
        raise ProfileError(messages)
    return normalised


def _lock(reader: Reader) -> ProfileFacts:
    """Queue behind every other profile that is being written, so that two readers cannot both claim one number first.

    The oldest facts row is the turnstile.
    """
    facts, _made = ProfileFacts.objects.get_or_create(reader=reader)
    ProfileFacts.objects.select_for_update().order_by("pk").first()
    facts.refresh_from_db()
    return facts


def voices(names: Sequence[str], *, public_ids: Sequence[uuid.UUID | None] = ()) -> list[Reader]:
    """Make accounts for people who wrote in an earlier system, in the order of their names: two statements.

    Nobody can enter them: they are inactive, have no password, and an address that no mail reaches. `public_ids` gives
    some of them the public id that they had elsewhere.
    """
    password = make_password(None)
    made = [
        Reader(
            email=no_mail_address(),
            display_name=name[:40],
            kind=Reader.Kind.IMPORTED,
            is_active=False,
            password=password,
            public_id=public_id or uuid.uuid4(),
        )
        for name, public_id in zip_longest(names, public_ids[: len(names)])
    ]
    with transaction.atomic():
        Reader.objects.bulk_create(made)
        record_many("readers.voices", [(reader, None, {}) for reader in made])
    return made
