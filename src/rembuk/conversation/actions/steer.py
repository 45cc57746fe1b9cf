"""How a conversation runs: decided for one thread, or for all threads of a title."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final, TypedDict, Unpack

from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from rembuk.audit.actions import announce, record
from rembuk.conversation.events import thread_steered
from rembuk.conversation.models import Comment, House, Thread
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .common import Refused, note_answers
from .counting import count
from .rescore import rescore

LONGEST_WAIT: Final = 24 * 3_600  # seconds between two comments of one reader


class ThreadChanges(TypedDict, total=False):
    """What can be decided for one thread; None stands for what the title has decided."""

    is_open: bool
    opens_at: datetime | None
    closes_at: datetime | None
    mode: str
    approval_first: bool | None
    slow_seconds: int | None


class HouseChanges(TypedDict, total=False):
    """What can be decided for all threads of a title."""

    guests_may_write: bool
    close_after_days: int | None
    approval_first: bool
    slow_seconds: int
    shows_presence: bool
    sort: str
    reactions: list[dict[str, Any]]


@transaction.atomic
def steer_thread(*, thread: Thread, actor: Reader, **changes: Unpack[ThreadChanges]) -> Thread:
    """Change how one thread runs; what is not named stays, also when two editors change it at once.

    Raises:
        Refused: it would close before it opens, or readers would wait for more than a day.
    """
    thread = Thread.objects.select_for_update(of=("self",)).select_related("story").get(pk=thread.pk)
    changed = _set(thread, changes)
    if not changed:
        return thread
    if thread.opens_at and thread.closes_at and thread.closes_at <= thread.opens_at:
        raise Refused(_("It would close before it opens. Choose a later time for closing."))
    _check_wait(thread.slow_seconds)
    thread.save(update_fields=list(changed))
    if thread.mode == Thread.Mode.QUESTIONS and "mode" in changed:
        _note_earlier_answers(thread)
    count(thread, 0)
    record("conversation.steer_thread", thread, actor=actor, changed=changed)
    transaction.on_commit(partial(caches["brief"].delete, f"conversation.thread.{thread.pk}"))
    announce(thread_steered, Thread, thread=thread)
    return thread


@transaction.atomic
def settle_house(*, title: TitlePage, actor: Reader, **changes: Unpack[HouseChanges]) -> House:
    """Change the house rules of a title's conversations; what is not named stays.

    Other reactions stand on every page of the title's threads, so the versions of all of them rise; other weights
    change how much comments count as appreciated, which the worker then works out anew.

    Raises:
        Refused: readers would wait for more than a day, or a reaction is not whole.
    """
    House.objects.get_or_create(title=title)
    house = House.objects.select_for_update().get(title=title)
    before = house.offered
    changed = _set(house, changes)
    if not changed:
        return house
    _check_wait(house.slow_seconds)
    try:
        house.full_clean(validate_unique=False)
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from None
    house.save(update_fields=list(changed))
    if house.offered != before:
        _raise_versions(title)
    if _weights(house.offered) != _weights(before):
        transaction.on_commit(partial(rescore.enqueue, title.pk))
    record("conversation.settle_house", house, actor=actor, changed=changed)
    transaction.on_commit(partial(caches["brief"].delete, f"conversation.house.{title.pk}"))
    return house


def begin_thread(*, title: TitlePage, actor: Reader, key: str, address: str, heading: str) -> Thread:
    """The thread of a page of another site, made before anyone has written there; one that is there stays as it is."""
    with transaction.atomic():
        thread, made = Thread.objects.get_or_create(
            title=title, page_key=key, defaults={"page_url": address, "page_title": heading}
        )
        if made:
            record("conversation.begin_thread", thread, actor=actor, title=title.pk)
        announce(thread_steered, Thread, thread=thread)
    return thread


def _set(row: models.Model, changes: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Put the values in; returns those that differ, by name, as [what stood, what stands now] for the audit row."""
    changed = {}
    for name, value in changes.items():
        before = getattr(row, name)
        if before != value:
            setattr(row, name, value)
            changed[name] = [_plain(before), _plain(value)]
    return changed


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _check_wait(seconds: int | None) -> None:
    if seconds is not None and seconds > LONGEST_WAIT:
        raise Refused(_("Between two comments of one reader there can be at most a day: 86,400 seconds."))


def _weights(reactions: list[dict[str, Any]]) -> dict[str, int]:
    return {each["kind"]: each["weight"] for each in reactions if each["weight"]}


def _raise_versions(title: TitlePage) -> None:
    threads = Thread.objects.filter(title=title, comment_count__gt=0)
    # Posts lock threads in the order of their ids; in another order two would wait for each other.
    list(threads.select_for_update().order_by("pk").values_list("pk", flat=True).iterator())
    threads.update(version=F("version") + 1)


def _note_earlier_answers(thread: Thread) -> None:
    """Replies that the newsroom wrote while this was a discussion answer what are questions now."""
    replies = Comment.objects.filter(
        thread=thread, root__isnull=False, author__person__isnull=False, state=Comment.State.PUBLISHED
    )
    note_answers(list(replies.select_related("thread").order_by("created_at")))
