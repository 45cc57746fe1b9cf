"""Who takes part in the draw, and why not. Decided once, for everybody, at the freeze."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db.models import Q, QuerySet

from rembuk.readers.models import ProfileFacts, Reader

from .models import Agreement, Entry, Exclusion, Programme
from .rules import qualifying


@dataclass(frozen=True, slots=True)
class Decision:
    """An entry with its exclusion; empty when it takes part."""

    entry: Entry
    exclusion: Exclusion | None


def may_not_win() -> QuerySet[Reader]:
    """The newsroom's own people, and those of the shops where the prize is spent."""
    return Reader.objects.filter(
        Q(is_staff=True)
        | Q(is_superuser=True)
        | Q(person__isnull=False)
        | Q(merchants__isnull=False)
        | Q(groups__permissions__content_type__app_label="wagtailadmin", groups__permissions__codename="access_admin")
    )


def decide(programme: Programme) -> list[Decision]:
    """A decision for every entry, in the entries' own order. Six queries, however many entries there are."""
    insiders = set(may_not_win().values_list("pk", flat=True))
    agreed = set(Agreement.objects.filter(terms=programme.terms.latest("version")).values_list("reader_id", flat=True))
    confirmed = set(EmailAddress.objects.filter(verified=True).values_list("user_id", flat=True))
    standing = set(qualifying(programme).values_list("pk", flat=True))
    entries = programme.entries.select_related("reader__facts").order_by("pk")
    return [Decision(entry, _exclusion(entry, standing, insiders, agreed, confirmed)) for entry in entries]


def _exclusion(
    entry: Entry, standing: set[int], insiders: set[int], agreed: set[int], confirmed: set[int]
) -> Exclusion | None:
    reader = entry.reader
    if reader is None or not reader.is_active:
        return Exclusion.ACCOUNT_GONE
    facts = getattr(reader, "facts", None) or ProfileFacts()
    checks = (
        (entry.comment_id not in standing, Exclusion.COMMENT_NOT_PUBLISHED),
        (reader.pk in insiders, Exclusion.STAFF),
        (reader.pk not in agreed, Exclusion.NOT_AGREED),
        (reader.pk not in confirmed, Exclusion.EMAIL_NOT_CONFIRMED),
        (not facts.complete, Exclusion.PROFILE_INCOMPLETE),
        (not facts.adult, Exclusion.NOT_ADULT),
        (not facts.unique, Exclusion.NOT_UNIQUE),
    )
    return next((code for applies, code in checks if applies), None)
