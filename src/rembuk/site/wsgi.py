"""Django behind the door: the WSGI application that answers everything `edge` does not."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rembuk.site.settings")

application = get_wsgi_application()
