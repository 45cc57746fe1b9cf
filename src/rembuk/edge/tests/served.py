"""Two applications for the tests with a real server: a small one without Django, and the whole of Rembuk."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application

from rembuk.edge.asgi import App
from rembuk.edge.door import open_door
from rembuk.edge.live import Live, Sources


def small() -> App:
    """Says what it hears: a POST to /tulis becomes an event, any other body is measured."""
    live = Live(Sources(("id", "en"), ("terbaru",), _page, _count, _count, lambda _title, _keys: {}))

    def wsgi(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        body = environ["wsgi.input"].read()
        if environ["PATH_INFO"] == "/tulis":
            live.bus.publish(1, "comment", {"id": json.dumps(body.decode()), "en": "{}"})
        start("200 OK", [("Content-Type", "text/plain")])
        return [f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {len(body)}".encode("latin-1")]

    return open_door(wsgi, to=live)


def _page(thread_id: int, sort: str, after: str, language: str) -> tuple[int, str]:
    return 3, f"<p>{thread_id} {language}</p>"


def _count(thread_ids: Iterable[int]) -> dict[int, int]:
    return dict.fromkeys(thread_ids, 3)


def whole() -> App:
    """Rembuk itself, on the database of the test that starts it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rembuk.site.settings")
    return open_door(get_wsgi_application())
