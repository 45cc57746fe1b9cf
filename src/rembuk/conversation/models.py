"""Threads, comments, and everything a comment carries."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Thread(models.Model):
    """The conversation under one story. `version` rises with every visible change: caches are stamped with it."""

    story = models.OneToOneField("newsroom.StoryPage", on_delete=models.CASCADE, related_name="thread")
    is_open = models.BooleanField(_("open"), default=True)
    version = models.PositiveBigIntegerField(default=0)
    comment_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")

    def __str__(self) -> str:
        return f"thread of story {self.story_id}"


class Hashtag(models.Model):
    """A hashtag. `name` is folded to lower case, without the sign: the same tag however it is typed."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        verbose_name = _("hashtag")
        verbose_name_plural = _("hashtags")

    def __str__(self) -> str:
        return f"#{self.name}"


class Comment(models.Model):
    """What a reader wrote. `body` is their text; `html` is what pages show, made once when it was written."""

    class State(models.TextChoices):
        """Who may see it."""

        PUBLISHED = "published", _("Published")
        HELD = "held", _("Held")
        REJECTED = "rejected", _("Rejected")
        REMOVED = "removed", _("Removed by its writer")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="replies")
    root = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="branch",
        db_index=False,
        help_text=_("The comment that opened the branch; empty for that comment itself."),
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="comments")
    client_key = models.UUIDField(
        help_text=_("Made with the form: the same key never makes a second comment."),
    )
    body = models.TextField()
    html = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices)
    hashtags = models.ManyToManyField(Hashtag, related_name="comments", blank=True)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [models.UniqueConstraint(fields=["author", "client_key"], name="comment_once_per_key")]
        indexes = [
            # A page is one range of this index, whatever the size of the thread: openers have no root.
            models.Index(fields=["thread", "root", "id"], name="comment_thread_page"),
            models.Index(fields=["root", "id"], name="comment_branch"),
            models.Index(fields=["author", "created_at"], name="comment_by_author"),
            # The moderators\' queue finds held comments by their state, also when millions are published.
            models.Index(fields=["id"], condition=models.Q(state="held"), name="comment_held"),
        ]

    def __str__(self) -> str:
        return f"comment {self.public_id}"


class Revision(models.Model):
    """An earlier text of an edited comment."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="revisions")
    body = models.TextField()
    replaced_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"revision of {self.comment_id}"


class Verdict(models.Model):
    """What the phases said about one text of a comment. `reasons` is the list of reasons, as plain JSON."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="verdicts")
    outcome = models.CharField(max_length=10)
    phase = models.CharField(max_length=120)
    reasons = models.JSONField(default=list)
    engine = models.CharField(max_length=40, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.outcome} by {self.phase}"


class Report(models.Model):
    """A reader tells the moderators that a comment should be looked at."""

    class Reason(models.TextChoices):
        """What readers can report."""

        ABUSE = "abuse", _("Insult or threat")
        SPAM = "spam", _("Spam or gambling")
        HATE = "hate", _("Hatred against a group")
        PRIVACY = "privacy", _("Someone's personal data")
        OTHER = "other", _("Something else")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    note = models.CharField(_("what is wrong"), max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [models.UniqueConstraint(fields=["comment", "reporter"], name="report_once")]

    def __str__(self) -> str:
        return f"report on {self.comment_id}"
