"""The door of the site: hot paths are answered by `edge`, everything else by Django."""

from __future__ import annotations

import gc

from django.conf import settings

from rembuk.edge.door import open_door

from .wsgi import application as django_application

application = open_door(django_application, proxies=settings.ALLAUTH_TRUSTED_PROXY_COUNT)

# What is loaded by now stays until the end: the collector, which would walk over all of it again and again, leaves it
# alone, and looks after the rest less often. A tenth of a post's time went there.
gc.collect()
gc.freeze()
gc.set_threshold(10_000, 50, 50)
