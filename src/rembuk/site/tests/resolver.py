"""Every address that the resolver knows, one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.urls import URLPattern, get_resolver
from django.urls.resolvers import URLResolver


@dataclass(frozen=True)
class Route:
    """One address: its name with namespaces (its pattern when it has none), its pattern, and what answers."""

    name: str
    pattern: str
    view: Callable[..., Any]

    @property
    def is_staff(self) -> bool:
        """Whether it stands under the staff screens."""
        return self.pattern.startswith("staf/")

    @property
    def is_ours(self) -> bool:
        """Whether the house answers for it: everything outside the staff screens, and there what a room made."""
        return not self.is_staff or _home(self.view).startswith("rembuk.") or self.pattern == "staf/login/"

    def filled(self) -> str:
        """A path that matches the pattern, with made-up values."""
        path = re.sub(r"\(\?P<\w+>[^()]*\)", "1", self.pattern)
        path = re.sub(r"<(?:(\w+):)?\w+>", lambda found: _SAMPLES.get(found[1], "contoh"), path)
        return "/" + path.replace("^", "").replace("$", "").replace(".*/", "tidak-ada/")


_SAMPLES = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000"}


def routes() -> list[Route]:
    """All of them."""
    return list(_walk(get_resolver(), "", ""))


def _walk(resolver: URLResolver, before: str, spaces: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield Route(f"{spaces}{entry.name}" if entry.name else pattern, pattern, entry.callback)
        else:
            yield from _walk(entry, pattern, f"{spaces}{entry.namespace}:" if entry.namespace else spaces)


def _home(view: Callable[..., Any]) -> str:
    """The module of a view; of one of Wagtail's generic views, that of the model it is about."""
    about = getattr(view, "view_initkwargs", {}).get("model")
    about = apps.get_model(about) if isinstance(about, str) else about
    return str((about or view).__module__)
