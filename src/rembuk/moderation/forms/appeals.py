"""What writers send against a rejection, and what is answered."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.moderation.models import APPEAL_LENGTH, WORDS_LENGTH, Appeal


class AppealForm(forms.Form):
    """Why the comment should stand, in the writer's words."""

    text = forms.CharField(
        label=_("Why should this comment stand?"),
        help_text=_("Only moderators read this. At most 500 characters."),
        max_length=APPEAL_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AnswerForm(forms.Form):
    """What becomes of an appeal, and the sentence that the writer reads."""

    outcome = forms.ChoiceField(choices=[(Appeal.Outcome.STANDS, ""), (Appeal.Outcome.REVERSED, "")])
    words = forms.CharField(
        max_length=WORDS_LENGTH, error_messages={"required": _("Write a sentence for the writer first.")}
    )
