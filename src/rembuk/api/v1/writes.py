"""Writing with a key: the same deeds as on the pages, by the same verbs, within the key's own title."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import Header, Path, Query, Status

from rembuk.api import access, actions, facts, queries
from rembuk.api.actions.speech import NotAllowed
from rembuk.api.models import Scope
from rembuk.conversation import actions as conversation
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.rules import house_of
from rembuk.moderation.models import RejectionReason

from .bearer import Key, key_of
from .problems import Problem, Stop
from .router import router
from .shapes import (
    HIGHEST,
    ApprovalIn,
    AskFirst,
    BodyIn,
    CommentIn,
    HeldPage,
    ReactionIn,
    ReactionOut,
    RejectionIn,
    ReportIn,
    ReportOut,
    ThreadId,
    ThreadIn,
    ThreadOut,
    ThreadSettings,
    Written,
)

BARE = {401: Problem, 403: Problem, 404: Problem, 422: Problem, 429: Problem, 503: Problem}
REFUSALS = {400: Problem, 413: Problem, **BARE}
comments_key, threads_key = Key(Scope.COMMENTS), Key(Scope.THREADS)
moderation_key, held_key = Key(Scope.MODERATION), Key(Scope.HELD)
CommentId = Annotated[UUID, Path()]
Idempotency = Annotated[
    UUID, Header(alias="Idempotency-Key", description="A UUID of yours: sent again, it gives the same comment.")
]


@router.put(
    "/threads",
    auth=threads_key,
    response={200: ThreadOut, 201: ThreadOut, **REFUSALS},
    summary=gettext_noop("Open or set the conversation of a page"),
)
def keep_thread(request: HttpRequest, sent: ThreadIn) -> Any:
    """The same `key` always means the same conversation: 201 when it is new, 200 when it was there."""
    given: Any = sent.facts()
    page_key = given.pop("key")
    thread, made = actions.keep_thread(key=key_of(request), page_key=page_key, facts=given)
    return Status(201 if made else 200, _thread(thread))


@router.patch(
    "/threads/{int:thread_id}",
    auth=threads_key,
    response={200: ThreadOut, **REFUSALS},
    summary=gettext_noop("Set a conversation"),
)
def adjust_thread(request: HttpRequest, thread_id: ThreadId, sent: ThreadSettings) -> Any:
    """Also one under a story of the house; its address and headline are the story's and stay."""
    key = key_of(request)
    given: Any = sent.facts()
    return _thread(actions.adjust_thread(key=key, thread=access.thread(key, thread_id), facts=given))


@router.post(
    "/threads/{int:thread_id}/comments",
    auth=comments_key,
    response={200: Written, 201: Written, 202: Written, 409: AskFirst, **REFUSALS},
    summary=gettext_noop("Write a comment"),
)
def post(request: HttpRequest, thread_id: ThreadId, sent: CommentIn, idempotency_key: Idempotency) -> Any:
    """It passes the same phases as a comment on a page: 201 when everyone sees it, 202 when it waits for a moderator.
    200 only for a repetition, when the comment is neither any more. 409, with `may_ask` only: show the writer the
    marked words, and send the answer with `nudge`."""
    key = key_of(request)
    thread = access.thread(key, thread_id)
    parent = access.published(key, sent.parent) if sent.parent else None
    if parent is not None and parent.thread_id != thread.pk:
        raise Http404
    # Who writes through a key comes from no network that we know: the limit counts them by the key.
    asking = conversation.Asking(f"api key {key.pk}", sent.nudge, anyway=sent.anyway) if sent.may_ask else None
    written = conversation.post_comment(
        author=access.voice(key, sent.reader),
        thread=thread,
        body=sent.body,
        client_key=idempotency_key,
        parent=parent,
        asking=asking,
    )
    written.parent = parent
    states = {Comment.State.PUBLISHED.value: 201, Comment.State.HELD.value: 202}
    return Status(states.get(written.state, 200), facts.written_facts(written))


@router.patch(
    "/comments/{uuid:public_id}",
    auth=comments_key,
    response={200: Written, 202: Written, **REFUSALS},
    summary=gettext_noop("Edit a comment"),
)
def edit(request: HttpRequest, public_id: CommentId, sent: BodyIn) -> Any:
    """Within the time for editing, and until it is answered. 202 when the new text waits for a moderator."""
    key = key_of(request)
    reader = access.voice(key, sent.reader)
    edited = conversation.edit_comment(author=reader, comment=access.own(key, public_id, reader), body=sent.body)
    return Status(200 if edited.is_published else 202, facts.written_facts(edited))


@router.delete(
    "/comments/{uuid:public_id}",
    auth=comments_key,
    response={200: Written, **BARE},
    summary=gettext_noop("Withdraw a comment"),
)
def withdraw(request: HttpRequest, public_id: CommentId, reader: Annotated[UUID, Query()]) -> Any:
    """Replies to it stay. Withdrawing twice is the same as once."""
    key = key_of(request)
    author = access.voice(key, reader)
    gone = conversation.remove_comment(author=author, comment=access.own(key, public_id, author))
    return facts.written_facts(gone)


@router.put(
    "/comments/{uuid:public_id}/reaction",
    auth=comments_key,
    response={200: ReactionOut, **REFUSALS},
    summary=gettext_noop("Say what a reader's reaction is"),
)
def react(request: HttpRequest, public_id: CommentId, sent: ReactionIn) -> Any:
    """One of those the thread offers, or null to take it back."""
    key = key_of(request)
    reader, comment = access.voice(key, sent.reader), access.published(key, public_id)
    return {"kind": actions.react_as(reader=reader, comment=comment, kind=sent.kind)}


@router.post(
    "/comments/{uuid:public_id}/reports",
    auth=comments_key,
    response={201: ReportOut, **REFUSALS},
    summary=gettext_noop("Report a comment"),
)
def report(request: HttpRequest, public_id: CommentId, sent: ReportIn) -> Any:
    """Tell the moderators, in a reader's name."""
    key = key_of(request)
    reader, comment = access.voice(key, sent.reader), access.published(key, public_id)
    taken = conversation.report_comment(reporter=reader, comment=comment, reason=sent.reason, note=sent.note)
    return Status(201, {"reason": taken.reason})


@router.get(
    "/held", auth=held_key, response={200: HeldPage, **BARE}, summary=gettext_noop("What waits for a moderator")
)
def held(
    request: HttpRequest,
    after: Annotated[int, Query(ge=0, le=HIGHEST, description="`next` of the page before.")] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Any:
    """The held comments of your title, with their texts, oldest first."""
    found, further = queries.held(key_of(request), after, limit)
    waiting = [{**facts.written_facts(each), "seen": seen} for each, seen in found]
    return {"comments": waiting, "next": further}


@router.post(
    "/comments/{uuid:public_id}/approve",
    auth=moderation_key,
    response={200: Written, **REFUSALS},
    summary=gettext_noop("Approve a comment"),
)
def approve(request: HttpRequest, public_id: CommentId, sent: ApprovalIn) -> Any:
    """The decision is that of the person who made the key, and stands in their name."""
    key = key_of(request)
    comment = access.comment(key, public_id)
    try:
        actions.approve(key=key, comment=comment, note=sent.note, seen=sent.seen)
    except NotAllowed as refusal:
        raise Stop(403, refusal.message) from None
    return facts.written_facts(access.comment(key, public_id))


@router.post(
    "/comments/{uuid:public_id}/reject",
    auth=moderation_key,
    response={200: Written, **REFUSALS},
    summary=gettext_noop("Reject a comment"),
)
def reject(request: HttpRequest, public_id: CommentId, sent: RejectionIn) -> Any:
    """With the code of one of the newsroom's reasons. The writer is told."""
    key = key_of(request)
    comment = access.comment(key, public_id)
    reason = RejectionReason.objects.filter(code=sent.reason).first()
    if reason is None:
        raise Stop(422, _("There is no reason with this code. The newsroom's list says which there are."))
    try:
        actions.reject(key=key, comment=comment, reason=reason, note=sent.note, seen=sent.seen)
    except NotAllowed as refusal:
        raise Stop(403, refusal.message) from None
    return facts.written_facts(access.comment(key, public_id))


def _thread(thread: Thread) -> dict[str, Any]:
    found = queries.thread_by_id(thread.pk)
    if found is None:
        raise Http404
    return facts.thread_facts(found, house_of(found))
