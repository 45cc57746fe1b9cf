from __future__ import annotations

from django.urls import path

from . import views

app_name = "demo"

urlpatterns = [
    path("demo/", views.guide, name="guide"),
    path("demo/surel/", views.mailbox, name="mailbox"),
    path("demo/surel/<str:name>/", views.letter, name="letter"),
]
