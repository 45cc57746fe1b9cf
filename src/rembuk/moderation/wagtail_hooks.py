"""The moderators' place in Wagtail's admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

from rembuk.conversation.queries import Viewer

from . import queries, views
from .access import may_change_rules, may_decide, may_decide_appeals
from .views import appeal_desk, desk, layers, learning, workload

Waiting = Callable[[Viewer], int]


def desk_urls() -> list[URLPattern]:
    """The queue, and what is done at it."""
    return [
        path("moderasi/", views.queue, name="moderation_queue"),
        path("moderasi/kabar/", desk.news, name="moderation_news"),
        path("moderasi/bersama/", desk.together, name="moderation_together"),
        path("moderasi/bersama/<uuid:batch>/batalkan/", desk.undo_together, name="moderation_undo_together"),
        path("moderasi/saringan/", desk.save_filter, name="moderation_save_filter"),
        path("moderasi/saringan/<int:pk>/hapus/", desk.delete_filter, name="moderation_delete_filter"),
        path("moderasi/riwayat/", views.history, name="moderation_history"),
        path("moderasi/serbuan/<int:pk>/", views.flood, name="moderation_flood"),
        path("moderasi/komentar/<uuid:public_id>/", views.comment, name="moderation_comment"),
        path("moderasi/komentar/<uuid:public_id>/putuskan/", views.decide, name="moderation_decide"),
        path("moderasi/komentar/<uuid:public_id>/serupa/", views.similar, name="moderation_similar"),
        path("moderasi/komentar/<uuid:public_id>/ambil/", desk.take, name="moderation_take"),
        path("moderasi/komentar/<uuid:public_id>/lepas/", desk.leave, name="moderation_leave"),
        path("moderasi/komentar/<uuid:public_id>/catat/", desk.desk_note, name="moderation_desk_note"),
        path("moderasi/putusan/<int:pk>/batalkan/", views.undo, name="moderation_undo"),
    ]


def appeal_urls() -> list[URLPattern]:
    """Appeals, the workload, and what is handed out."""
    return [
        path("moderasi/keberatan/", appeal_desk.appeals, name="moderation_appeals"),
        path("moderasi/keberatan/<int:pk>/jawab/", appeal_desk.answer, name="moderation_answer"),
        path("moderasi/keberatan/<int:pk>/batalkan/", appeal_desk.undo_answer, name="moderation_undo_answer"),
        path("moderasi/keberatan/angka/", appeal_desk.reversals, name="moderation_reversals"),
        path("moderasi/beban/", workload.workload, name="moderation_workload"),
        path("moderasi/pernyataan/", workload.download, name="moderation_statements"),
    ]


def learning_urls() -> list[URLPattern]:
    """What titles have learned from their moderators."""
    return [
        path("moderasi/belajar/", learning.overview, name="moderation_learning"),
        path("moderasi/belajar/<int:pk>/", learning.of_title, name="moderation_learning_title"),
        path("moderasi/belajar/<int:pk>/pakai/", learning.use, name="moderation_use_model"),
    ]


@hooks.register("register_admin_urls")
def staff_urls() -> list[URLPattern]:
    """Wagtail asks for them."""
    return [
        *desk_urls(),
        *appeal_urls(),
        *learning_urls(),
        path("moderasi/aturan/", layers.overview, name="moderation_rules"),
        path("moderasi/aturan/<int:pk>/", layers.of_title, name="moderation_rules_title"),
        path("moderasi/aturan/<int:pk>/rubrik/", layers.of_section, name="moderation_rules_section"),
        path("moderasi/aturan/percakapan/<int:pk>/", layers.of_thread, name="moderation_rules_thread"),
        path("moderasi/penulis/<uuid:public_id>/", views.author, name="moderation_author"),
        path("moderasi/penulis/<uuid:public_id>/sanksi/", views.sanction, name="moderation_sanction"),
        path("moderasi/penulis/<uuid:public_id>/catatan/", views.note, name="moderation_note"),
        path("moderasi/sanksi/<int:pk>/cabut/", views.lift, name="moderation_lift"),
        path("moderasi/sanksi/<int:pk>/batalkan/", views.undo_sanction, name="moderation_undo_sanction"),
    ]


class DeskMenuItem(MenuItem):
    """Shown to those who may use the screen behind it, with how many wait there."""

    def __init__(
        self, label: Any, url: str, *, may: Callable[[Viewer], bool], waiting: Waiting | None = None, **more: Any
    ) -> None:
        super().__init__(label, reverse_lazy(url), name=url, **more)
        self._may, self._waiting = may, waiting

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person may."""
        return self._may(request.user)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        """The menu item, counted anew for each page."""
        item: LinkMenuItem = super().render_component(request)
        if waiting := self._waiting(request.user) if self._waiting else 0:
            item.label = f"{item.label} ({queries.up_to(waiting)})"
        return item


@hooks.register("register_admin_menu_item")
def queue_menu_item() -> MenuItem:
    """Wagtail asks for it."""
    return DeskMenuItem(
        _("Moderation"),
        "moderation_queue",
        may=may_decide,
        waiting=queries.open_count,
        icon_name="comment",
        order=120,
    )


@hooks.register("register_admin_menu_item")
def appeals_menu_item() -> MenuItem:
    """Wagtail asks for it."""
    return DeskMenuItem(
        _("Appeals"),
        "moderation_appeals",
        may=may_decide_appeals,
        waiting=queries.appeals_waiting,
        icon_name="rotate",
        order=121,
    )


@hooks.register("register_admin_menu_item")
def rules_menu_item() -> MenuItem:
    """Wagtail asks for it."""
    return DeskMenuItem(_("Rules"), "moderation_rules", may=may_change_rules, icon_name="cog", order=122)


@hooks.register("register_admin_menu_item")
def workload_menu_item() -> MenuItem:
    """Wagtail asks for it."""
    return DeskMenuItem(_("Workload"), "moderation_workload", may=may_decide_appeals, icon_name="history", order=123)


@hooks.register("register_admin_menu_item")
def learning_menu_item() -> MenuItem:
    """Wagtail asks for it."""
    return DeskMenuItem(_("Learning"), "moderation_learning", may=may_change_rules, icon_name="pick", order=124)
