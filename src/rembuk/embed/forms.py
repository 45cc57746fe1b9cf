"""What editors fill in."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.design.moments import near

from .models import SignOnKey


class KeyForm(forms.Form):
    """A new key of a single sign-on."""

    algorithm = forms.ChoiceField(
        label=_("How the site signs"), choices=SignOnKey.Algorithm.choices, widget=forms.RadioSelect, initial="HS256"
    )
    public_key = forms.CharField(
        label=_("Public key, for EdDSA only"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    not_before = forms.DateTimeField(
        label=_("Holds from; empty: at once"),
        required=False,
        validators=[near],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class RetireForm(forms.Form):
    """Until when a key is taken."""

    at = forms.DateTimeField(
        label=_("Holds until; empty: it ends now"),
        required=False,
        validators=[near],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
