from __future__ import annotations

from django.urls import path

from . import views

app_name = "wallet"

urlpatterns = [
    path("", views.wallet, name="wallet"),
    path("<uuid:public_id>/", views.show_code, name="code"),
]
