"""The door of the site: hot paths are answered by `edge`, everything else by Django."""

from __future__ import annotations

from django.conf import settings

from rembuk.edge.door import open_door

from .wsgi import application as django_application

application = open_door(django_application, proxies=settings.ALLAUTH_TRUSTED_PROXY_COUNT)
