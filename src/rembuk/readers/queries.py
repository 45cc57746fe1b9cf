"""What may be known about a profile. No function here returns a value that a reader gave."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from .models import ConsentReceipt, ProfileFacts, Reader, SealedField
from .profile_fields import FIELDS, Kind, ProfileField


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the profile and what became of it. `stored` is None when it is not answered yet."""

    field: ProfileField
    stored: SealedField | None

    @property
    def match_only(self) -> bool:
        """Whether the answer can only be compared."""
        return self.field.kind is Kind.MATCH_ONLY


def facts(reader: Reader) -> ProfileFacts:
    """The three yes/no facts; an unsaved default when the reader has answered nothing."""
    return ProfileFacts.objects.filter(reader=reader).first() or ProfileFacts(reader=reader)


def profile(reader: Reader) -> list[Answered]:
    """Every question of the profile with the reader's own sealed row."""
    stored = {row.field: row for row in SealedField.objects.filter(reader=reader).defer("ciphertext", "blind_index")}
    return [Answered(field, stored.get(field.name)) for field in FIELDS]


def missing_fields(reader: Reader) -> list[ProfileField]:
    """The questions that the reader has not answered yet."""
    return [answered.field for answered in profile(reader) if answered.stored is None]


def consents(reader: Reader) -> QuerySet[ConsentReceipt]:
    """The reader's own receipts, newest first."""
    return ConsentReceipt.objects.filter(reader=reader)


def claimed_by_another(reader: Reader) -> bool:
    """Whether a unique profile of someone else has the same telephone number, or the same name and birth date.

    Only the first claim counts: otherwise anyone could spoil a reader's profile by typing that reader's number.
    """
    own = dict(SealedField.objects.filter(reader=reader).values_list("field", "blind_index"))
    others = Reader.objects.exclude(pk=reader.pk).filter(facts__unique=True)

    def among(candidates: QuerySet[Reader], field: str) -> QuerySet[Reader]:
        return candidates.filter(sealed_fields__field=field, sealed_fields__blind_index=own[field])

    if "phone" in own and among(others, "phone").exists():
        return True
    return {"name", "birth_date"} <= own.keys() and among(among(others, "name"), "birth_date").exists()
