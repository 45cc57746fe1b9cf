"""What readers do with their own data."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from rembuk.audit.actions import announce, record

from . import queries, sealing
from .events import profile_changed
from .models import ConsentReceipt, PersonKey, ProfileFacts, Reader, SealedField
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
