"""What a reader chooses."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Choice, Kind, Pace


class ChoiceForm(forms.ModelForm[Choice]):
    """How soon to hear of each kind by e-mail; on the page of notices everything stands at once."""

    class Meta:
        model = Choice
        fields = tuple(kind.value for kind in Kind)
        widgets = dict.fromkeys(fields, forms.RadioSelect(choices=Pace.choices))
        help_texts = {
            "followed": _("You follow a conversation when you ask for it there; writing in it is not enough."),
        }

    def paces(self) -> dict[Kind, Pace]:
        """What was chosen."""
        return {kind: Pace(self.cleaned_data[kind.value]) for kind in Kind}
