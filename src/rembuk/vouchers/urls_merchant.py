from __future__ import annotations

from django.urls import path

from . import views

app_name = "merchant"

urlpatterns = [
    path("", views.till, name="till"),
    path("<uuid:shop_id>/", views.till, name="shop_till"),
    path("<uuid:shop_id>/penerimaan/", views.takings, name="takings"),
]
