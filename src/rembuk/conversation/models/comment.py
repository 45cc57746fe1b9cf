"""Comments."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .thread import Thread

OPENS = Q(parent=None, is_shown=True)
PICKED = Q(featured_at__isnull=False)


class Hashtag(models.Model):
    """A hashtag. `name` is folded to lower case, without the sign: the same tag however it is typed."""

    name = models.CharField(max_length=60, unique=True)

    class Meta:
        verbose_name = _("hashtag")
        verbose_name_plural = _("hashtags")

    def __str__(self) -> str:
        return f"#{self.name}"


class Comment(models.Model):
    """What a reader wrote. `body` is their text; `html` is what pages show, made once when it was written.

    A comment is never deleted alone, only with its thread: `parent` and `root` therefore ask the database for nothing,
    and a chain of replies may be as deep as people make it.
    """

    class State(models.TextChoices):
        """Who may see it."""

        PUBLISHED = "published", _("Published")
        HELD = "held", _("Held")
        REJECTED = "rejected", _("Rejected")
        REMOVED = "removed", _("Removed by its writer")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.DO_NOTHING, related_name="replies", db_index=False
    )
    root = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.DO_NOTHING,
        related_name="branch",
        db_index=False,
        help_text=_("The comment that opened the branch; empty for that comment itself."),
    )
    depth = models.PositiveIntegerField(default=0, help_text=_("0 for a comment that opens a branch."))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    client_key = models.UUIDField(help_text=_("Made with the form: the same key never makes a second comment."))
    body = models.TextField()
    html = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices)
    hashtags = models.ManyToManyField(Hashtag, related_name="comments", blank=True)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)

    # ---- what pages are cut from; every verb that changes a state keeps them, `recount` proves them
    is_shown = models.BooleanField(
        default=False, help_text=_("Has a place on pages: published, or gone but answered once.")
    )
    number = models.PositiveIntegerField(
        default=0, help_text=_("Its place among the replies to its parent, given at first publication; 0 before.")
    )
    last_number = models.PositiveIntegerField(default=0, help_text=_("The highest number given to a reply to it."))
    reply_count = models.PositiveIntegerField(default=0, help_text=_("Published replies to it."))
    branch_count = models.PositiveIntegerField(
        default=0, help_text=_("Published comments below it; counted on openers only.")
    )
    reactions = models.JSONField(default=dict, help_text=_("How many readers gave each kind."))
    score = models.FloatField(default=0, help_text=_("Wilson's lower bound of the share that appreciates it."))
    pinned_at = models.DateTimeField(null=True, blank=True)
    featured_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When someone of the newsroom first answered it.")
    )

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [("pick_comment", "Can pin and feature comments")]
        constraints = [models.UniqueConstraint(fields=["author", "client_key"], name="comment_once_per_key")]
        indexes = [
            # A page is one range of one of these, whatever the size of the thread.
            models.Index(fields=["thread", "created_at", "id"], condition=OPENS, name="comment_openers_time"),
            models.Index(fields=["thread", "score", "id"], condition=OPENS, name="comment_openers_score"),
            models.Index(fields=["thread", "branch_count", "id"], condition=OPENS, name="comment_openers_busy"),
            models.Index(fields=["parent", "number"], name="comment_replies"),
            models.Index(fields=["author", "created_at"], name="comment_by_author"),
            # The moderators' queue finds held comments by their state, also when millions are published.
            models.Index(fields=["id"], condition=Q(state="held"), name="comment_held"),
            models.Index(fields=["thread", "pinned_at"], condition=Q(pinned_at__isnull=False), name="comment_pinned"),
            models.Index(fields=["thread", "featured_at"], condition=PICKED, name="comment_featured"),
            models.Index(fields=["featured_at", "id"], condition=PICKED, name="comment_picks"),
            # Where people ask the newsroom: what it still owes an answer, and what it has answered.
            models.Index(
                fields=["thread", "created_at", "id"], condition=OPENS & Q(answered_at=None), name="comment_unanswered"
            ),
            models.Index(
                fields=["thread", "created_at", "id"],
                condition=OPENS & Q(answered_at__isnull=False),
                name="comment_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.public_id}"

    @property
    def is_published(self) -> bool:
        """Whether everyone may read it."""
        return self.state == self.State.PUBLISHED
