"""Sanctions: what moderators ask of a reader, for a while or until they say otherwise."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import record
from rembuk.conversation.actions import Refused
from rembuk.conversation.models import Comment
from rembuk.moderation import sanction_letters
from rembuk.moderation.access import is_colleague, may_ban_for_good
from rembuk.moderation.models import ReaderNote, RejectionReason, Sanction
from rembuk.moderation.queries import following, sanctions_of, sanctions_seen
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .decide import UNDO_TIME, Changed

LONGEST: Final = 365  # days


@transaction.atomic
def sanction(
    *,
    moderator: Reader,
    reader: Reader,
    kind: str,
    reason: RejectionReason,
    days: int | None = None,
    title: TitlePage | None = None,
    comment: Comment | None = None,
    note: str = "",
    seen: str | None = None,
) -> Sanction:
    """Warn a reader, pause them, let every comment wait, or ban them; in one title, or in all.

    `days` is None for what has no end: a warning, which holds until it is read, and what is lifted by hand. `seen` is
    `queries.sanctions_seen` of what the moderator looked at; without it nothing is compared.

    Raises:
        Changed: a colleague gave or lifted one meanwhile.
        Refused: the reader is a colleague, the time cannot be given, or this needs another permission.
    """
    reader = Reader.objects.select_for_update().get(pk=reader.pk)
    _check_reader(moderator, reader)
    _check_time(moderator, kind, days)
    if comment is not None and comment.author_id != reader.pk:
        raise Refused(_("This comment was written by somebody else."))
    if seen is not None and seen != sanctions_seen(sanctions_of(moderator, reader)):
        raise Changed(_("A sanction was given or lifted meanwhile. Look at the history before you give another."))
    now = timezone.now()
    given = Sanction.objects.create(
        reader=reader,
        moderator=moderator,
        kind=kind,
        **reason.as_given(),
        title=title,
        comment=comment,
        note=note,
        starts_at=now,
        ends_at=now + timedelta(days=days) if days is not None else None,
    )
    facts = {"sanction": given.pk, "kind": kind, "reason": reason.code, "days": days}
    record("moderation.sanction", reader, actor=moderator, title=title.pk if title else None, **facts)
    sanction_letters.tell_sanctioned.using(run_after=now + UNDO_TIME).enqueue(given.pk)
    return given


@transaction.atomic
def lift(*, moderator: Reader, sanction: Sanction, why: str) -> Sanction:
    """End a sanction before its time. Lifting a ban without end needs the same permission as giving it.

    Raises:
        Refused: it does not hold any more, no reason is given, or this needs another permission.
    """
    held = _lock(sanction)
    if not why.strip():
        raise Refused(_("Say why you lift it: colleagues read it."))
    if not held.holds(timezone.now()):
        raise Refused(_("This sanction does not hold any more, so there is nothing to lift."))
    if held.kind == Sanction.Kind.BAN and held.ends_at is None:
        _check_for_good(moderator)
    _end(held, moderator, why.strip())
    record("moderation.lift_sanction", held.reader, actor=moderator, sanction=held.pk, kind=held.kind)
    return held


@transaction.atomic
def undo_sanction(*, moderator: Reader, sanction: Sanction) -> Sanction:
    """Take back what one gave or lifted within the last minute.

    Raises:
        Refused: it was somebody else's deed, or the minute is over, or it was changed since.
    """
    held = _lock(sanction)
    if not can_undo_sanction(moderator, held):
        raise Refused(_("The minute for taking it back is over. You can lift it, or give another, with a reason."))
    if held.lifted_at is not None:
        held.lifted_at, held.lifted_by, held.lifted_why = None, None, ""
        held.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
        record("moderation.undo_lift", held.reader, actor=moderator, sanction=held.pk)
        return held
    held.taken_back = True
    _end(held, moderator, "")
    record("moderation.undo_sanction", held.reader, actor=moderator, sanction=held.pk)
    return held


def can_undo_sanction(moderator: Reader, sanction: Sanction) -> bool:
    """Whether its newest deed is the moderator's own and younger than a minute, and its reader has not answered it."""
    since = timezone.now() - UNDO_TIME
    if sanction.taken_back or sanction.read_at is not None:
        return False
    if sanction.lifted_at is not None:
        return sanction.lifted_by_id == moderator.pk and sanction.lifted_at > since
    return sanction.moderator_id == moderator.pk and sanction.starts_at > since


def tell_what_follows(*, reader: Reader, address: str) -> None:
    """Write to a reader who has just confirmed an address what a guest with it was given, and what holds now. A letter
    waits as long as the sanction can be taken back."""
    for given in following(reader, address):
        after = max(timezone.now(), given.starts_at + UNDO_TIME)
        sanction_letters.tell_sanctioned.using(run_after=after).enqueue(given.pk, reader.pk)


@transaction.atomic
def read_warning(*, reader: Reader, warning: Sanction) -> None:
    """The reader says to have read it. Saying so twice is the same as once."""
    read = Sanction.objects.filter(pk=warning.pk, reader=reader, kind=Sanction.Kind.WARNING, read_at=None)
    if read.update(read_at=timezone.now()):
        record("moderation.read_warning", reader, actor=reader, sanction=warning.pk)


@transaction.atomic
def add_note(*, moderator: Reader, reader: Reader, text: str) -> ReaderNote:
    """Note something about a writer for colleagues."""
    text = text.strip()
    if not text:
        raise Refused(_("Write the note first."))
    made = ReaderNote.objects.create(reader=reader, moderator=moderator, text=text)
    record("moderation.add_note", reader, actor=moderator, note=made.pk)
    return made


def _lock(sanction: Sanction) -> Sanction:
    """The sanction as it is now; its reader's row is locked, as when one is given."""
    Reader.objects.select_for_update().get(pk=sanction.reader_id)
    return Sanction.objects.select_related("reader").get(pk=sanction.pk)


def _end(held: Sanction, moderator: Reader, why: str) -> None:
    held.lifted_at, held.lifted_by, held.lifted_why = timezone.now(), moderator, why
    held.save(update_fields=["lifted_at", "lifted_by", "lifted_why", "taken_back"])


def _check_reader(moderator: Reader, reader: Reader) -> None:
    if reader.pk == moderator.pk or is_colleague(reader):
        raise Refused(_("Colleagues cannot be sanctioned here. Ask an administrator."))


def _check_time(moderator: Reader, kind: str, days: int | None) -> None:
    if kind == Sanction.Kind.WARNING and days is not None:
        raise Refused(_("A warning has no end: it holds until it is read."))
    if kind == Sanction.Kind.PAUSE and days is None:
        raise Refused(_("A pause needs an end. For one without end, choose a ban."))
    if days is not None and not 1 <= days <= LONGEST:
        raise Refused(_("A sanction lasts from 1 to %(days)d days.") % {"days": LONGEST})
    if kind == Sanction.Kind.BAN and days is None:
        _check_for_good(moderator)


def _check_for_good(moderator: Reader) -> None:
    if not may_ban_for_good(moderator):
        raise Refused(
            _("Bans without an end are given and lifted by lead moderators. Choose an end, or ask one of them.")
        )
