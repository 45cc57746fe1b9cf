"""What readers fill in."""

from __future__ import annotations

import uuid

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .models import Report
from .questions import Question


class CommentForm(forms.Form):
    """A comment. Only the phases judge its text, so the form itself accepts any."""

    body = forms.CharField(label=_("Your comment"), required=False, strip=False)
    client_key = forms.UUIDField()


class EditForm(forms.Form):
    """The new text of a comment."""

    body = forms.CharField(
        label=_("Your comment"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 7, "autofocus": True}),
        error_messages={"required": _("There is nothing to send yet. Write your comment first.")},
    )


class ReportForm(forms.ModelForm[Report]):
    """What is wrong with a comment."""

    reason = forms.ChoiceField(
        label=_("What is wrong with this comment?"), choices=Report.Reason.choices, widget=forms.RadioSelect
    )

    replaced = forms.IntegerField(required=False, min_value=0, max_value=100_000, widget=forms.HiddenInput)

    class Meta:
        model = Report
        fields = ("reason", "note")
        labels = {"note": _("What should the moderators know?")}
        widgets = {"note": forms.Textarea(attrs={"rows": 3, "maxlength": 500})}


class Compose:
    """A form for writing, as the template needs it: its text, its error, and a key of its own.

    Every rendering has a fresh key, except that a form which only asks to send the same text again keeps its own.
    """

    def __init__(
        self,
        *,
        body: str = "",
        error: str = "",
        client_key: uuid.UUID | None = None,
        name: str = "",
        email: str = "",
        piece: str = "",
        word: str = "",
        question: Question | None = None,
        token: str = "",
    ) -> None:
        self.body = body
        self.error = error
        self.piece = piece  # HTML of ours in place of the error
        self.word = word  # a friendly one, when nothing went wrong
        self.name = name  # of a guest, like the address
        self.email = email
        self.question = question  # what the writer is asked before the text is recorded
        self.token = token  # says that they were asked
        self.client_key = client_key or uuid.uuid4()
        self.max_length: int = settings.REMBUK_COMMENT_MAX_LENGTH
