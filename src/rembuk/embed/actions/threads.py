"""Threads of pages on other sites."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import record
from rembuk.civility import judge
from rembuk.conversation.models import Thread
from rembuk.embed.models import Opened
from rembuk.embed.pages import Page
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .common import Refused

OPENED_IN_AN_HOUR: Final = 20  # threads, by one reader


def open_thread(*, reader: Reader, page: Page) -> Thread:
    """The thread of a page, made for the comment that is about to be its first.

    Raises:
        Refused: this reader has opened very many within an hour.
    """
    found = Thread.objects.filter(title=page.title, page_key=page.key).first()
    if found is not None:
        return found
    since = timezone.now() - timedelta(hours=1)
    if Opened.objects.filter(reader=reader, made_at__gt=since).count() >= OPENED_IN_AN_HOUR:
        raise Refused(_("You have begun very many conversations. Please wait an hour before you begin another one."))
    with transaction.atomic():
        thread, made = _make(page.title, page.key, page.address, page.heading)
        if made:
            Opened.objects.create(thread=thread, reader=reader)
            record("embed.open_thread", thread, actor=reader, title=page.title.pk)
    return thread


def prepare_thread(*, editor: Reader, title: TitlePage, key: str, address: str, heading: str) -> Thread:
    """An editor makes the thread of a page before anyone has written; one that is there stays as it is."""
    with transaction.atomic():
        thread, made = _make(title, key, address, heading)
        Opened.objects.filter(thread=thread).delete()  # it stays now, also when nobody writes
        if made:
            record("embed.prepare_thread", thread, actor=editor, title=title.pk)
    return thread


def _make(title: TitlePage, key: str, address: str, heading: str) -> tuple[Thread, bool]:
    # The heading comes from whoever writes first, and stands in lists: where it is not civil, the address stands there.
    decent = heading if judge(heading).action == "publish" else ""
    return Thread.objects.get_or_create(title=title, page_key=key, defaults={"page_url": address, "page_title": decent})
