"""Addresses for other sites, under /sisip/. Who is not in a frame uses them like any other page."""

from __future__ import annotations

from django.urls import path

from .views import card, feeds, frame, oembed, window

app_name = "embed"
urlpatterns = [
    path("masuk/", window.enter, name="enter"),
    path("keluar/", frame.sign_out, name="sign_out"),
    path("oembed", oembed.describe, name="oembed"),
    path("komentar/<uuid:public_id>/", card.comment, name="card"),
    path("umpan/utas/<int:thread_id>/", feeds.of_thread, name="thread_feed"),
    path("umpan/pembaca/<slug:handle>/", feeds.of_reader, name="reader_feed"),
    path("umpan/tagar/<str:name>/", feeds.of_hashtag, name="hashtag_feed"),
    path("<slug:slug>/bingkai/", frame.show, name="frame"),
    path("<slug:slug>/tulis/", frame.write_first, name="write_first"),
    path("<slug:slug>/tukar/", frame.exchange, name="exchange"),
]
