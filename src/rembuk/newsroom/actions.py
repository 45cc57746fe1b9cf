"""Every verb of the newsroom: turn a pasted text into a draft."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import translation
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _

from rembuk.audit.actions import record

from .models import Person, StoryCredit, StoryPage, SyndicationCredit, TitlePage
from .queries import story_by_headline
from .storytext import StoryText

if TYPE_CHECKING:
    from rembuk.readers.models import Reader

# What the pasted text calls a role, and the byline's role for it; anything else is a contributor.
ROLES = {
    "penulis": StoryCredit.Role.WRITER,
    "reporter": StoryCredit.Role.WRITER,
    "editor": StoryCredit.Role.EDITOR,
    "penyunting": StoryCredit.Role.EDITOR,
    "fotografer": StoryCredit.Role.PHOTOGRAPHER,
    "penerjemah": StoryCredit.Role.TRANSLATOR,
    "kontributor": StoryCredit.Role.CONTRIBUTOR,
}
# Signatures that name no person: the outlet itself.
NO_PERSON = {"media"}
ADDRESS = re.compile(r"https?://\S+")


@dataclass
class Draft:
    """The draft that was made, and the related stories that an editor still has to place."""

    story: StoryPage
    unplaced: list[str] = field(default_factory=list)


@transaction.atomic
def import_story(*, title: TitlePage, text: StoryText, actor: Reader | None = None) -> Draft:
    """Make a draft of `title` from a text that `storytext.read_story` has read. It is not published."""
    draft = Draft(StoryPage(title=_headline(text), live=False, owner=actor))
    story = draft.story
    story.slug = _free_slug(title, story.title)
    story.dateline = _dateline(text)
    story.body = _body(text, draft.unplaced)
    _add_credits(story, text)
    _add_syndication(story, text)
    title.add_child(instance=story)
    story.save_revision(user=actor, log_action=True)
    record("newsroom.import_story", story, actor=actor, blocks=len(text.body), left_out=len(text.left_out))
    return draft


def _headline(text: StoryText) -> str:
    """The text's headline, or its opening words, marked so that an editor writes one."""
    if text.headline:
        return text.headline
    opening = next((block["text"] for block in text.body), "")
    with translation.override(settings.LANGUAGE_CODE):  # it stands in the draft, whoever makes it
        return _("[no headline] %(opening)s") % {"opening": Truncator(Truncator(opening).words(10)).chars(160)}


def _free_slug(title: TitlePage, headline: str) -> str:
    base = slugify(headline)[:80].strip("-") or "story"
    taken = set(title.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _dateline(text: StoryText) -> str:
    words: str = text.dateline["source"] if text.dateline else ""
    return words.rstrip(" -–—.:|,")[:60]


def _body(text: StoryText, unplaced: list[str]) -> list[dict[str, Any]]:
    """The story's blocks, each related story behind the block it stood behind."""
    related: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for hint in text.related:
        related[hint["after"]].append(_related(hint, unplaced))
    blocks = list(related[-1])
    for number, block in enumerate(text.body):
        blocks += [_block(block), *related[number]]
    return blocks


def _block(block: dict[str, Any]) -> dict[str, Any]:
    if block["kind"] == "heading":
        return {"type": "heading", "value": block["text"]}
    if block["kind"] == "quote":
        speaker, role = block.get("speaker", ""), block.get("role", "")
        return {
            "type": "quote",
            "value": {"text": block["text"], "speaker": speaker, "role": role, "in_text": True},
        }
    return {"type": "paragraph", "value": f"<p>{escape(block['text'], quote=False)}</p>"}


def _related(hint: dict[str, Any], unplaced: list[str]) -> dict[str, Any]:
    words, address = hint["text"], ADDRESS.search(hint["text"])
    story = None if address else story_by_headline(AnonymousUser(), words)
    url = address[0] if address else ""
    if story is None and not url:
        unplaced.append(words)
    value = {"label": hint["label"], "story": story.pk if story else None, "url": url, "text": words}
    return {"type": "related", "value": value}


def _add_credits(story: StoryPage, text: StoryText) -> None:
    """Each person once in each role; marks like `(*)` and an outlet's own name are no persons."""
    signed: dict[tuple[str, str], None] = {}
    for credit in text.credits:
        if credit["role"] not in NO_PERSON and re.search(r"\w", credit["name"]):
            signed[credit["name"][:120], ROLES.get(credit["role"], StoryCredit.Role.CONTRIBUTOR)] = None
    for order, (name, role) in enumerate(signed):
        story.credits.add(StoryCredit(person=_person(name), role=role, sort_order=order))


def _person(name: str) -> Person:
    """The person of this name, however it is capitalised; `RANI WIJAYA` is written Rani Wijaya."""
    known = Person.objects.filter(name__iexact=name).first()
    return known or Person.objects.create(name=name.title() if name.isupper() and " " in name else name)


def _add_syndication(story: StoryPage, text: StoryText) -> None:
    notice = text.syndication
    if notice is None:
        return
    headline, address = notice["title"] or "", notice.get("url", "")
    longest = SyndicationCredit._meta.get_field("original_url").max_length or 0
    story.syndication_credits.add(
        SyndicationCredit(
            publication=notice["publication"][:120],
            original_title=headline[:255],
            original_date=date.fromisoformat(notice["date"]) if notice["date"] else None,
            original_url=address if len(address) <= longest else "",
            original_story=story_by_headline(AnonymousUser(), headline) if headline else None,
        )
    )
