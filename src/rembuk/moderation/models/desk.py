"""What moderators keep at their desk: notes about comments, and filters with a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rembuk.conversation.models import Comment

NOTE_LENGTH = 500


class CommentNote(models.Model):
    """What moderators tell each other about a comment. Its writer does not see it; it is only ever added."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="moderators_notes")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(_("note for colleagues"), max_length=NOTE_LENGTH)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("note about a comment")
        verbose_name_plural = _("notes about comments")
        default_permissions = ()
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"note about comment {self.comment_id}"


class QueueFilter(models.Model):
    """A view of the queue that a moderator has given a name. `query` is what stands in its address."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(max_length=500)
    is_shared = models.BooleanField(_("for all moderators"), default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        default_permissions = ()
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="filter_name_once")]

    def __str__(self) -> str:
        return self.name
