"""The form in which staff keep a shop."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm


class MerchantForm(WagtailAdminModelForm):
    """A shop. Its people are named by address: a display name may be anyone's, and a list would show every reader."""

    people_addresses = forms.CharField(
        label=_("E-mail addresses of its people"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line. They may take vouchers for this shop; each needs an account with this address."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["people_addresses"] = "\n".join(self.instance.people.values_list("email", flat=True))

    def clean_people_addresses(self) -> list[int]:
        """The accounts behind the addresses; only a confirmed address names one."""
        typed = {line.strip().lower() for line in self.cleaned_data["people_addresses"].splitlines() if line.strip()}
        found = dict(
            EmailAddress.objects.filter(email__in=typed, verified=True, user__is_active=True).values_list(
                "email", "user_id"
            )
        )
        if unknown := sorted(typed - found.keys()):
            raise ValidationError(
                gettext(
                    "No account has confirmed this address: %(addresses)s. Ask its owner to sign up and to confirm it, "
                    "then save again."
                )
                % {"addresses": ", ".join(unknown)}
            )
        return list(found.values())

    def save(self, commit: bool = True) -> Any:
        """Keep the shop, then its people."""
        merchant = super().save(commit=commit)
        if commit:
            merchant.people.set(self.cleaned_data["people_addresses"])
        return merchant
