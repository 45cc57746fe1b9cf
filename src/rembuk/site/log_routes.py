"""Keeps what stands in addresses out of the log: names of readers, tokens of links, whatever somebody typed."""

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
