from __future__ import annotations

from django.urls import path

from . import views

app_name = "trust"
urlpatterns = [
    path("", views.security, name="security"),
    path("kode/", views.confirm, name="confirm"),
    path("perangkat/<int:pk>/lupakan/", views.forget, name="forget"),
]
