"""Every address of an installation. Readers' addresses are Indonesian words; staff screens stand under /staf/."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from .uploads import upload

urlpatterns: list[URLPattern | URLResolver] = [
    # Wagtail's own two ways in know neither second factors nor devices.
    path(
        "_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="wagtailcore_login"
    ),
    path("staf/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path(settings.WAGTAIL_PATH.lstrip("/"), include(wagtailadmin_urls)),
    path("bahasa/", include("django.conf.urls.i18n")),
    path("akun/", include("allauth.urls")),
    path("profil/", include("rembuk.readers.urls")),
    path("", include("rembuk.moderation.urls")),
    path("bincang/", include("rembuk.conversation.urls")),
    path("pemberitahuan/", include("rembuk.notices.urls")),
    path("program/", include("rembuk.programmes.urls")),
    path("dompet/", include("rembuk.vouchers.urls_wallet")),
    path("warung/", include("rembuk.vouchers.urls_merchant")),
    path("keamanan/", include("rembuk.trust.urls")),
    path("sisip/", include("rembuk.embed.urls")),
    path("api/", include("rembuk.api.urls")),
    path("", include("rembuk.design.urls")),
    # In the embedded default Django hands out uploads itself; a newsroom of any size lets its web server do it.
    path("media/<path:path>", upload),
    path("", include("rembuk.newsroom.urls")),
    path("", include("rembuk.site.demo.urls") if settings.DEMO else include([])),
    path("", include(wagtail_urls)),
]
