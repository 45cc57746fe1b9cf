"""What moderators send."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.moderation.models import Decision, RejectionReason


class DecisionForm(forms.Form):
    """A decision about one comment. A rejection needs its reason, and a reason alone is a rejection."""

    outcome = forms.ChoiceField(choices=[("approved", _("Approved")), ("rejected", _("Rejected"))], required=False)
    reason = forms.ModelChoiceField(queryset=RejectionReason.objects.all(), required=False)
    note = forms.CharField(max_length=300, required=False)
    seen = forms.CharField(max_length=60)

    def clean(self) -> dict[str, Any]:
        """Tie the reason to the outcome."""
        given = super().clean() or {}
        given["outcome"] = given.get("outcome") or (Decision.Outcome.REJECTED if given.get("reason") else "")
        if given["outcome"] != Decision.Outcome.APPROVED and not given.get("reason"):
            self.add_error("reason", _("Choose a reason: the writer reads it."))
        return given
