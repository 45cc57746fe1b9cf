"""What the editing screens need beyond plain fields."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import HelpPanel

from rembuk.readers.models import Reader

from .blocks import unplaced_in


class UnplacedPanel(HelpPanel):
    """Names the related stories that an import could not find here; shown only while there are some."""

    def __init__(self, template: str = "newsroom/admin/_unplaced.html", **kwargs: Any) -> None:
        super().__init__(template=template, **kwargs)

    class BoundPanel(HelpPanel.BoundPanel):
        """The panel of one story."""

        @cached_property
        def hints(self) -> list[str]:
            """The words of each hint."""
            return unplaced_in(self.instance.body)

        def is_shown(self) -> bool:
            """Whether there is anything left to place."""
            return bool(self.hints)


class AccountField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """An account, named by its e-mail address: a list to choose from would show every reader there is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Reader.objects.filter(is_active=True), to_field_name="email", widget=forms.EmailInput(), **kwargs
        )

    def prepare_value(self, value: Any) -> Any:
        """The address, for the account that the form starts with."""
        if isinstance(value, int):
            return Reader.objects.filter(pk=value).values_list("email", flat=True).first()
        return super().prepare_value(value)

    def to_python(self, value: Any) -> Reader | None:
        """People type capitals and blanks."""
        found: Reader | None = super().to_python(value.strip().lower() if isinstance(value, str) else value)
        return found


class PersonForm(WagtailAdminModelForm):
    """Someone who makes stories, and the account they comment with."""

    reader = AccountField(
        label=_("Account's e-mail address"),
        required=False,
        help_text=_("Shows a staff badge on comments from this account."),
        error_messages={
            "invalid_choice": _("No account has this address. Ask your colleague which one they sign in with.")
        },
    )
