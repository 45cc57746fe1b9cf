"""The code of a device, and the forms of the help desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.readers.profile_fields import FIELDS, Kind

from .actions.cases import REASON_LENGTH


class CodeForm(forms.Form):
    """The six digits from the e-mail."""

    code = forms.CharField(
        label=_("Code from the e-mail"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "pattern": "[0-9 ]*", "class": "codes"}
        ),
        error_messages={"required": _("Type the six digits from the e-mail.")},
    )


class Unechoed(forms.TextInput):
    """What a caller says is not shown again."""

    def format_value(self, value: Any) -> None:
        """Nothing, whatever was typed."""


class OpenCaseForm(forms.Form):
    """For whom, and what it is about."""

    email = forms.EmailField(label=_("E-mail address that the caller gives"))
    subject = forms.CharField(
        label=_("What it is about"), max_length=200, help_text=_("A few words, without personal data.")
    )


class CompareForm(forms.Form):
    """What a caller says, for one field."""

    field = forms.ChoiceField(label=_("Field"), choices=[(field.name, field.label) for field in FIELDS])
    said = forms.CharField(
        label=_("What the caller says"), max_length=100, widget=Unechoed(attrs={"autocomplete": "off"})
    )


class UnsealForm(forms.Form):
    """Which sealed answer, and what for."""

    field = forms.ChoiceField(
        label=_("Field"), choices=[(field.name, field.label) for field in FIELDS if field.kind is Kind.CONTACT]
    )
    reason = forms.CharField(
        label=_("What you need it for"),
        min_length=REASON_LENGTH[0],
        max_length=REASON_LENGTH[1],
        help_text=_("The reader sees this sentence, with your name."),
    )
