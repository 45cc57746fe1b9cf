"""Readers in Wagtail's admin: which mail domains may sign up."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import staff
from .domains import SETTLE


@hooks.register("register_admin_urls")
def staff_urls() -> list[URLPattern]:
    """Wagtail asks for them."""
    return [
        path("pembaca/surel/", staff.mail_domains, name="readers_mail_domains"),
        path("pembaca/surel/<int:pk>/hapus/", staff.forget_mail_domain, name="readers_forget_mail_domain"),
    ]


class MailDomainsItem(MenuItem):
    """Shown to those who settle it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether this person sees it."""
        return request.user.has_perm(SETTLE)


@hooks.register("register_settings_menu_item")
def mail_domains_item() -> MenuItem:
    """Wagtail asks for it."""
    return MailDomainsItem(
        _("Mail domains"), reverse_lazy("readers_mail_domains"), name="mail-domains", icon_name="mail", order=620
    )


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """So that Wagtail's group editor offers, and keeps, it."""
    return Permission.objects.filter(content_type__app_label="readers", codename="settle_mail_rules")
