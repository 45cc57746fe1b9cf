"""One mailbox makes one account: addresses that reach the same mailbox are known for each other by their digest."""

from __future__ import annotations

from itertools import islice
from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction

from .lookup import Several
from .mail_lists.folding import digest, digests
from .models import NO_MAIL_DOMAIN, Mailbox, Reader

MOST: Final = 20  # confirmed addresses of one account that count


def confirmed(reader: Reader) -> list[str]:
    """The addresses that the reader has proven to read, the oldest first: one question, without building its SQL."""
    return [address.email for address in _confirmed.found([reader.pk])]


def owner(address: str) -> Reader | None:
    """Whose account this mailbox has made."""
    found = Mailbox.objects.filter(digest__in=digests(address)).select_related("reader").order_by("pk").first()
    return found.reader if found is not None else None


@transaction.atomic
def keep(reader: Reader) -> None:
    """Keep the mailboxes of an account: of the address it signs in with, and of those it has confirmed. One that made
    another account first stays that one's."""
    confirmed = EmailAddress.objects.filter(user=reader, verified=True).values_list("email", flat=True)
    wanted = {digest(each) for each in {reader.email, *confirmed} if each and not each.endswith(f"@{NO_MAIL_DOMAIN}")}
    kept = set(Mailbox.objects.filter(reader=reader).values_list("digest", flat=True))
    if kept - wanted:
        Mailbox.objects.filter(reader=reader, digest__in=kept - wanted).delete()
    if wanted - kept:
        new = [Mailbox(reader=reader, digest=each) for each in sorted(wanted - kept)]
        Mailbox.objects.bulk_create(new, ignore_conflicts=True)


def fill() -> None:
    """Keep the mailboxes of everyone who was here before digests were kept; of two, the older account has it."""
    members = Reader.objects.exclude(email__endswith=f"@{NO_MAIL_DOMAIN}").exclude(email="").order_by("pk")
    further = EmailAddress.objects.filter(verified=True).order_by("pk")
    for found in (members.values_list("pk", "email"), further.values_list("user_id", "email")):
        rows = found.iterator(chunk_size=1000)
        while some := [Mailbox(reader_id=pk, digest=digest(email)) for pk, email in islice(rows, 1000)]:
            Mailbox.objects.bulk_create(some, ignore_conflicts=True)


_confirmed: Final = Several(lambda ids: EmailAddress.objects.filter(user__in=ids, verified=True).order_by("pk")[:MOST])
