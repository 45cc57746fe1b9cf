"""How this room's pages name a browser."""

from __future__ import annotations

from django import template

from rembuk.trust import devices

register = template.Library()
register.filter("browser", devices.label)
