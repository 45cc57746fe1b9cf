from __future__ import annotations

from django.urls import path

from . import views

app_name = "programmes"

urlpatterns = [
    path("", views.index, name="list"),
    path("<slug:slug>/", views.programme, name="programme"),
    path("<slug:slug>/setuju/", views.agree, name="agree"),
    path("<slug:slug>/syarat/", views.terms, name="terms"),
    path("<slug:slug>/undian/", views.draw, name="draw"),
    path("<slug:slug>/komitmen.json", views.commitment, name="commitment"),
    path("<slug:slug>/berkas.zip", views.bundle, name="bundle"),
    path("<slug:slug>/bukti-saya.json", views.own_proof, name="own_proof"),
]
