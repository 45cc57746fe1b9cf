"""What a cashier types."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _


class RedeemForm(forms.Form):
    """The voucher's code, and a key made with the form so that two presses are one redemption."""

    code = forms.CharField(
        label=_("Voucher code"),
        max_length=40,
        help_text=_("11 letters and digits from the customer's screen. Spaces and dashes do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        ),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.initial["key"] = uuid4()
