"""The letter to a writer whose appeal was decided, and the address where a writer appeals."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from rembuk.conversation.models import Comment
from rembuk.newsroom.queries import signed_by
from rembuk.readers.models import NO_MAIL_DOMAIN

from .models import Appeal


def appeal_address(comment: Comment) -> str:
    """Where the writer of a rejected comment appeals, for a letter."""
    return settings.REMBUK_BASE_URL.rstrip("/") + reverse("moderation:appeal", args=[comment.public_id])


@task()
def tell_appellant(appeal_id: int, decided_at: str = "") -> None:
    """Tell the writer what was decided at this moment (ISO 8601; a task of an earlier release does not know it).

    It waits out the minute in which a reversal can be taken back. What no longer holds sends nothing, and an appeal
    that was decided anew has a task of its own for that: one letter goes out. After a crash the same letter may come
    twice: better than never.

    Raises:
        ConnectionError: the mail server did not take it, so the worker tries again later.
    """
    decided = (
        Appeal.objects.select_related(
            "decision__reason", "comment__author", "comment__thread__story", "comment__thread__title"
        )
        .filter(pk=appeal_id, outcome__in=[Appeal.Outcome.STANDS, Appeal.Outcome.REVERSED])
        .first()
    )
    if decided is None or (decided_at and decided.decided_at != datetime.fromisoformat(decided_at)):
        return
    comment, author = decided.comment, decided.comment.author
    is_published = decided.outcome == Appeal.Outcome.REVERSED
    if is_published != (comment.state == Comment.State.PUBLISHED):
        return
    if not author.is_active or author.email.endswith(f"@{NO_MAIL_DOMAIN}"):
        return  # a guest's address is not kept; their link tells them
    thread = comment.thread
    facts = {
        "name": author.display_name,
        "is_published": is_published,
        "words": decided.words,
        "story": thread.headline,
        "story_url": (thread.story.full_url if thread.story else thread.page_url) or settings.REMBUK_BASE_URL,
        "written_at": comment.created_at,
        "about_words": decided.decision.reason is not None and decided.decision.reason.teaches,
        "signed_by": signed_by(thread.title),
    }
    # The reader's own choice of language lives in their browser; a letter is written in the installation's language.
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("Your comment is published after all") if is_published else _("Your appeal was decided")
        body = render_to_string("moderation/email/appeal.txt", facts)
    try:
        send_mail(subject, body, from_email=None, recipient_list=[author.email])
    except OSError as problem:  # what the server says names the reader, and a task's failure is logged
        raise ConnectionError(f"The mail server did not take the letter: {type(problem).__name__}") from None
