"""The desk for keys and webhooks, in Wagtail's admin."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from . import queries, staff
from .access import PERMISSION


class DeskItem(MenuItem):
    """In the menu of those who make keys and webhooks."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person does."""
        return request.user.has_perm(PERMISSION)


class HooksItem(DeskItem):
    """With the number of webhooks that went off by themselves."""

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """The item; menu items are shared by all requests, so the number goes on the component only."""
        item: LinkMenuItem = super().render_component(request)
        if dead := queries.dead_hooks():
            item.label = f"{item.label} ({dead})"
        return item


@hooks.register("register_admin_menu_item")
def keys_item() -> MenuItem:
    """The keys, in the main menu."""
    return DeskItem(_("API keys"), reverse_lazy("api_keys"), name="api-keys", icon_name="key", order=830)


@hooks.register("register_admin_menu_item")
def hooks_item() -> MenuItem:
    """The webhooks, in the main menu."""
    return HooksItem(_("Webhooks"), reverse_lazy("api_hooks"), name="webhooks", icon_name="link-external", order=831)


@hooks.register("register_admin_urls")
def staff_urls() -> list[URLPattern]:
    """Their pages. `api/` itself is Wagtail's own."""
    return [
        path("kunci-api/", staff.keys, name="api_keys"),
        path("kunci-api/baru/", staff.new_key, name="api_new_key"),
        path("kunci-api/<int:pk>/cabut/", staff.revoke, name="api_revoke"),
        path("webhook/", staff.hooks, name="api_hooks"),
        path("webhook/baru/", staff.new_hook, name="api_new_hook"),
        path("webhook/<int:pk>/", staff.hook, name="api_hook"),
        path("webhook/<int:pk>/ubah/", staff.change_hook, name="api_change_hook"),
        path("webhook/<int:pk>/rahasia/", staff.new_secret, name="api_new_secret"),
        path("webhook/<int:pk>/saklar/", staff.switch, name="api_switch"),
        path("webhook/kiriman/<int:pk>/lagi/", staff.send_again, name="api_send_again"),
    ]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """So that Wagtail's group editor offers, and keeps, the permission of this desk."""
    return Permission.objects.filter(content_type__app_label="api", codename="manage_access")
