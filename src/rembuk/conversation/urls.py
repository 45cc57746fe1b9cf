"""Addresses of the conversation, under /bincang/."""

from __future__ import annotations

from django.urls import path

from .views import compose, own, read

app_name = "conversation"
urlpatterns = [
    path("<int:thread_id>/", read.page, name="page"),
    path("<int:thread_id>/tulis/", compose.post, name="post"),
    path("komentar/<uuid:public_id>/", read.permalink, name="permalink"),
    path("komentar/<uuid:public_id>/balasan/", read.branch, name="branch"),
    path("komentar/<uuid:public_id>/balas/", compose.reply, name="reply"),
    path("komentar/<uuid:public_id>/sunting/", own.edit, name="edit"),
    path("komentar/<uuid:public_id>/tarik/", own.remove, name="remove"),
    path("komentar/<uuid:public_id>/laporkan/", own.report, name="report"),
    path("tagar/<str:name>/", read.hashtag, name="hashtag"),
]
