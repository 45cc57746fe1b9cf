"""The letter to a writer whose comment was not placed."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from rembuk.conversation.models import Comment
from rembuk.newsroom.queries import signed_by
from rembuk.readers.models import NO_MAIL_DOMAIN

from .appeal_letters import appeal_address
from .models import Decision


@task()
def tell_writer(decision_id: int) -> None:
    """Tell the writer why. It waits out the minute in which the decision can be taken back; one that no longer holds
    sends nothing. A letter may come twice after a crash: better than never.

    Raises:
        ConnectionError: the mail server did not take it, so the worker tries again later.
    """
    decision = (
        Decision.objects.select_related("reason", "comment__author", "comment__thread__story", "comment__thread__title")
        .filter(pk=decision_id, outcome=Decision.Outcome.REJECTED, comment__state=Comment.State.REJECTED)
        .first()
    )
    if decision is None or not decision.reason_text or decision.comment.decisions.first() != decision:
        return
    comment = decision.comment
    if not comment.author.is_active or comment.author.email.endswith(f"@{NO_MAIL_DOMAIN}"):
        return  # a guest's address is not kept; their link tells them
    thread = comment.thread
    facts = {
        "name": comment.author.display_name,
        "reason": decision.reason_text,
        "story": thread.headline,
        "story_url": (thread.story.full_url if thread.story else thread.page_url) or settings.REMBUK_BASE_URL,
        "written_at": comment.created_at,
        "appeal_url": appeal_address(comment),
        "about_words": decision.reason is not None and decision.reason.teaches,
        "signed_by": signed_by(thread.title),
    }
    # The reader's own choice of language lives in their browser; a letter is written in the installation's language.
    with translation.override(settings.LANGUAGE_CODE):
        subject, body = _("Your comment was not placed"), render_to_string("moderation/email/rejected.txt", facts)
    try:
        send_mail(subject, body, from_email=None, recipient_list=[comment.author.email])
    except OSError as problem:  # what the server says names the reader, and a task's failure is logged
        raise ConnectionError(f"The mail server did not take the letter: {type(problem).__name__}") from None
