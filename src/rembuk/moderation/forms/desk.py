"""What moderators send from their desk: filters, notes, and one decision about many comments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.moderation.filters import AGES, ORDERS, SCORES, SIZES, Filters
from rembuk.moderation.models import QueueItem, RejectionReason
from rembuk.moderation.models.desk import NOTE_LENGTH
from rembuk.moderation.reasons import LABELS
from rembuk.newsroom.models import TitlePage

ANY = ("", _("Any"))


class FilterForm(forms.Form):
    """The queue's address. What does not belong there is left out rather than complained about."""

    title = forms.ModelChoiceField(
        label=_("Title"), queryset=TitlePage.objects.order_by("title"), required=False, empty_label=_("Any")
    )
    origin = forms.ChoiceField(label=_("Origin"), choices=[ANY, *QueueItem.Origin.choices], required=False)
    kind = forms.ChoiceField(label=_("Kind of reason"), choices=[ANY, *LABELS.items()], required=False)
    score = forms.ChoiceField(label=_("Weight"), choices=[ANY, *SCORES], required=False)
    age = forms.ChoiceField(label=_("Waiting"), choices=[ANY, *AGES], required=False)
    section = forms.CharField(label=_("Section of the title"), max_length=40, required=False)
    thread = forms.IntegerField(label=_("Conversation, by number"), min_value=1, max_value=2**53, required=False)
    text = forms.CharField(label=_("Words in the comment"), max_length=80, required=False)
    order = forms.ChoiceField(label=_("Order"), choices=ORDERS, required=False)
    size = forms.ChoiceField(label=_("On a page"), choices=SIZES, required=False)

    def filters(self) -> Filters:
        """What was asked for, as far as it can be understood."""
        self.is_valid()
        given: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        if "title" in given:
            given["title"] = given["title"].pk
        if "size" in given:
            given["size"] = int(given["size"])
        return Filters(**given)


class SaveFilterForm(forms.Form):
    """A name for the view of the queue that is open."""

    name = forms.CharField(label=_("Name"), max_length=40)
    is_shared = forms.BooleanField(label=_("for all moderators"), required=False)


class DeskNoteForm(forms.Form):
    """A note for colleagues, about the comment or about its writer."""

    about = forms.ChoiceField(choices=[("comment", _("About the comment")), ("writer", _("About the writer"))])
    text = forms.CharField(max_length=NOTE_LENGTH)


class TogetherForm(forms.Form):
    """One decision about many comments. `items` are `<id>:<what was seen>`, from checkboxes or from a cluster."""

    outcome = forms.ChoiceField(choices=[("approved", ""), ("rejected", "")], required=False)
    reason = forms.ModelChoiceField(queryset=RejectionReason.objects.all(), required=False)
    note = forms.CharField(max_length=300, required=False)
    sure = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        """A reason alone is a rejection; one of the two there must be."""
        given = super().clean() or {}
        given["outcome"] = given.get("outcome") or ("rejected" if given.get("reason") else "")
        if not given["outcome"] or (given["outcome"] == "rejected" and not given.get("reason")):
            self.add_error("reason", _("Choose a reason: the writer reads it."))
        given["seen"] = list(self._seen())
        return given

    def _seen(self) -> list[tuple[int, str]]:
        found = []
        for each in dict.fromkeys(self.data.getlist("item")):  # type: ignore[attr-defined]  # it is a QueryDict
            number, _colon, seen = str(each).partition(":")
            if number.isascii() and number.isdecimal() and len(number) < 19 and 0 < len(seen) <= 60:
                found.append((int(number), seen))
        return found
