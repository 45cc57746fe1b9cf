"""The conversations: two thousand comments, each written through the same verb that readers use."""

from __future__ import annotations

import random
import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from rembuk.conversation.actions import Refused, feature, pin, post_comment, react
from rembuk.conversation.models import Comment
from rembuk.conversation.queries import thread_of
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader
from rembuk.site import say
from rembuk.site.sample.comments import SampleComment, comments
from rembuk.site.sample.stories import SampleStory

from .load_people import People

CHUNK = 100
REACTIONS = 500
UNWELCOME = frozenset({"gambling", "bait", "foul"})


@dataclass(frozen=True)
class Written:
    """A comment of the sample, and what became of it."""

    sample: SampleComment
    comment: Comment


def talk(seed: int, people: People, stories: dict[str, tuple[SampleStory, StoryPage]], now: datetime) -> list[Written]:
    """Write all comments, parents first. What the phases refuse (a text sent twice) is left out."""
    settings.REMBUK_COMMENT_PACE = ()  # nobody here types: the limit would only refuse the sample
    sample = comments(seed, [story for story, _page in stories.values()], people.sample, now=now)
    written: dict[int, Comment] = {}
    chunk: list[SampleComment] = []
    for one in say.bar("Comments", sample, len(sample)):
        chunk.append(one)
        if len(chunk) == CHUNK or one is sample[-1]:
            with transaction.atomic():
                for comment in chunk:
                    _write(comment, people, stories, written)
            chunk = []
    made = [Written(one, written[one.id]) for one in sample if one.id in written]
    _liven(seed, people, [one.comment for one in made if one.sample.flavour not in UNWELCOME])
    return made


def _liven(seed: int, people: People, comments: list[Comment]) -> None:
    """What readers and editors say about comments: reactions, three of the best, one on top of the busiest thread."""
    rng = random.Random(seed)
    published = [comment for comment in comments if comment.state == Comment.State.PUBLISHED]
    with transaction.atomic():
        for comment in rng.choices(published, k=REACTIONS):
            reader, kind = rng.choice(list(people.readers)), rng.choice(["setuju", "setuju", "menarik", "terharu"])
            with suppress(Refused):  # nobody reacts to the own comment
                react(reader=reader, comment=comment, kind=kind, on=True)
    editor = Reader.objects.get(email="sekar@contoh.test")
    long = sorted((comment for comment in published if comment.parent_id is None), key=lambda each: len(each.body))
    for comment in long[-3:]:
        feature(editor=editor, comment=comment)
    pin(editor=editor, comment=long[-1])


def _write(
    one: SampleComment,
    people: People,
    stories: dict[str, tuple[SampleStory, StoryPage]],
    written: dict[int, Comment],
) -> None:
    page = stories[one.story][1]
    parent = written.get(one.parent) if one.parent is not None else None
    if one.parent is not None and (parent is None or parent.state != Comment.State.PUBLISHED):
        return  # nobody could have answered what nobody saw
    try:
        comment = post_comment(
            author=people.readers[one.reader],
            thread=thread_of(page),
            body=one.text,
            client_key=uuid.uuid5(uuid.NAMESPACE_OID, f"sample:{one.id}"),
            parent=parent,
        )
    except Refused:
        return
    # The verb writes the present; the sample tells of the past days.
    comment.created_at = page.first_published_at + timedelta(minutes=one.minutes_after)
    Comment.objects.filter(pk=comment.pk).update(created_at=comment.created_at)
    written[one.id] = comment
