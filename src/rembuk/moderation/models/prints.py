"""Digests of texts, to notice the same text again."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from rembuk.conversation.models import Comment


class TextPrint(models.Model):
    """A digest of a comment's text with everything but letters and digits left out, to notice the same text again."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="text_print")
    digest = models.CharField(max_length=64, help_text=_("SHA-256, as hexadecimal digits."))
    near = models.BigIntegerField(null=True, help_text=_("SimHash of the folded text, 64 bits; none for short texts."))
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("text print")
        verbose_name_plural = _("text prints")
        indexes = [models.Index(fields=["digest", "made_at"], name="text_print_again")]

    def __str__(self) -> str:
        return f"print of comment {self.comment_id}"
