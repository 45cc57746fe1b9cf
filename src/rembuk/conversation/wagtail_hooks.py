"""The conversations in Wagtail's admin, and what Wagtail has to know of a story page that shows chosen questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse_lazy
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from . import staff
from .access import STEER

Serve = Callable[[Page, HttpRequest, list[Any], dict[str, Any]], HttpResponse]


@hooks.register("register_admin_urls")
def staff_urls() -> list[URLPattern]:
    """Wagtail asks for them."""
    return [
        path("percakapan/", staff.threads, name="conversation_threads"),
        path("percakapan/baru/", staff.begin, name="conversation_begin"),
        path("percakapan/<int:pk>/", staff.thread, name="conversation_thread"),
        path("percakapan/aturan/<int:pk>/", staff.house, name="conversation_house"),
    ]


class ThreadsMenuItem(MenuItem):
    """Shown to those who steer conversations."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person sees it."""
        return request.user.has_perm(STEER)


@hooks.register("register_admin_menu_item")
def threads_menu_item() -> MenuItem:
    """Wagtail asks for it."""
    return ThreadsMenuItem(
        _("Conversations"), reverse_lazy("conversation_threads"), name="conversations", icon_name="comment", order=125
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """So that Wagtail's group editor offers, and keeps, them."""
    return Permission.objects.filter(
        content_type__app_label="conversation", codename__in=["pick_comment", "steer_thread"]
    )


@hooks.register("on_serve_page")
def chosen_questions_are_not_kept(serve_next: Serve) -> Serve:
    """A page with chosen questions changes with every answer, so nobody on its way keeps it."""

    def serve(page: Page, request: HttpRequest, args: list[Any], kwargs: dict[str, Any]) -> HttpResponse:
        response = serve_next(page, request, args, kwargs)
        if "saring" in request.GET:
            add_never_cache_headers(response)
        return response

    return serve
