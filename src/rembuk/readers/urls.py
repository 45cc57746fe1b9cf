from __future__ import annotations

from django.urls import path

from . import views

app_name = "readers"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("masih-benar/", views.review, name="review"),
    path("hapus/", views.erase, name="erase"),
]
