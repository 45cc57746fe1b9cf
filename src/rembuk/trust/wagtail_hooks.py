from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import staff


class HelpDeskItem(MenuItem):
    """In the menu of those who work on cases."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person works on cases."""
        return request.user.has_perm("trust.work_on_case")


def help_desk_item() -> MenuItem:
    """The help desk, in the main menu."""
    return HelpDeskItem(_("Help desk"), reverse("trust_cases"), name="help-desk", icon_name="help", order=820)


def help_desk_urls() -> list[URLPattern]:
    """The help desk's pages."""
    return [
        path("kasus/", staff.cases, name="trust_cases"),
        path("kasus/baru/", staff.new_case, name="trust_new_case"),
        path("kasus/<uuid:public_id>/", staff.case, name="trust_case"),
        path("kasus/<uuid:public_id>/cocokkan/", staff.compare, name="trust_compare"),
        path("kasus/<uuid:public_id>/buka/", staff.unseal, name="trust_unseal"),
        path("kasus/<uuid:public_id>/tutup/", staff.close, name="trust_close"),
    ]


def permissions() -> QuerySet[Permission]:
    """So that Wagtail's group editor offers, and keeps, the two permissions of the help desk."""
    wanted = ["work_on_case", "open_sealed"]
    return Permission.objects.filter(content_type__app_label="trust", codename__in=wanted)


hooks.register("register_admin_menu_item", help_desk_item)
hooks.register("register_admin_urls", help_desk_urls)
hooks.register("register_permissions", permissions)
