"""What readers meet of moderation."""

from __future__ import annotations

from django.urls import path

from .views import appeals, standing, transparency

app_name = "moderation"
urlpatterns = [
    path("transparansi/", transparency.transparency, name="transparency"),
    path("keberatan/", appeals.own, name="own_appeals"),
    path("keberatan/<uuid:public_id>/", appeals.appeal, name="appeal"),
    path("keberatan/tamu/<str:token>/", appeals.appeal_as_guest, name="appeal_as_guest"),
    path("status/", standing.page, name="standing"),
    path("status/dibaca/", standing.read_here, name="read_here"),
    # Under /bincang/, where the tokens of frames on other sites mean something.
    path("bincang/peringatan/tamu/", standing.read_as_guest, name="read_as_guest"),
    path("bincang/peringatan/<int:thread_id>/", standing.read, name="read"),
]
