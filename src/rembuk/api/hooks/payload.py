"""What a delivery says: facts that everyone may know, and the states. Made at each try, from what holds then."""

from __future__ import annotations

import json
from typing import Any

from rembuk.api.facts import address_of_comment, address_of_thread, iso
from rembuk.api.models import Delivery, Webhook
from rembuk.audit.models import AuditRow
from rembuk.conversation.models import Comment
from rembuk.moderation.models import Decision

# What of a deed's own facts leaves the house. Never who moderated, never a note for colleagues.
TOLD = ("state", "before", "was_visible", "kind", "reason")


def body_of(hook: Webhook, delivery: Delivery) -> bytes:
    """The delivery as JSON; a comment that is gone altogether leaves its deed and nothing else."""
    deed = delivery.deed
    comment = (
        Comment.objects.select_related("author", "thread__story", "parent").filter(pk=int(deed.subject_id)).first()
    )
    told: dict[str, Any] = {
        "id": f"msg_{delivery.message_id.hex}",
        "event": delivery.event,
        "at": iso(deed.at),
        "title": hook.title.slug,
        "deed": {name: deed.data[name] for name in TOLD if name in deed.data} | _decision(deed),
        "thread": None,
        "comment": None,
    }
    if comment is not None:
        told["thread"] = _thread(comment)
        told["comment"] = _comment(hook, comment)
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _thread(comment: Comment) -> dict[str, Any]:
    thread = comment.thread
    return {
        "id": thread.pk,
        "key": thread.page_key,
        "url": address_of_thread(thread),
        "headline": thread.headline,
        "comment_count": thread.comment_count,
    }


def _comment(hook: Webhook, comment: Comment) -> dict[str, Any]:
    told: dict[str, Any] = {
        "id": str(comment.public_id),
        "parent": str(comment.parent.public_id) if comment.parent else None,
        "state": comment.state,
        "created_at": iso(comment.created_at),
        "edited_at": iso(comment.edited_at),
        "url": address_of_comment(comment),
        "reader": None,
        "body": None,
        "html": None,
    }
    waits = comment.state in {Comment.State.HELD, Comment.State.REJECTED}
    if comment.is_published or (hook.with_held and waits):
        told |= {
            "reader": {"id": str(comment.author.public_id), "name": comment.author.display_name},
            "body": comment.body,
            "html": comment.html,
        }
    return told


def _decision(deed: AuditRow) -> dict[str, Any]:
    if not deed.verb.startswith("moderation."):
        return {}
    outcome = "taken_back" if deed.verb == "moderation.undo" else ""
    if not outcome and (pk := deed.data.get("decision")):
        outcome = Decision.objects.filter(pk=pk).values_list("outcome", flat=True).first() or ""
    return {"outcome": outcome}
