"""Guests: whoever has no account, where the title lets them write. Nothing appears before their address is confirmed.

What a guest wrote waits in a row of its own, which nobody reads, and a letter with a link is sent. Whoever opens the
link and presses the button posts the comment, and only then the phases judge it. The answer of the page is the same for
every address, whether an account has it or not: which letter is sent is decided by the task that sends it.
"""

from __future__ import annotations

import secrets
import uuid
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk.audit.actions import record
from rembuk.conversation import tasks
from rembuk.conversation.guest_links import LASTS, READS, address_hash, address_hashes, has_account, hash_of
from rembuk.conversation.models import Comment, Guest, GuestComment, Thread
from rembuk.conversation.phases import Draft, walk
from rembuk.conversation.phases_basic import length
from rembuk.conversation.rules import Rules, rules_of
from rembuk.readers import display_names, mail_rules
from rembuk.readers.display_names import NAME_LENGTH
from rembuk.readers.mail_lists.folding import folded
from rembuk.readers.models import Reader
from rembuk.readers.reachable import can_get_letters

from . import networks
from .common import KeyUsed, Refused, TooFast, tidied
from .post import post_comment

MOST_OPEN: Final = 3  # of one address
FROM_A_NETWORK: Final = networks.Limit("guest", 3_600, 20)
TO_A_MAILBOX: Final = networks.Limit("mailbox", 3_600, 10)  # however its address is written
MOST_VOICES: Final = 10  # names of one address


@transaction.atomic
def write_as_guest(
    *, thread: Thread, parent: Comment | None, name: str, email: str, body: str, client_key: uuid.UUID, network: str
) -> GuestComment:
    """Keep what a guest wrote and send a letter to the address. The same form twice is the same as once.

    Raises:
        KeyUsed: the form's key already stands on another text.
        TooFast: three comments of the address wait already, or very many came from the network.
        Refused: guests cannot write here now, the name cannot be used, or the text is none.
    """
    _check_open(rules_of(thread))
    text, name, email = tidied(body), _checked_name(name), email.strip().lower()
    answer = length(Draft(Reader(display_name=name), thread, text, parent))
    if answer.outcome == "reject":
        raise Refused(answer.message)
    if not can_get_letters(email):
        raise Refused(_("No letter can reach this address. Please give one that you read."))
    if words := mail_rules.refusal(email):
        raise Refused(words)
    networks.hold("address", folded(email))
    earlier = GuestComment.objects.filter(client_key=client_key).first()
    if earlier is not None:
        return _same(earlier, thread, parent, email, text)
    networks.count(FROM_A_NETWORK, network)
    networks.count(TO_A_MAILBOX, folded(email), _to_this_mailbox)
    _check_address(email)
    try:
        with transaction.atomic():
            kept = GuestComment.objects.create(
                thread=thread,
                parent=parent,
                # Fits no link: the task that writes the letter makes the token.
                token_hash=hash_of(secrets.token_urlsafe()),
                client_key=client_key,
                name=name,
                email=email,
                body=text,
            )
    except IntegrityError:
        raise _key_used() from None
    record("conversation.write_as_guest", kept, actor=None)
    tasks.tell_guest.enqueue(kept.pk)
    return kept


def confirm_guest(*, token: str) -> Comment:
    """Post what a guest wrote, once: the link opened again leads to the same comment.

    Raises:
        Refused: the link is too old or none, guests cannot write here any more, an account has this address now, or
            whatever `post_comment` refuses.
    """
    with transaction.atomic():
        waiting = GuestComment.objects.select_for_update(of=("self",)).get(pk=waiting_for(token).pk)
        if waiting.confirmed_as is not None:
            return waiting.confirmed_as
        _check_open(rules_of(waiting.thread))
        _checked_name(waiting.name)
        if has_account(waiting.email):
            raise Refused(_("An account has this address now. Please sign in and write there."))
        comment = post_comment(
            author=_voice(waiting),
            thread=waiting.thread,
            body=waiting.body,
            client_key=waiting.client_key,
            parent=waiting.parent,
        )
        # What the row was kept for is done; it stays for a link that is opened again.
        waiting.confirmed_as, waiting.email, waiting.body = comment, "", ""
        waiting.save(update_fields=["confirmed_as", "email", "body"])
        record("conversation.confirm_guest", comment, actor=comment.author)
        return comment


def waiting_for(token: str) -> GuestComment:
    """What waits for this link.

    Raises:
        Refused: nothing does, or not any more.
    """
    now = timezone.now()
    found = (
        GuestComment.objects.select_related("thread__story", "parent", "confirmed_as")
        .filter(Q(made_at__gt=now - LASTS) | Q(made_at__gt=now - READS, confirmed_as__isnull=False))
        .filter(token_hash=hash_of(token))
        .first()
    )
    if found is None:
        raise Refused(_("This link is too old, or not complete. You can write your comment again."))
    return found


def _check_open(rules: Rules) -> None:
    if not rules.guests_may_write:
        raise Refused(_("Writing here needs an account. Please sign in."))
    if rules.closed:
        raise Refused(rules.closed)


def _checked_name(typed: str) -> str:
    name = display_names.shown(typed[: 4 * NAME_LENGTH])
    if sum(char.isalpha() for char in name) < 2 or len(name) > NAME_LENGTH:
        raise Refused(
            _("Please give a name of at least two letters and at most %(n)d characters.") % {"n": NAME_LENGTH}
        )
    if display_names.belongs_to_the_house(name):
        raise Refused(_("This name belongs to the newsroom. Please choose another one."))
    return name


def _check_address(email: str) -> None:
    """At most three wait for one address, whoever has it: the caller holds the address."""
    waiting = GuestComment.objects.filter(email=email, confirmed_as=None, made_at__gt=timezone.now() - LASTS)
    times = list(waiting.order_by("made_at").values_list("made_at", flat=True)[:MOST_OPEN])
    if len(times) == MOST_OPEN:
        seconds = int((times[0] + LASTS - timezone.now()).total_seconds()) + 1
        raise TooFast(_("Three comments wait for this address already. Open the letters it got first."), seconds)


def _same(earlier: GuestComment, thread: Thread, parent: Comment | None, email: str, text: str) -> GuestComment:
    if earlier.confirmed_as is not None:
        return earlier
    said = (earlier.thread_id, earlier.parent_id, earlier.email, earlier.body)
    if said != (thread.pk, parent.pk if parent else None, email, text):
        raise _key_used()
    return earlier


def _key_used() -> KeyUsed:
    return KeyUsed(_("This form was sent before with another text. Your new text is still here: send it again."))


def _voice(waiting: GuestComment) -> Reader:
    """Whom the address speaks as under this name; made the first time."""
    networks.hold("guest voice", folded(waiting.email))
    known = _known(waiting)
    for guest in known:
        if guest.name == waiting.name:
            return guest.reader
    for guest in known:
        _check_voice(guest.reader, waiting)
    if len(known) == MOST_VOICES:
        raise Refused(_("This address has written here under many names. Please take one of them again."))
    reader = Reader.objects.create_voice(waiting.name, kind=Reader.Kind.GUEST)
    Guest.objects.create(address_hash=address_hash(waiting.email), reader=reader, name=waiting.name)
    return reader


def voices(waiting: GuestComment) -> list[Reader]:
    """Whom the address has spoken as so far."""
    return [guest.reader for guest in _known(waiting)]


def _known(waiting: GuestComment) -> list[Guest]:
    found = Guest.objects.select_related("reader").filter(address_hash__in=address_hashes(waiting.email))
    return list(found.order_by("-pk")[:MOST_VOICES])


def _to_this_mailbox(minutes: int) -> str:
    return ngettext(
        "Many letters have gone to this mailbox lately. Please try again in %(n)d minute.",
        "Many letters have gone to this mailbox lately. Please try again in %(n)d minutes.",
        minutes,
    )


def _check_voice(other: Reader, waiting: GuestComment) -> None:
    """What an address may not say under one name (its account is closed or paused, the text was sent before), it may
    not say under a new one either."""
    answer = walk(Draft(other, waiting.thread, waiting.body, waiting.parent))
    if answer.outcome == "reject":
        raise Refused(answer.message or _("This comment cannot be placed. Please write it differently."), answer.piece)
