"""A conversation under a page of another site, and its settings: by the verbs that the newsroom's own screens use."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from rembuk.api.models import ApiKey
from rembuk.audit.actions import record
from rembuk.conversation.actions import begin_thread, steer_thread
from rembuk.conversation.actions.counting import count
from rembuk.conversation.models import Thread

PAGE = ("page_url", "page_title")


@transaction.atomic
def keep_thread(*, key: ApiKey, page_key: str, facts: dict[str, Any]) -> tuple[Thread, bool]:
    """The thread of this page of the key's title, with these facts, and whether it is new.

    The same page key always gives the same thread, also when two requests race. Raises as `steer_thread`.
    """
    is_new = not Thread.objects.filter(title=key.title_id, page_key=page_key).exists()
    address, heading = (str(facts.get(name, "")) for name in PAGE)
    thread = begin_thread(title=key.title, actor=key.made_by, key=page_key, address=address, heading=heading)
    return adjust_thread(key=key, thread=thread, facts=facts), is_new


@transaction.atomic
def adjust_thread(*, key: ApiKey, thread: Thread, facts: dict[str, Any]) -> Thread:
    """Set these facts of a thread, under the names that it has for them; the others stay. Raises as `steer_thread`.

    The address and heading of a story's own thread are the story's.
    """
    page = {name: value for name, value in facts.items() if name in PAGE}
    if page and thread.story_id is None:
        thread = _describe(key, thread, page)
    changes: Any = {name: value for name, value in facts.items() if name not in PAGE}
    return steer_thread(thread=thread, actor=key.made_by, **changes) if changes else thread


def _describe(key: ApiKey, thread: Thread, page: dict[str, Any]) -> Thread:
    thread = Thread.objects.select_for_update().get(pk=thread.pk)
    changed = [name for name, value in page.items() if getattr(thread, name) != value]
    if changed:
        for name in changed:
            setattr(thread, name, page[name])
        thread.save(update_fields=changed)
        count(thread, 0)  # its tag changes with it
        record("api.describe_thread", thread, actor=key.made_by, changed=changed)
    return thread
