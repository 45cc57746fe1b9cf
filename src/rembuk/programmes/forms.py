"""Forms of readers and of the people who run programmes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from rembuk.design.moments import near

# What may still change once readers have been invited: the wording of the invitation, and the permit's number.
STILL_FREE = frozenset({"invitation", "permit"})


class ProgrammeForm(WagtailAdminModelForm):
    """The programme in the staff screens. Promises are frozen with its opening."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"opens_at", "closes_at", "draws_at"} & set(self.fields):
            self.fields[name].validators.append(near)

    def clean(self) -> dict[str, Any]:
        """Times in their order; and no change to what readers were promised."""
        cleaned: dict[str, Any] = super().clean()
        opens, closes, draws = (cleaned.get(name) for name in ("opens_at", "closes_at", "draws_at"))
        if opens and closes and opens >= closes:
            self.add_error("closes_at", _("The programme must close after it opens."))
        if closes and draws and closes >= draws:
            self.add_error("draws_at", _("The draw must come after the programme closes."))
        if self.instance.pk and self.instance.stage != "draft":
            for name in set(self.changed_data) - STILL_FREE:
                self.add_error(name, _("Promised to readers when the programme opened; it can no longer change."))
        return cleaned


class TermsForm(forms.Form):
    """A new version of the terms."""

    text = forms.CharField(
        label=_("Terms and Conditions"),
        widget=forms.Textarea(attrs={"rows": 16}),
        max_length=60_000,
        help_text=_("Plain text. Empty lines separate paragraphs. Published at once, as a new version."),
    )


class AgreeForm(forms.Form):
    """One unticked box: consent stands alone, and for one version."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I have read the Terms and Conditions, and I agree"),
        error_messages={"required": _("Tick the box when you agree. Without it you can still comment, but not win.")},
    )


class CommitForm(forms.Form):
    """The beacon round that was shown to the person who commits."""

    round = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**53 - 1)


class BeaconForm(forms.Form):
    """The beacon round, carried by hand."""

    beacon = forms.CharField(
        label=_("Beacon round (JSON)"),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        max_length=4_000,
        help_text=_("The whole text that drand shows for this round, from { to }. Its signature is checked."),
    )


class StepDownForm(forms.Form):
    """Who steps down and why."""

    rank = forms.IntegerField(label=_("Rank"), min_value=1)
    reason = forms.ChoiceField(label=_("Reason"), help_text=_("Published in the log, without the name."))

    def __init__(self, *args: Any, reasons: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = reasons  # type: ignore[attr-defined]  # it is a ChoiceField
