"""Addresses of notices, under /pemberitahuan/."""

from __future__ import annotations

from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("", views.listing, name="list"),
    path("dibaca/", views.read, name="read"),
    path("pilihan/", views.choices, name="choices"),
    path("berhenti/<str:token>/", views.stop, name="stop"),
    path("lanjut/<str:token>/", views.resume, name="resume"),
]
