"""What moderators send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Decision, RejectionReason

PAUSES = [(1, _("1 day")), (3, _("3 days")), (7, _("1 week")), (30, _("30 days"))]


class DecisionForm(forms.Form):
    """A decision about one comment. A rejection needs its reason."""

    outcome = forms.ChoiceField(choices=[("approved", _("Approved")), ("rejected", _("Rejected"))])
    reason = forms.ModelChoiceField(queryset=RejectionReason.objects.all(), required=False)
    note = forms.CharField(max_length=300, required=False)
    seen = forms.CharField(max_length=60)

    def clean(self) -> dict[str, Any]:
        """Tie the reason to the outcome."""
        given = super().clean() or {}
        if given.get("outcome") == Decision.Outcome.REJECTED and not given.get("reason"):
            self.add_error("reason", _("Choose a reason: the writer reads it."))
        return given


class PauseForm(forms.Form):
    """How long, and why, a reader does not comment."""

    days = forms.TypedChoiceField(label=_("How long"), choices=PAUSES, coerce=int)
    reason = forms.ModelChoiceField(
        label=_("Reason"), queryset=RejectionReason.objects.all(), empty_label=_("Choose a reason")
    )
