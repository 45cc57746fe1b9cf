"""What moderators send about a writer."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.conversation.models import Comment
from rembuk.moderation.models import RejectionReason, Sanction
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

LENGTHS: Final = [
    (1, _("1 day")),
    (3, _("3 days")),
    (7, _("1 week")),
    (30, _("30 days")),
    (90, _("90 days")),
    (365, _("1 year")),
    ("", _("No end")),
]
MILD: Final = 7  # days: what the form starts with
LATELY: Final = 20  # comments of the writer that a sanction can be about


class CommentChoice(forms.ModelChoiceField[Comment]):
    """A comment by its first words."""

    def label_from_instance(self, obj: Comment) -> str:
        """The state and the first words."""
        start = " ".join(obj.body.split())[:60]
        return f"{obj.get_state_display()}: {start}"


class SanctionForm(forms.Form):
    """What to ask of a writer: one step, its reason, its place and its time."""

    kind = forms.ChoiceField(label=_("What"), choices=Sanction.Kind.choices, widget=forms.RadioSelect)
    days = forms.TypedChoiceField(
        label=_("How long"),
        choices=LENGTHS,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("A warning holds until it is read; a pause needs an end."),
    )
    title = forms.ModelChoiceField(
        label=_("Where"), queryset=TitlePage.objects.order_by("title"), required=False, empty_label=_("All titles")
    )
    reason = forms.ModelChoiceField(
        label=_("Reason, which the reader gets"),
        queryset=RejectionReason.objects.all(),
        empty_label=_("Choose a reason"),
        error_messages={"required": _("Choose a reason: the reader gets it.")},
    )
    comment = CommentChoice(
        label=_("About the comment"),
        queryset=Comment.objects.none(),
        required=False,
        empty_label=_("None in particular"),
    )
    note = forms.CharField(label=_("Note for colleagues"), max_length=300, required=False)
    seen = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        writer: Reader,
        seen: str,
        title: TitlePage | None = None,
        about: Comment | None = None,
    ) -> None:
        """It starts mild: a week, in `title`, about the comment at which the moderator came here."""
        super().__init__(data, initial={"seen": seen, "days": MILD, "title": title, "comment": about})
        newest = Comment.objects.filter(author=writer).exclude(state=Comment.State.REMOVED).order_by("-pk")[:LATELY]
        comments = Comment.objects.filter(pk__in=list(newest.values_list("pk", flat=True))).order_by("-pk")
        field = self.fields["comment"]
        if isinstance(field, CommentChoice):
            field.queryset = comments

    def clean(self) -> dict[str, Any]:
        """A warning has no end, a pause has one."""
        given = super().clean() or {}
        if given.get("kind") == Sanction.Kind.WARNING:
            given["days"] = None
        elif given.get("kind") == Sanction.Kind.PAUSE and given.get("days") is None and "days" not in self.errors:
            self.add_error("days", _("A pause needs an end. For one without end, choose a ban."))
        return given


class LiftForm(forms.Form):
    """Why a sanction ends before its time."""

    why = forms.CharField(max_length=300)


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = forms.CharField(label=_("Note for colleagues"), max_length=500)
