from __future__ import annotations

from django.urls import path

from .feeds import NewestStories

app_name = "newsroom"

urlpatterns = [
    path("umpan.xml", NewestStories(), name="feed"),
]
