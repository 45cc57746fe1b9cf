"""Help-desk cases. Nothing here changes an address, a password or a second factor: facts never open an account."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from rembuk.audit.actions import record
from rembuk.readers import sealing
from rembuk.readers.keys import keyring
from rembuk.readers.models import Reader
from rembuk.readers.profile_fields import Kind, field_named
from rembuk.sealed.chain import next_entry
from rembuk.sealed.keyring import KeyKind
from rembuk.trust import mail
from rembuk.trust.models import Case, Comparison, Opening
from rembuk.trust.queries import as_entry

TRIES: Final = 5
TRIES_A_DAY: Final = 10  # about one address, in however many cases
TRIES_OF_A_COLLEAGUE: Final = 100  # a day, about anybody
OPENING_WINDOW: Final = timedelta(hours=24)
ON_SCREEN: Final = timedelta(minutes=15)
REASON_LENGTH: Final = (10, 300)


class CaseRefused(Exception):
    """The case does not allow it. `str()` is a sentence for the help desk."""


def open_case(*, email: str, subject: str, actor: Reader) -> Case:
    """Open a case for the account behind an address; the case does not tell whether there is one."""
    _need(actor, "trust.work_on_case")
    address = email.strip().lower()
    about = keyring().current(KeyKind.INDEX).mac("case:about", address.encode()).hex()
    reader = Reader.objects.filter(email=address).first()
    with transaction.atomic():
        case = Case.objects.create(reader=reader, about=about, opened_by=actor, subject=subject)
        record("trust.open_case", case, actor=actor)
    return case


@sensitive_variables("said", "answer")
def compare(*, case: Case, field: str, said: str, actor: Reader) -> bool:
    """Whether the caller said what the reader told us. The value is neither kept nor logged.

    Raises:
        CaseRefused: the case is closed or had its five tries, or the address or the colleague had a day's share.
        ValidationError: nobody's answer could look like this; not counted as a try.
    """
    _need(actor, "trust.work_on_case")
    question = field_named(field)
    answer = question.normalise(said)
    with transaction.atomic():
        Reader.objects.select_for_update().get(pk=actor.pk)  # a colleague's comparisons are counted one after another
        case = _locked(case)
        if case.comparisons.count() >= TRIES:
            raise CaseRefused(_("Five comparisons were made in this case. Close it and ask for help in person."))
        _need_a_try_left_today(case, actor)
        matched = case.reader is not None and sealing.same(case.reader, question, answer)
        comparison = Comparison.objects.create(case=case, field=field, matched=matched, made_by=actor)
        record("trust.compare", comparison, actor=actor, field=field, matched=matched)
    return matched


@sensitive_variables("value")
def unseal(*, case: Case, field: str, reason: str, actor: Reader) -> str:
    """Open one sealed answer. It is logged, chained and committed before it is returned, and the reader is told.

    Raises:
        PermissionDenied: the actor may not open sealed data.
        CaseRefused: no reason, a case that is closed or older than a day, or nothing that can be opened.
    """
    _need(actor, "trust.work_on_case", "trust.open_sealed")
    reason = " ".join(reason.split())
    shortest, longest = REASON_LENGTH
    if not shortest <= len(reason) <= longest:
        raise CaseRefused(_("Say in a sentence what you need the data for. The reader will see it."))
    with transaction.atomic(durable=True):  # inside another transaction the log could be undone after the showing
        case = _locked(case)
        if timezone.now() - case.opened_at > OPENING_WINDOW:
            raise CaseRefused(_("Data can be opened within 24 hours of the case's start. Open a new case."))
        question = field_named(field)
        nothing = CaseRefused(_("There is nothing to open: the answer is missing or can only be compared."))
        if case.reader is None or question.kind is not Kind.CONTACT:
            raise nothing
        try:
            value = sealing.open_answer(case.reader, question)
        except sealing.NothingSealed:
            raise nothing from None
        opening = _log_opening(case, case.reader, field, reason, actor)
        tell = partial(
            mail.notify,
            "opening",
            case.reader,
            at=timezone.now(),
            field=question.label,
            reason=reason,
            who=actor.display_name,
            case=str(case.public_id),
        )
        record("trust.unseal", opening, actor=actor, field=field, case=str(case.public_id))
        transaction.on_commit(tell)
    return value


def close_case(*, case: Case, actor: Reader) -> None:
    """Nothing can be compared or opened in this case any more."""
    _need(actor, "trust.work_on_case")
    with transaction.atomic():
        case = _locked(case)
        case.closed_at = timezone.now()
        case.save(update_fields=["closed_at"])
        record("trust.close_case", case, actor=actor)


def _need_a_try_left_today(case: Case, actor: Reader) -> None:
    """Count by address, not by account: a limit that only accounts reach would tell which addresses have one."""
    lately = Comparison.objects.filter(made_at__gt=timezone.now() - timedelta(days=1))
    about_address = lately.filter(case__about=case.about).count()
    if about_address >= TRIES_A_DAY or lately.filter(made_by=actor).count() >= TRIES_OF_A_COLLEAGUE:
        raise CaseRefused(_("Too many comparisons were made today. Go on tomorrow, or ask for help in person."))


def _log_opening(case: Case, reader: Reader, field: str, reason: str, actor: Reader) -> Opening:
    """Write the next entry of the chain. Openings queue behind the FIRST entry.

    Its row never changes, so it can be everyone's lock; then the last entry is read afresh. Two very first openings
    at once are kept apart by the unique sequence: the second fails, and shows nothing.
    """
    Opening.objects.select_for_update().order_by("sequence").first()
    last = Opening.objects.order_by("sequence").last()
    payload = {
        "case": str(case.public_id),
        "reader": str(reader.public_id),
        "actor": actor.pk,
        "field": field,
        "reason": reason,
    }
    entry = next_entry(as_entry(last) if last else None, payload, timezone.now())
    return Opening.objects.create(
        sequence=entry.sequence,
        previous_hash=entry.previous_hash,
        at=entry.at.isoformat(timespec="microseconds"),
        payload=payload,
        hash=entry.hash,
        reader=reader,
    )


def _locked(case: Case) -> Case:
    fresh = Case.objects.select_for_update().get(pk=case.pk)
    if fresh.closed_at is not None:
        raise CaseRefused(_("This case is closed. Open a new one."))
    return fresh


def _need(actor: Reader, *permissions: str) -> None:
    if not actor.has_perms(permissions):
        raise PermissionDenied
