"""What a profile asks, why, and how each answer is brought into the one form in which it is sealed and compared.

A normaliser raises ValidationError with a sentence for the reader. The sentence never repeats what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from rembuk.sealed.blind import normalise_date, normalise_name, normalise_phone

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PROFILE_AGE, ADULT_AGE, OLDEST_AGE = 13, 18, 120
_LOCAL_DATE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")


class Kind(StrEnum):
    """What can be done with an answer later."""

    MATCH_ONLY = "match_only"  # compared, never read back
    CONTACT = "contact"  # sealed; opened in a help-desk case only


@dataclass(frozen=True, slots=True)
class ProfileField:
    """One question of the profile. `hint` makes the masked form of a normalised answer; empty for most."""

    name: str
    label: StrOrPromise
    purpose: StrOrPromise
    kind: Kind
    input_type: str
    autocomplete: str
    normalise: Callable[[str], str]
    hint: Callable[[str], str] = lambda _answer: ""


@sensitive_variables()
def name(typed: str) -> str:
    """A person's name: case and spacing do not matter, titles stay."""
    if not 2 <= len(typed.strip()) <= 100 or not any(character.isalpha() for character in typed):
        raise ValidationError(_("Write your name as it stands on your identity card."), code="name")
    return normalise_name(typed)


@sensitive_variables()
def birth_date(typed: str) -> str:
    """`YYYY-MM-DD`, from that form or from day-month-year as people write it; at least 13 years ago."""
    local = _LOCAL_DATE.fullmatch(typed.strip())
    try:
        day = date(int(local[3]), int(local[2]), int(local[1])) if local else date.fromisoformat(typed.strip())
    except ValueError:
        raise ValidationError(_("Write a date that exists, such as 17-08-1990."), code="date") from None
    years = age(day)
    if day > timezone.localdate() or years > OLDEST_AGE:
        raise ValidationError(_("Check the year: this date cannot be a birth date."), code="date")
    if years < PROFILE_AGE:
        raise ValidationError(
            _("A profile is for readers of 13 years and older. You can go on reading without one."), code="age"
        )
    return normalise_date(day)


@sensitive_variables()
def phone(typed: str) -> str:
    """A mobile number in E.164 form; without a country code it is Indonesian."""
    problem = ValidationError(_("Write a mobile number that can be reached, such as 0812 3456 7890."), code="phone")
    try:
        number = phonenumbers.parse(_with_country_code(typed), "ID")
    except phonenumbers.NumberParseException:
        raise problem from None
    mobile = {phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE}
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in mobile:
        raise problem
    return normalise_phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _with_country_code(typed: str) -> str:
    """Read a leading 62 or 8 as Indonesians mean it: `62812…` would otherwise pass as a valid landline."""
    digits = re.sub(r"[^\d+]", "", typed)
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    if digits.startswith("62"):
        return f"+{digits}"
    return f"+62{digits}" if digits.startswith("8") else digits


def phone_hint(number: str) -> str:
    """`+62 812-••••-0101`: enough to recognise one's own number, too little to ring it."""
    parsed = phonenumbers.parse(number)
    national = str(parsed.national_number)
    if len(national) < 9:
        return f"+{parsed.country_code} ••••{national[-2:]}"
    return f"+{parsed.country_code} {national[:3]}-••••-{national[-4:]}"


def age(born: date) -> int:
    """Full years today, in the newsroom's time zone; negative for a date to come."""
    today = timezone.localdate()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def is_adult(normalised_birth_date: str) -> bool:
    """Whether a normalised birth date is 18 or more years ago."""
    return age(date.fromisoformat(normalised_birth_date)) >= ADULT_AGE


FIELDS: tuple[ProfileField, ...] = (
    ProfileField(
        name="name",
        label=_("Full name"),
        purpose=_("To compare with the name you give when you ask for help, or when a winner is announced."),
        kind=Kind.MATCH_ONLY,
        input_type="text",
        autocomplete="name",
        normalise=name,
    ),
    ProfileField(
        name="birth_date",
        label=_("Birth date"),
        purpose=_("To know whether you are an adult, and to compare when you ask for help."),
        kind=Kind.MATCH_ONLY,
        input_type="date",
        autocomplete="bday",
        normalise=birth_date,
    ),
    ProfileField(
        name="phone",
        label=_("Mobile number"),
        purpose=_("To reach you when you win, or when something unusual happens to your account."),
        kind=Kind.CONTACT,
        input_type="tel",
        autocomplete="tel",
        normalise=phone,
        hint=phone_hint,
    ),
)


def field_named(wanted: str) -> ProfileField:
    """The field of that name; KeyError when the profile has none."""
    return {field.name: field for field in FIELDS}[wanted]
