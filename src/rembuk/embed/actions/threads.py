"""Threads of pages on other sites."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import record
from rembuk.civility import judge
from rembuk.conversation.actions import guests
from rembuk.conversation.models import GuestComment, Thread
from rembuk.embed import queries
from rembuk.embed.models import Opened
from rembuk.embed.origins import origin_of
from rembuk.embed.pages import Page
from rembuk.readers.models import Reader

from .common import Refused

OPENED_IN_AN_HOUR: Final = 20  # threads, by one reader


def open_thread(*, reader: Reader, page: Page) -> Thread:
    """The thread of a page, made for the comment that is about to be its first.

    Raises:
        Refused: the page lies on no site of the title, or this reader has opened very many within an hour.
    """
    found = Thread.objects.filter(title=page.title, page_key=page.key).first()
    if found is not None:
        return found
    since = timezone.now() - timedelta(hours=1)
    if Opened.objects.filter(reader=reader, made_at__gt=since).count() >= OPENED_IN_AN_HOUR:
        raise Refused(_("You have begun very many conversations. Please wait an hour before you begin another one."))
    with transaction.atomic():
        thread, made = _make(page)
        if made:
            Opened.objects.create(thread=thread, reader=reader)
            record("embed.open_thread", thread, actor=reader, title=page.title.pk)
    return thread


@transaction.atomic
def write_first_as_guest(
    *, page: Page, name: str, email: str, body: str, client_key: uuid.UUID, network: str
) -> GuestComment:
    """Keep what a guest wrote under a page that has no thread, and make the thread: both, or neither.

    So a guest opens no more threads than letters go out, and those are counted.

    Raises:
        Refused: the page lies on no site of the title.
        conversation.actions.Refused: as `guests.write_as_guest`.
    """
    thread, made = _make(page)
    if made:
        Opened.objects.create(thread=thread, reader=None)
        record("embed.open_thread", thread, actor=None, title=page.title.pk)
    return guests.write_as_guest(
        thread=thread, parent=None, name=name, email=email, body=body, client_key=client_key, network=network
    )


def _make(page: Page) -> tuple[Thread, bool]:
    """The thread of a page; one that is there stays as it is, whatever a later visitor says of its page.

    What a page is called comes from whoever writes first, and stands in lists: where it is not civil, its address does.
    """
    decent = page.heading if judge(page.heading).action == "publish" else ""
    return Thread.objects.get_or_create(
        title=page.title, page_key=page.key, defaults={"page_url": _home_of(page), "page_title": decent}
    )


def _home_of(page: Page) -> str:
    """Where the thread leads: a key that is itself an address on a site of the title says so, and nobody else does.

    Raises:
        Refused: neither the key nor the page's address lies on a site that may show the title's conversations.
    """
    for address in (page.address if page.is_its_own_key else page.key, page.address):
        if queries.allows(page.title, origin_of(address)):
            return address
    raise Refused(_("This page does not belong to this site. Reload it and try again."))
