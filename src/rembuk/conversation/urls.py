"""Addresses of the conversation, under /bincang/."""

from __future__ import annotations

from django.urls import path

from .views import circles, compose, editors, export, guests, own, people, personal, read, search

app_name = "conversation"
urlpatterns = [
    path("<int:thread_id>/", read.page, name="page"),
    path("<int:thread_id>/tulis/", compose.post, name="post"),
    path("<int:thread_id>/saya/", personal.mine, name="mine"),
    path("<int:thread_id>/ikuti/", circles.follow, name="follow"),
    path("<int:thread_id>/cari/", search.in_thread, name="search"),
    path("cari/", search.everywhere, name="search_all"),
    path("saya/", circles.my_page, name="my_page"),
    path("saya/unduh/", export.download, name="export"),
    path("bisukan/<uuid:public_id>/", circles.mute, name="mute"),
    path("tamu/<str:token>/", guests.confirm, name="guest"),
    path("komentar/<uuid:public_id>/", read.permalink, name="permalink"),
    path("komentar/<uuid:public_id>/lanjut/", read.go_on, name="go_on"),
    path("komentar/<uuid:public_id>/balas/", compose.reply, name="reply"),
    path("komentar/<uuid:public_id>/tanggapan/", personal.react, name="react"),
    path("komentar/<uuid:public_id>/tindakan/", personal.acts, name="acts"),
    path("komentar/<uuid:public_id>/versi/", personal.revisions, name="revisions"),
    path("komentar/<uuid:public_id>/sunting/", own.edit, name="edit"),
    path("komentar/<uuid:public_id>/tarik/", own.remove, name="remove"),
    path("komentar/<uuid:public_id>/laporkan/", own.report, name="report"),
    path("komentar/<uuid:public_id>/tandai/", editors.mark, name="mark"),
    path("pilihan/", editors.picks, name="picks"),
    path("tagar/", search.trending, name="trending"),
    path("tagar/<str:name>/", read.hashtag, name="hashtag"),
    path("pembaca/<slug:handle>/", people.reader, name="reader"),
]
