"""Addresses of the API, under /api/."""

from __future__ import annotations

from django.urls import include, path

from . import views
from .v1.front import urls

app_name = "api"
urlpatterns = [
    path("", views.about, name="about"),
    path("v1/", include(urls())),
]
