"""For the templates of this room and those above."""

from __future__ import annotations

from django import template

from rembuk.readers import help_desk as desk

register = template.Library()


@register.simple_tag
def help_desk() -> desk.HelpDesk:
    """How readers reach the help desk: `words` and `link`."""
    return desk.help_desk()
