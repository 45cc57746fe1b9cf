"""The staff screens of the updates: the outbox, and the channels."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from . import queries, staff
from .models import Channel


class ChannelIndex(IndexView):
    """The list of channels."""

    def get_base_queryset(self) -> QuerySet[Channel]:
        """The channels with their titles, in one query."""
        channels: QuerySet[Channel] = super().get_base_queryset()
        return channels.select_related("title")


class ChannelViewSet(ModelViewSet):
    """The channels. The bot's token is not here: it stands in the environment only."""

    model = Channel
    icon = "mail"
    menu_label = gettext_lazy("Channels")
    menu_order = 341
    index_view_class = ChannelIndex
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["name", "title", "chat", "is_active", "pause_note"]


class OutboxItem(MenuItem):
    """In the menu of the updates desk, with the number of deliveries that wait for a person."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may settle deliveries."""
        return request.user.has_perm("updates.settle_delivery")

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """The item; menu items are shared by all requests, so the number goes on the component only."""
        component: Any = super().render_component(request)
        if waiting := queries.unknown_count(request.user):
            component.label = f"{self.label} ({waiting})"
        return component


@hooks.register("register_admin_viewset")
def channels() -> ChannelViewSet:
    """The channels' screens."""
    return ChannelViewSet("channels")


@hooks.register("register_admin_menu_item")
def outbox_item() -> MenuItem:
    """The outbox, in the main menu."""
    return OutboxItem(gettext_lazy("Updates"), reverse("updates_outbox"), name="updates", icon_name="mail", order=340)


@hooks.register("register_admin_urls")
def staff_urls() -> list[URLPattern]:
    """The outbox's pages."""
    return [
        path("kabar/", staff.outbox, name="updates_outbox"),
        path("kabar/<int:pk>/putuskan/", staff.settle, name="updates_settle"),
        path("kabar/<int:pk>/kirim-lagi/", staff.send_again, name="updates_send_again"),
    ]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """So that Wagtail's group editor offers, and keeps, the permission of the updates desk."""
    return Permission.objects.filter(content_type__app_label="updates", codename="settle_delivery")
