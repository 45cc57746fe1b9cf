"""The programmes in Wagtail's admin."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.generic.models import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from . import staff
from .models import Programme


class ProgrammeIndex(IndexView):
    """The list; a programme's name leads to its dashboard."""

    def get_base_queryset(self) -> QuerySet[Programme]:
        """The programmes with their titles, in one query."""
        programmes: QuerySet[Programme] = super().get_base_queryset()
        return programmes.select_related("title")

    def get_edit_url(self, instance: Programme) -> str:
        """Where a row leads."""
        return reverse("programmes_dashboard", args=[instance.pk])


class ProgrammeViewSet(ModelViewSet):
    """List, add, change. There is no deleting: a promise was made."""

    model = Programme
    icon = "pick"
    menu_label = _("Programmes")
    menu_order = 320
    add_to_admin_menu = True
    index_view_class = ProgrammeIndex
    list_display = ["name", "title", "stage", "opens_at", "closes_at", "draws_at"]
    list_filter = ["stage"]
    search_fields = ["name", "hashtag"]
    inspect_view_enabled = False
    copy_view_enabled = False


def programmes() -> ProgrammeViewSet:
    """The list of programmes, in the main menu."""
    return ProgrammeViewSet("programme_list", url_prefix="program/daftar")


def staff_urls() -> list[URLPattern]:
    """The dashboard and its steps."""
    return [
        path("program/<int:pk>/", staff.dashboard, name="programmes_dashboard"),
        path("program/<int:pk>/syarat/", staff.publish_terms, name="programmes_publish_terms"),
        path("program/<int:pk>/buka/", staff.open_programme, name="programmes_open"),
        path("program/<int:pk>/tutup/", staff.close, name="programmes_close"),
        path("program/<int:pk>/bekukan/", staff.commit, name="programmes_commit"),
        path("program/<int:pk>/undi/", staff.draw, name="programmes_draw"),
        path("program/<int:pk>/ambil/", staff.fetch, name="programmes_fetch"),
        path("program/<int:pk>/mundur/", staff.step_down, name="programmes_step_down"),
    ]


def permissions() -> QuerySet[Permission]:
    """So that Wagtail's group editor offers, and keeps, the permission to run programmes."""
    return Permission.objects.filter(content_type__app_label="programmes", codename="run_programme")


hooks.register("register_admin_viewset", programmes)
hooks.register("register_admin_urls", staff_urls)
hooks.register("register_permissions", permissions)
