"""What programmes do when a comment appears, changes or goes. A lost event is made good at the closing."""

from __future__ import annotations

from typing import Any

from rembuk.conversation.models import Comment

from . import actions


def on_published(*, comment: Comment, **_signal: Any) -> None:
    """Receiver of the conversation's `comment_published`."""
    actions.enter(comment=comment)


def on_changed(*, comment: Comment, **_signal: Any) -> None:
    """Receiver of `comment_changed`: the new text may have gained the hashtag, or lost it."""
    if actions.enter(comment=comment) is None:
        actions.leave(comment=comment)


def on_hidden(*, comment: Comment, **_signal: Any) -> None:
    """Receiver of `comment_hidden`."""
    actions.leave(comment=comment)
