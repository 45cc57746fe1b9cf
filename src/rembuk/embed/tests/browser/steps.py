"""What is done on the other site again and again, and what browsers are told."""

from __future__ import annotations

import time
import uuid
from typing import Any, Final

import jwt
from playwright.sync_api import (
    FrameLocator,
    Locator,
    Page,
    expect,
)

from rembuk.embed.models import SignOnKey

from .host_site import HostSite

# Storage that is kept apart for each embedding site, as browsers have it: Playwright switches that off, and of two such
# flags the last one counts.
PARTITIONED: Final = "--disable-features=Translate,MediaRouter"
BLOCKED: Final = {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}
ALLOWED: Final = {"profile": {"cookie_controls_mode": 0, "block_third_party_cookies": False}}
PATIENCE: Final = 15_000  # milliseconds


def signed(key: tuple[SignOnKey, str], house: str, host: HostSite, **claims: Any) -> str:
    now = int(time.time())
    facts = {"iss": host.origin, "aud": house, "sub": "41", "name": "Wulan", "iat": now, "exp": now + 300}
    return jwt.encode(facts | {"jti": uuid.uuid4().hex} | claims, key[1], headers={"kid": key[0].kid})


def element(**data: str) -> str:
    attributes = {"title": "lintas-pagi", "key": "artikel-17", "heading": "Harga cabai turun"} | data
    said = " ".join(f'data-{name}="{value}"' for name, value in attributes.items())
    return f'<div class="rembuk" {said}><a href="/bantuan">Baca komentar</a></div>'


def talk(page: Page) -> FrameLocator:
    return page.frame_locator(".rembuk iframe")


def write(page: Page, text: str) -> None:
    talk(page).get_by_role("textbox", name="Komentar Anda").fill(text)
    talk(page).get_by_role("button", name="Kirim", exact=True).click()
    expect(talk(page).locator("article.c", has_text=text)).to_be_visible()


def act(comment: Locator, what: str) -> None:
    comment.locator(f"a[href$='/{what}/']").last.click()


def height(page: Page) -> float:
    box = page.locator(".rembuk iframe").first.bounding_box()
    assert box
    return box["height"]
