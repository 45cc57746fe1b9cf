"""What editors fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rembuk.newsroom.models import TitlePage

from . import origins, pages
from .models import SignOnKey
from .queries import allows


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
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class RetireForm(forms.Form):
    """Until when a key is taken."""

    at = forms.DateTimeField(
        label=_("Holds until; empty: it ends now"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class PageForm(forms.Form):
    """A page of another site whose conversation an editor makes before anyone writes."""

    title = forms.ModelChoiceField(label=_("Title"), queryset=TitlePage.objects.live())
    address = forms.URLField(label=_("Address of the page"), max_length=pages.LONGEST_ADDRESS, assume_scheme="https")
    key = forms.CharField(
        label=_("Key of the page (data-key); empty: its address"), required=False, max_length=pages.LONGEST_KEY
    )
    heading = forms.CharField(label=_("Headline"), max_length=pages.LONGEST_HEADING)

    def clean(self) -> dict[str, Any]:
        """The page must stand on a site that may show this title's conversations."""
        found = super().clean() or self.cleaned_data
        title, address = found.get("title"), found.get("address", "")
        if title and address and not allows(title, origins.origin_of(address)):
            self.add_error("address", _("This address is on none of the allowed origins of the title."))
        found["key"] = found.get("key") or address[: pages.LONGEST_KEY]
        return found
