"""What the conversation tells the rooms above it, once the deed is committed.

Every event is sent with `sender=Comment` and `comment=<Comment>`; the last one with `sender=Thread` and
`thread=<Thread>`.
"""

from __future__ import annotations

from django.dispatch import Signal

comments_recorded = Signal()
"""Sent INSIDE the transaction that writes comments, with `comments=[…]` instead of one: for what must stand exactly
when they do, in the same disk sync. The other events come once the deed is committed; on the path of a post, nothing
that hears them may write or take its time: derive it when it is read, or sweep it in the worker."""

comment_published = Signal()
"""The comment became visible: at once, or after a moderator approved it."""

comment_held = Signal()
"""The comment waits for a moderator; only its writer sees it."""

comment_changed = Signal()
"""A visible comment has a new text, or the editors marked it: pinned, featured, or so no longer."""

comment_hidden = Signal()
"""A comment that was visible is no longer: rejected, held again after an edit, or removed by its writer."""

comment_reported = Signal()
"""A reader reported the comment. Also carries `report`."""

thread_steered = Signal()
"""Someone of the newsroom made this thread by hand, or decided how it runs."""
