"""The moderators' place in Wagtail's admin."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from . import queries, views
from .access import may_decide


@hooks.register("register_admin_urls")
def staff_urls() -> list[URLPattern]:
    """Wagtail asks for them."""
    return [
        path("moderasi/", views.queue, name="moderation_queue"),
        path("moderasi/riwayat/", views.history, name="moderation_history"),
        path("moderasi/komentar/<uuid:public_id>/", views.comment, name="moderation_comment"),
        path("moderasi/komentar/<uuid:public_id>/putuskan/", views.decide, name="moderation_decide"),
        path("moderasi/putusan/<int:pk>/batalkan/", views.undo, name="moderation_undo"),
        path("moderasi/penulis/<uuid:public_id>/", views.author, name="moderation_author"),
        path("moderasi/penulis/<uuid:public_id>/jeda/", views.pause, name="moderation_pause"),
    ]


class QueueMenuItem(MenuItem):
    """Shown to moderators, with how many comments wait."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person moderates."""
        return may_decide(request.user)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """The menu item, counted anew for each page."""
        item: LinkMenuItem = super().render_component(request)
        if waiting := queries.open_count(request.user):
            item.label = f"{item.label} ({waiting})"
        return item


@hooks.register("register_admin_menu_item")
def queue_menu_item() -> MenuItem:
    """Wagtail asks for it."""
    return QueueMenuItem(
        _("Moderation"), reverse_lazy("moderation_queue"), name="moderation", icon_name="comment", order=120
    )
