"""The only way an endpoint or a screen gets a thing. What is another title's, or nobody's, is 404."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.module_loading import import_string

from rembuk.conversation.models import Comment, Thread
from rembuk.readers.models import Reader

from .models import ApiKey, Delivery, Webhook

PERMISSION = "api.manage_access"


def thread(key: ApiKey, thread_id: int) -> Thread:
    """A public thread of the key's title."""
    found = Thread.objects.public().select_related("story").filter(pk=thread_id, title=key.title_id).first()
    if found is None:
        raise Http404
    return found


def comment(key: ApiKey, public_id: uuid.UUID) -> Comment:
    """A comment in one of the title's threads, whatever its state."""
    found = (
        Comment.objects.select_related("author", "thread__story", "parent")
        .filter(public_id=public_id, thread__in=Thread.objects.public().filter(title=key.title_id))
        .first()
    )
    if found is None:
        raise Http404
    return found


def published(key: ApiKey, public_id: uuid.UUID) -> Comment:
    """A comment of the title's that everyone sees."""
    found = comment(key, public_id)
    if not found.is_published:
        raise Http404
    return found


def own(key: ApiKey, public_id: uuid.UUID, reader: Reader) -> Comment:
    """A comment of the title's that this reader wrote."""
    found = comment(key, public_id)
    if found.author_id != reader.pk:
        raise Http404
    return found


def voice(key: ApiKey, public_id: uuid.UUID) -> Reader:
    """A linked or imported reader whom the key may speak for: one who belongs to its title and to no other.

    `settings.REMBUK_READERS_OF_TITLE` are dotted names of functions (title id, reader) -> bool; one of them has to
    say so. The room that links readers of other sites names its own there. A member's or a guest's words are theirs.
    """
    kinds = [Reader.Kind.LINKED, Reader.Kind.IMPORTED]
    found = Reader.objects.filter(public_id=public_id, kind__in=kinds, is_active=True, is_staff=False).first()
    names: tuple[str, ...] = tuple(getattr(settings, "REMBUK_READERS_OF_TITLE", ["rembuk.api.access.wrote_here_only"]))
    if found is None or not any(import_string(name)(key.title_id, found) for name in names):
        raise Http404
    return found


def wrote_here_only(title_id: int, reader: Reader) -> bool:
    """Whether the reader has written in this title's threads and in no others."""
    written = Comment.objects.filter(author=reader)
    return written.filter(thread__title=title_id).exists() and not written.exclude(thread__title=title_id).exists()


def writer(public_id: uuid.UUID) -> Reader:
    """A reader who wrote something that everyone may read."""
    found = Reader.objects.filter(public_id=public_id, is_active=True).first()
    shown = Comment.objects.filter(author=found, state=Comment.State.PUBLISHED, thread__in=Thread.objects.public())
    if found is None or not shown.exists():
        raise Http404
    return found


def at_the_desk(person: Reader | AnonymousUser) -> None:
    """Raise Http404 for everyone who may not make keys and webhooks."""
    if not person.has_perm(PERMISSION):
        raise Http404


def key_for(person: Reader, pk: int) -> ApiKey:
    """A key, for who may make them."""
    at_the_desk(person)
    return get_object_or_404(ApiKey, pk=pk)


def hook_for(person: Reader, pk: int) -> Webhook:
    """A webhook, for who may make them."""
    at_the_desk(person)
    return get_object_or_404(Webhook.objects.select_related("title"), pk=pk)


def delivery_for(person: Reader, pk: int) -> Delivery:
    """A delivery, for who may make webhooks."""
    at_the_desk(person)
    return get_object_or_404(Delivery.objects.select_related("webhook"), pk=pk)
