"""A real Chromium with a profile of its own, our site, and another one: three parties, as outside."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    BrowserContext,
    Playwright,
)

from rembuk.conversation.actions import post_comment
from rembuk.conversation.models import Thread
from rembuk.embed import actions
from rembuk.embed.models import Origin, SignOn, SignOnKey
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .host_site import HostSite, serving
from .steps import BLOCKED, PATIENCE


@pytest.fixture
def browser(
    playwright: Playwright, chromium_options: dict[str, Any], tmp_path: Path
) -> Iterator[Callable[..., BrowserContext]]:
    """Starts Chromium with a profile that blocks third-party cookies, or allows them."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def start(preferences: Any = BLOCKED, *flags: str) -> BrowserContext:
        profile = tmp_path / f"profile-{len(contexts)}"
        (profile / "Default").mkdir(parents=True)
        (profile / "Default" / "Preferences").write_text(json.dumps(preferences))
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium_options["executable_path"],
            args=[*chromium_options["args"], *flags],
            viewport={"width": 360, "height": 800},
            locale="id",
        )
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda error: faults.append(error.error.message))
        contexts.append(context)
        return context

    yield start
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def house(live_server: Any, settings: Any) -> str:
    """Our own origin: another site than the host's, with the demo's leave to be shown on loopback."""
    origin = f"http://bincang.localhost:{live_server.url.rpartition(':')[2]}"
    settings.REMBUK_LOOPBACK_SITES = True
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, ".localhost"]
    settings.REMBUK_BASE_URL = origin
    return origin


@pytest.fixture
def host(title: TitlePage, house: str) -> Iterator[HostSite]:
    """A site that may show the conversations of Lintas Pagi."""
    with serving("tamu") as site:
        Origin.objects.create(title=title, pattern=site.origin)
        yield site


@pytest.fixture
def key(title: TitlePage, host: HostSite, sekar: Reader) -> tuple[SignOnKey, str]:
    """The site's key for its own readers."""
    return actions.make_secret_key(editor=sekar, sign_on=SignOn.objects.create(title=title, issuer=host.origin))


@pytest.fixture
def busy_page(title: TitlePage, host: HostSite, ratna: Reader) -> Thread:
    """A page of the site with comments."""
    thread = Thread.objects.create(title=title, page_key="artikel-17", page_url=f"{host.origin}/a", page_title="A")
    for number in range(8):
        post_comment(author=ratna, thread=thread, body=f"Komentar nomor {number}. " * 8, client_key=uuid.uuid4())
    return thread
