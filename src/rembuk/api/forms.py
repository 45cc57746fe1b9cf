"""The forms of the desk that makes keys and webhooks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from rembuk.newsroom.models import TitlePage

from .actions.keys import LONGEST
from .hooks import addresses
from .models import Event, Scope


class KeyForm(forms.Form):
    """A new key."""

    title = forms.ModelChoiceField(TitlePage.objects.order_by("title"), label=pgettext_lazy("publication", "title"))
    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Which server will have it, and who answers for that.")
    )
    scopes = forms.MultipleChoiceField(label=_("It may"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=LONGEST, initial=180)


class HookForm(forms.Form):
    """Where a webhook goes and what it hears of; for a new one also whose it is."""

    title = forms.ModelChoiceField(TitlePage.objects.order_by("title"), label=pgettext_lazy("publication", "title"))
    url = forms.CharField(label=_("Address"), max_length=addresses.LONGEST, help_text=_("Begins with https://."))
    events = forms.MultipleChoiceField(
        label=_("It hears of"), choices=Event.choices, widget=forms.CheckboxSelectMultiple
    )
    with_held = forms.BooleanField(
        label=_("With the text of comments that are not published"),
        required=False,
        help_text=_("Only for a system that moderates: otherwise texts leave that no reader has seen."),
    )

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["title"]

    def clean_url(self) -> str:
        """What can be said without asking the name servers; those are asked before each delivery."""
        url = str(self.cleaned_data["url"]).strip()
        try:
            addresses.check_address(url)
        except addresses.Unsafe as problem:
            raise ValidationError(str(problem)) from None
        return url
