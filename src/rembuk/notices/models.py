"""What became readable and when, what each reader wants to hear of it, and which letters have gone out."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rembuk.conversation.models import Comment, Thread


class Kind(models.TextChoices):
    """Why a comment concerns a reader. The values are also the names of the fields of `Choice`."""

    REPLIES = "replies", _("Answers to my comments")
    MENTIONS = "mentions", _("Comments that mention me")
    FOLLOWED = "followed", _("Conversations I follow")


class Pace(models.TextChoices):
    """How soon a reader wants to hear by e-mail."""

    IMMEDIATE = "immediate", _("By e-mail right away; several within a few minutes come in one letter")
    DAILY = "daily", _("Once a day, at six in the evening, together with the rest")
    OFF = "off", _("No e-mail; I look here myself")


DEFAULTS: Final[dict[Kind, Pace]] = {
    Kind.REPLIES: Pace.IMMEDIATE,
    Kind.MENTIONS: Pace.IMMEDIATE,
    Kind.FOLLOWED: Pace.DAILY,
}


class Choice(models.Model):
    """What one reader wants by e-mail; without a row, the defaults hold."""

    reader = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choice")
    replies = models.CharField(
        _("When someone answers me"), max_length=10, choices=Pace.choices, default=DEFAULTS[Kind.REPLIES]
    )
    mentions = models.CharField(
        _("When someone mentions me"), max_length=10, choices=Pace.choices, default=DEFAULTS[Kind.MENTIONS]
    )
    followed = models.CharField(
        _("When someone writes in a conversation I follow"),
        max_length=10,
        choices=Pace.choices,
        default=DEFAULTS[Kind.FOLLOWED],
    )

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        indexes = [
            # Few choose these; whoever looks for them finds them without the others.
            models.Index(fields=["reader"], condition=Q(followed=Pace.IMMEDIATE), name="choice_followed_at_once"),
            models.Index(
                fields=["reader"], condition=Q(replies=Pace.DAILY) | Q(mentions=Pace.DAILY), name="choice_daily"
            ),
        ]

    def __str__(self) -> str:
        return f"choice of reader {self.reader_id}"

    def pace(self, kind: Kind) -> Pace:
        """How soon this reader wants to hear of this kind."""
        return Pace(getattr(self, kind.value))

    def soonest(self, kinds: set[Kind]) -> Pace:
        """How soon a comment that concerns the reader for these reasons is heard: once, and in the quickest way."""
        wanted = {self.pace(kind) for kind in kinds}
        return next((pace for pace in (Pace.IMMEDIATE, Pace.DAILY) if pace in wanted), Pace.OFF)


class Publication(models.Model):
    """A comment became readable for everyone, for the first time: in the order of ids, without exception.

    The worker writes these rows behind the conversation, one sweep at a time, so that an id never appears below one
    that has been read. Everything that one reader hears of is a range of one of these indexes.
    `answered` is the writer of the comment that it answers, when that is someone else.
    `reached`: the last follower for whom a letter is noted; empty when nobody follows who wants letters at once.
    """

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="publication")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+", db_index=False)
    answered = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    at = models.DateTimeField()
    reached = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("publication of a comment")
        verbose_name_plural = _("publications of comments")
        indexes = [
            models.Index(fields=["thread", "id"], name="publication_thread"),
            models.Index(fields=["answered", "id"], condition=Q(answered__isnull=False), name="publication_answered"),
            models.Index(fields=["id"], condition=Q(reached__isnull=False), name="publication_to_spread"),
            models.Index(fields=["at"], name="publication_at"),
        ]

    def __str__(self) -> str:
        return f"publication of comment {self.comment_id}"


class Cursor(models.Model):
    """How far the record of deeds has been gone through. One row; whoever holds its lock writes publications."""

    audit_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("cursor")
        verbose_name_plural = _("cursors")

    def __str__(self) -> str:
        return f"cursor at {self.audit_id}"


class Seen(models.Model):
    """Up to which publication a reader says to have read."""

    reader = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    up_to = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("reading mark")
        verbose_name_plural = _("reading marks")

    def __str__(self) -> str:
        return f"reading mark of reader {self.reader_id}"


class Edition(models.Model):
    """One evening's letters: everything published behind `after`, up to and with `up_to`.

    `reached` is the last reader whose letter has been thought of.
    """

    day = models.DateField(unique=True)
    after = models.BigIntegerField()
    up_to = models.BigIntegerField()
    reached = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("daily edition")
        verbose_name_plural = _("daily editions")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"edition of {self.day}"


class Letter(models.Model):
    """A letter to one reader, claimed before anything leaves. One that is `unknown` may have arrived: never again."""

    class State(models.TextChoices):
        """What became of it."""

        SENDING = "sending", _("Being sent")
        WAITING = "waiting", _("Waits for another try")
        SENT = "sent", _("Sent")
        UNKNOWN = "unknown", _("The answer was lost")
        REFUSED = "refused", _("Refused")

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    edition = models.ForeignKey(Edition, null=True, on_delete=models.CASCADE, related_name="letters")
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENDING)
    begun_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(default=timezone.now)
    retry_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [models.UniqueConstraint(fields=["reader", "edition"], name="letter_once_an_edition")]
        indexes = [
            models.Index(fields=["reader", "begun_at"], name="letter_lately"),
            models.Index(fields=["begun_at"], name="letter_begun"),
            models.Index(fields=["state", "id"], condition=Q(state__in=["sending", "waiting"]), name="letter_open"),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"


class Notice(models.Model):
    """A reader is to hear of a comment at once: once, for whatever reasons. Without a letter it still waits."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField(help_text=_("When the comment became readable."))
    letter = models.ForeignKey(Letter, null=True, on_delete=models.CASCADE, related_name="notices")

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["reader", "comment"], name="notice_once")]
        indexes = [models.Index(fields=["reader", "at"], condition=Q(letter__isnull=True), name="notice_waits")]

    def __str__(self) -> str:
        return f"notice {self.pk}"
