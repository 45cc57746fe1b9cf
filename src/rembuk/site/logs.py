"""The log: to the console, never a body, a code or a value.

What stands in addresses is kept out of it, too: names of readers, tokens of links, whatever somebody typed.
"""

from __future__ import annotations

import logging
from typing import Any


class RoutesNotPaths(logging.Filter):
    """Where Django names the path of a request that failed, the route it took says which page that was."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes."""
        request: Any = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path and isinstance(record.args, tuple):
            record.args = tuple(_route(request) if value == path else value for value in record.args)
        return True


def _route(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match is not None else "(an address that leads nowhere)"


def to_console(level: str) -> dict[str, Any]:
    """Django's LOGGING: one line for each record from `level` on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
        "filters": {"routes": {"()": f"{__name__}.{RoutesNotPaths.__name__}"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["routes"]}},
        "root": {"handlers": ["console"], "level": level},
        # httpx writes request addresses, and a Bot API address carries the token.
        "loggers": {
            "httpx": {"level": "WARNING"},
            "httpcore": {"level": "WARNING"},
            # Anyone can send a foreign Host header; a line each would bury everything else.
            "django.security.DisallowedHost": {"handlers": [], "propagate": False},
        },
    }
