"""What a person may mean by a date in a form. A year with a digit too few or too many is a slip of the hand."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2199


def is_near(day: date) -> bool:
    """Whether a date (or a moment) lies in years that computers, and people, can work with."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def near(day: date) -> None:
    """For the validators of a form's field.

    Raises:
        ValidationError: the year cannot be meant.
    """
    if not is_near(day):
        raise ValidationError(_("Check the year: it must lie between 1970 and 2199."), code="year")
