"""What moderation does when the conversation speaks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import receiver

from rembuk.conversation import events
from rembuk.conversation.models import Comment, Report

from . import actions, prints
from .events import decision_made
from .models import Appeal, Decision


@receiver(events.comments_recorded, dispatch_uid="moderation.take_note")
def take_note(*, comments: Sequence[Comment], **_kwargs: Any) -> None:
    """In the transaction that writes the comments: queue those that wait, keep every text's print."""
    actions.queue_held(comments=comments)
    prints.keep(comments)


@receiver(events.comment_reported, dispatch_uid="moderation.queue_reported")
def queue_reported(*, comment: Comment, report: Report, **_kwargs: Any) -> None:
    """Queue a reported comment; a report from before the newest decision opens nothing again."""
    actions.take_report(comment=comment, report=report)


@receiver(email_confirmed, dispatch_uid="moderation.tell_what_follows")
def tell_what_follows(*, email_address: EmailAddress, **_kwargs: Any) -> None:
    """Whoever confirms an address that was a guest's hears of what the guest was given."""
    actions.tell_what_follows(reader=email_address.user, address=email_address.email)


@receiver(decision_made, dispatch_uid="moderation.settle_appeal")
def settle_appeal(*, decision: Decision, **_kwargs: Any) -> None:
    """An ordinary decision may have settled an appeal, or taken its reversal back; `summing.sweep` looks again."""
    appeal = Appeal.objects.select_related("comment").filter(comment_id=decision.comment_id).first()
    if appeal is not None:
        actions.settle_appeal(appeal=appeal)
