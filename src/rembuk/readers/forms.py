"""Sign-up, and the form of the profile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from allauth.account.forms import AddEmailForm as AllauthAddEmailForm
from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.debug import sensitive_variables

from . import actions, display_names, mail_rules, mailboxes
from .models import Reader
from .profile_fields import ProfileField

NAME_LENGTH: Final = display_names.NAME_LENGTH
TERMS_TEXT = _("I accept the terms of service: one account per person, and comments that others can read in peace.")
KEY_NAME = _("Name of this key")
PROFILE_TEXT = _(
    "By saving you agree that we keep these answers sealed, to verify your account when you need help or when unusual "
    "activity is found on it, and to check that you may join a programme. You can remove them at any time."
)


def without_placeholders(form: forms.Form) -> None:
    """The labels say what goes where, and stay while typing."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class LoginForm(AllauthLoginForm):
    """An address and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["remember"].label = pgettext_lazy("sign-in", "Stay signed in")
        without_placeholders(self)


class SignupForm(AllauthSignupForm):
    """A display name, an address, a password, and the terms: nothing else is agreed to here."""

    display_name = forms.CharField(
        label=_("Display name"),
        min_length=2,
        max_length=NAME_LENGTH,
        help_text=_("Shown beside your comments. It need not be your real name."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    terms = forms.BooleanField(
        label=TERMS_TEXT, error_messages={"required": _("Tick this box to make an account; reading needs none.")}
    )
    field_order = ["display_name", "email", "password1", "terms"]
    account_already_exists: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Email")
        self.fields["password1"].label = _("Password")
        self.fields["password1"].help_text = _(
            "At least 12 characters. A few words that only you would put together do well."
        )
        without_placeholders(self)

    def clean_display_name(self) -> str:
        """A name that shows what it is: nothing invisible, some letters, and nobody's on the staff."""
        name = display_names.shown(self.cleaned_data["display_name"])
        if sum(char.isalpha() for char in name) < 2:
            raise forms.ValidationError(_("A display name has at least two letters."))
        if len(name) > NAME_LENGTH:  # one typed character may stand for several
            raise forms.ValidationError(_("This name is too long. Please choose a shorter one."))
        if display_names.belongs_to_the_house(name):
            raise forms.ValidationError(_("This name belongs to the newsroom. Please choose another one."))
        return name

    def clean_email(self) -> str:
        """An address whose domain is taken. One that only writes a known mailbox in another way has its account."""
        address: str = super().clean_email()
        _check_domain(address)
        known = mailboxes.owner(address)  # asked in any case, so that both answers take as long
        self.account_already_exists = self.account_already_exists or known is not None
        return address

    @sensitive_variables()
    def try_save(self, request: HttpRequest) -> tuple[Reader | None, HttpResponse | None]:
        """Work as long for an address that has an account as for a new one: time would tell which it is."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        saved: tuple[Reader | None, HttpResponse | None]
        try:
            with transaction.atomic():
                saved = super().try_save(request)
                if saved[0] is not None and mailboxes.owner(saved[0].email) != saved[0]:
                    raise IntegrityError("The mailbox has made an account at this very moment")
        except IntegrityError:
            self.account_already_exists = True
            saved = super().try_save(request)
        return saved

    def custom_signup(self, request: HttpRequest, user: Reader) -> None:
        """Keep the receipt of the terms."""
        actions.give_consent(reader=user, purpose="terms_of_service", text=str(TERMS_TEXT), channel="web:sign-up")


class AddEmailForm(AllauthAddEmailForm):
    """A further address of an account: of a domain that is taken."""

    def clean_email(self) -> str:
        """As for a new account."""
        address: str = super().clean_email()
        _check_domain(address)
        return address


class AddKeyForm(AddWebAuthnForm):
    """A security key, with its name in the reader's language: allauth has no word for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = KEY_NAME


class EditKeyForm(EditWebAuthnForm):
    """Another name for a security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = KEY_NAME


def _check_domain(address: str) -> None:
    if words := mail_rules.refusal(address):
        raise forms.ValidationError(words)


class Unechoed(forms.TextInput):
    """A text input that never shows what was typed: a sealed answer goes in and does not come out."""

    def __init__(self, input_type: str, attrs: dict[str, Any]) -> None:
        super().__init__(attrs)
        self.input_type = input_type

    def format_value(self, value: Any) -> None:
        """Nothing, whatever was typed."""


class ProfileForm(forms.Form):
    """Some questions of the profile. Cleaned data is what was typed; `actions.save_profile` normalises it."""

    def __init__(self, data: Any = None, *, questions: Iterable[ProfileField]) -> None:
        super().__init__(data)
        for question in questions:
            self.fields[question.name] = forms.CharField(
                label=question.label,
                help_text=str(question.purpose),
                max_length=100,
                validators=[_possible(question)],
                error_messages={"required": _("Fill in this answer, or come back to it later.")},
                widget=Unechoed(question.input_type, {"autocomplete": question.autocomplete}),
            )


def _possible(question: ProfileField) -> Callable[[Any], None]:
    def check(typed: str) -> None:
        question.normalise(typed)

    return check
