"""Indonesian dates as news sites write them, to ISO dates."""

from __future__ import annotations

import re
from datetime import date

from .words import MONTHS

_NUMERIC = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_WORDED = re.compile(r"\b(\d{1,2}) ([A-Za-z]{3,9})\.?,? (\d{4})\b")

DATE = r"\(?\d{1,2}(?:[/.-]\d{1,2}[/.-]| [A-Za-z]{3,9}\.?,? )\d{4}\)?"


def iso_date(text: str) -> str | None:
    """The first full date in the text, `27/8/2017` or `27 Agustus 2017`, as `2017-08-27`; None when there is none."""
    if found := _NUMERIC.search(text):
        day, month, year = (int(part) for part in found.groups())
    elif (found := _WORDED.search(text)) and found[2].lower() in MONTHS:
        day, month, year = int(found[1]), MONTHS[found[2].lower()], int(found[3])
    else:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
