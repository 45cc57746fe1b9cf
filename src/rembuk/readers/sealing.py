"""Between a reader's rows and `sealed`: seal an answer, compare one, open one.

`open_answer` has exactly one caller, `trust.actions.unseal`, which records the opening first.
"""

from __future__ import annotations

from django.views.decorators.debug import sensitive_variables

from rembuk.sealed import blind, envelope

from .keys import keyring
from .models import PersonKey, Reader, SealedField
from .profile_fields import Kind, ProfileField


class NothingSealed(Exception):
    """There is no readable answer: the reader gave none, or the field can only be compared."""


@sensitive_variables()
def store(reader: Reader, field: ProfileField, answer: str) -> None:
    """Write the sealed row of a normalised answer. The caller holds the reader's row lock."""
    ciphertext = None
    if field.kind is Kind.CONTACT:
        place = envelope.aad_for(reader.pk, field.name)
        ciphertext = envelope.seal(_key_of(reader), answer.encode(), place)
    SealedField.objects.update_or_create(
        reader=reader,
        field=field.name,
        defaults={
            "blind_index": blind.blind_index(keyring(), field.name, answer),
            "ciphertext": ciphertext,
            "hint": field.hint(answer),
        },
    )


@sensitive_variables()
def same(reader: Reader, field: ProfileField, answer: str) -> bool:
    """Whether a normalised answer is the one the reader gave; False when the reader gave none."""
    stored = SealedField.objects.filter(reader=reader, field=field.name).first()
    return stored is not None and blind.matches(keyring(), field.name, answer, stored.blind_index)


@sensitive_variables()
def open_answer(reader: Reader, field: ProfileField) -> str:
    """The answer in the clear. Raises NothingSealed; sealed.envelope.SealedError when the row was altered."""
    stored = SealedField.objects.filter(reader=reader, field=field.name).first()
    key = PersonKey.objects.filter(reader=reader).first()
    if stored is None or stored.ciphertext is None or key is None:
        raise NothingSealed
    person_key = envelope.unwrap(keyring(), envelope.WrappedKey(key.master_version, bytes(key.wrapped)))
    return envelope.open_(person_key, bytes(stored.ciphertext), envelope.aad_for(reader.pk, field.name)).decode()


@sensitive_variables()
def _key_of(reader: Reader) -> envelope.PersonKey:
    """The reader's own key, made at the first sealed answer."""
    kept = PersonKey.objects.filter(reader=reader).first()
    if kept is not None:
        return envelope.unwrap(keyring(), envelope.WrappedKey(kept.master_version, bytes(kept.wrapped)))
    person_key = envelope.new_person_key()
    wrapped = envelope.wrap(keyring(), person_key)
    PersonKey.objects.create(reader=reader, wrapped=wrapped.blob, master_version=wrapped.master_version)
    return person_key
