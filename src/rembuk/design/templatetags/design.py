"""Template tags of the look: icons, money, times, fields."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django import template
from django.forms import BoundField
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext, pgettext

from rembuk.design.icons import ICONS

register = template.Library()

INDONESIAN_ZONES: Final = {timedelta(hours=7): "WIB", timedelta(hours=8): "WITA", timedelta(hours=9): "WIT"}


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str, label: str = "") -> SafeString:
    """One inline icon. Beside words it is decoration; alone it needs a `label`. An unknown name is a KeyError."""
    path = ICONS[name]
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}"><path d="{}"/></svg>', label, path
        )
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', path)


@register.filter
def rupiah(amount: int | None) -> str:
    """Whole rupiah as Indonesians write them, in every language: 100000 -> Rp100.000, -5000 -> -Rp5.000."""
    if amount is None:
        return ""
    grouped = f"{abs(amount):,}".replace(",", ".")
    return f"-Rp{grouped}" if amount < 0 else f"Rp{grouped}"


@register.filter
def ago(when: datetime | None) -> str:
    """How long ago, for up to six days; after that, and for what is yet to come, the date."""
    if when is None:
        return ""
    passed = timezone.now() - when
    if passed < timedelta(0) or passed >= timedelta(days=7):
        return format_date(timezone.localtime(when), pgettext("date format", "j F Y"))
    if passed < timedelta(minutes=1):
        return gettext("just now")
    if passed < timedelta(hours=1):
        minutes = passed // timedelta(minutes=1)
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if passed < timedelta(days=1):
        hours = passed // timedelta(hours=1)
        return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    return ngettext("%(n)d day ago", "%(n)d days ago", passed.days) % {"n": passed.days}


@register.filter
def tanggal(when: datetime | None) -> str:
    """The full date and time with its zone: Selasa, 24 November 2026, 07.10 WIB."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    zone = INDONESIAN_ZONES.get(local.utcoffset() or timedelta(0), local.tzname())
    written = format_date(local, pgettext("date format", "l, j F Y, H:i"))
    return f"{written} {zone}"


@register.inclusion_tag("design/_field.html")
def cast_field(field: BoundField) -> dict[str, Any]:
    """A form field with its label, its purpose and its error, each tied to the control."""
    return {"field": field, "kind": getattr(field.field.widget, "input_type", "")}
