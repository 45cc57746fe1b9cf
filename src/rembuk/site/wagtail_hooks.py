"""What an installation changes about Wagtail's own chrome."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("construct_main_menu")
def without_help(request: HttpRequest, items: list[MenuItem]) -> None:
    """Wagtail's help leads to pages outside, about building sites: nothing for a newsroom's desk."""
    items[:] = [item for item in items if item.name != "help"]
