"""What the newsroom adds to Wagtail's admin."""

from __future__ import annotations

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def style_without_script() -> str:
    """Wagtail asks for it: a style sheet that browsers read when they run no scripts."""
    return format_html('<noscript><link rel="stylesheet" href="{}"></noscript>', static("newsroom/noscript.css"))
