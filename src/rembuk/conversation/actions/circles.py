"""What readers decide for themselves: which conversations they follow, whom they do not want to read."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.audit.actions import record
from rembuk.conversation.models import Follow, Mute, Thread
from rembuk.readers.models import Reader

from .common import Refused
from .networks import Limit, count

MOST_MUTES: Final = 1_000
CHANGES_A_MINUTE: Final = 30  # of what one follows and whom one mutes, together: each is written, and recorded


@transaction.atomic
def follow(*, reader: Reader, thread: Thread) -> Follow:
    """Follow a conversation; twice is the same as once.

    Raises:
        TooFast: more than thirty changes a minute.
    """
    found, is_new = Follow.objects.get_or_create(reader=reader, thread=thread)
    if is_new:
        _count(reader)
        record("conversation.follow", thread, actor=reader)
    return found


@transaction.atomic
def unfollow(*, reader: Reader, thread: Thread) -> None:
    """Follow it no longer; twice is the same as once. Raises as `follow`."""
    gone, _by_model = Follow.objects.filter(reader=reader, thread=thread).delete()
    if gone:
        _count(reader)
        record("conversation.unfollow", thread, actor=reader)


@transaction.atomic
def mute(*, reader: Reader, other: Reader) -> Mute:
    """Read nothing more of another, whoever that is; twice is the same as once. Only the reader knows.

    Raises:
        TooFast: more than thirty changes a minute.
        Refused: it is oneself, or there are a thousand already.
    """
    if reader.pk == other.pk:
        raise Refused(_("This is you. You can withdraw a comment of yours instead."))
    Reader.objects.select_for_update().get(pk=reader.pk)
    standing = Mute.objects.filter(reader=reader, muted=other).first()
    if standing is not None:
        return standing
    if Mute.objects.filter(reader=reader).count() >= MOST_MUTES:
        raise Refused(
            _("You have muted %(n)d people already. Unmute some on the page of your conversations first.")
            % {"n": MOST_MUTES}
        )
    _count(reader)
    made = Mute.objects.create(reader=reader, muted=other)
    record("conversation.mute", made, actor=reader)
    return made


@transaction.atomic
def unmute(*, reader: Reader, other: Reader) -> None:
    """Read them again; twice is the same as once. Raises as `follow`."""
    standing = Mute.objects.filter(reader=reader, muted=other).first()
    if standing is not None:
        _count(reader)
        record("conversation.unmute", standing, actor=reader)
        standing.delete()


def _count(reader: Reader) -> None:
    count(Limit("circle", 60, CHANGES_A_MINUTE), str(reader.pk), _too_fast)


def _too_fast(_minutes: int) -> str:
    return _("You are changing very much at once. Try again in a minute.")
