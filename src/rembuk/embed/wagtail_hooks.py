"""Embedding in Wagtail's admin: allowed origins, and single sign-on with its keys."""

from __future__ import annotations

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.views.generic.models import IndexView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from . import staff
from .models import Origin, SignOn


class OriginViewSet(ModelViewSet):
    """Which sites may show a title's conversations."""

    model = Origin
    icon = "site"
    menu_label = _("Allowed origins")
    form_fields = ["title", "pattern"]
    list_display = ["pattern", "title"]
    copy_view_enabled = False


class SignOnIndex(IndexView):
    """The list; a row leads to the keys."""

    def get_base_queryset(self) -> QuerySet[SignOn]:
        """With their titles, in one query."""
        found: QuerySet[SignOn] = super().get_base_queryset()
        return found.select_related("title")

    def get_edit_url(self, instance: SignOn) -> str | None:
        """Where a row leads."""
        if self.request.user.has_perm("embed.keep_sign_on_keys"):
            return reverse("embed_keys", args=[instance.pk])
        return None


class SignOnViewSet(ModelViewSet):
    """Which titles take signed tokens of another site. The keys have a screen of their own."""

    model = SignOn
    icon = "key"
    menu_label = _("Single sign-on")
    form_fields = ["title", "issuer", "is_on"]
    list_display = ["title", "issuer", "is_on"]
    index_view_class = SignOnIndex
    copy_view_enabled = False


class EmbedGroup(ViewSetGroup):
    """Both in one place of the menu."""

    items = (
        OriginViewSet("embed_origins", url_prefix="sisip/asal"),
        SignOnViewSet("embed_sign_on", url_prefix="sisip/sso"),
    )
    menu_label = _("Embedding")
    menu_icon = "site"
    menu_order = 345


def staff_urls() -> list[URLPattern]:
    """The screens of our own."""
    return [
        path("sisip/kunci/<int:pk>/", staff.keys, name="embed_keys"),
        path("sisip/kunci/<int:pk>/akhiri/", staff.retire, name="embed_retire"),
    ]


def permissions() -> QuerySet[Permission]:
    """So that Wagtail's group editor offers, and keeps, the permission to keep keys."""
    return Permission.objects.filter(content_type__app_label="embed", codename="keep_sign_on_keys")


hooks.register("register_admin_viewset", EmbedGroup)
hooks.register("register_admin_urls", staff_urls)
hooks.register("register_permissions", permissions)
