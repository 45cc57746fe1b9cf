from __future__ import annotations

from django.urls import path

from rembuk.design import views

app_name = "design"

urlpatterns = [path("gaya/", views.styleguide, name="styleguide")]
