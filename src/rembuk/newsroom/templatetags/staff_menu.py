"""The menu of the staff area for browsers without JavaScript: Wagtail draws its own with a script alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import template
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem, admin_menu

register = template.Library()


@register.simple_tag(takes_context=True)
def staff_menu(context: dict[str, Any]) -> list[MenuItem]:
    """The items that lead somewhere for this person, in the order of the menu."""
    return list(_leading(admin_menu, context["request"]))


def _leading(menu: Menu, request: Any) -> Iterator[MenuItem]:
    for item in menu.menu_items_for_request(request):
        if isinstance(item, SubmenuMenuItem):
            yield from _leading(item.menu, request)
        elif str(item.url).startswith("/"):
            yield item
