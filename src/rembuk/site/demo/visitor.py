"""A person at a browser without JavaScript, for the walk: opens pages, fills in forms, keeps cookies."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType
from typing import TypeVar
from urllib.parse import urljoin

import httpx
from bs4 import BeautifulSoup, Tag

from .accounts import PASSWORD

Found = TypeVar("Found")


class Failed(AssertionError):
    """A line of the table does not hold; the message says what was expected."""


def need(condition: object, sentence: str) -> None:
    """Raise Failed with `sentence` unless the condition holds."""
    if not condition:
        raise Failed(sentence)


def wait_for(look: Callable[[], Found | None], sentence: str, seconds: float = 20.0) -> Found:
    """Look again and again until something is there."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if found := look():
            return found
        time.sleep(0.2)
    raise Failed(sentence)


class Visitor:
    """One browser. `page` is what it shows now."""

    def __init__(self, site: str) -> None:
        headers = {"User-Agent": "Mozilla/5.0 (Linux; Android 12) Chrome/140 Mobile", "Accept-Language": "id"}
        self.client = httpx.Client(base_url=site, follow_redirects=True, timeout=30, headers=headers)
        self.page = ""
        self.address = site

    def __enter__(self) -> Visitor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def _show(self, answer: httpx.Response) -> int:
        self.page, self.address = answer.text, str(answer.url)
        return answer.status_code

    def open(self, path: str, host: str = "") -> int:
        """Go to an address; returns the status."""
        return self._show(self.client.get(path, headers={"Host": host} if host else {}))

    def sees(self, words: str) -> bool:
        """Whether the page's text holds the words."""
        return words in BeautifulSoup(self.page, "html.parser").get_text(" ", strip=True)

    def submit(self, form: str, press: str = "", /, **fields: str) -> int:
        """Fill in the form that the CSS selector finds, and send it; `press` names the button. Returns the status."""
        found = BeautifulSoup(self.page, "html.parser").select_one(form)
        if not isinstance(found, Tag):
            raise Failed(f"there is no form “{form}” at {self.address}")
        values = {
            str(field["name"]): str(field.get("value", ""))
            for field in found.select("input[type=hidden][name]")
            if field["name"] != "next" or field.get("value")
        }
        values.update(fields)
        if press:
            name, _equals, value = press.partition("=")
            values[name] = value
        action = urljoin(self.address, str(found.get("action") or self.address))
        return self._show(self.client.post(action, data=values, headers={"Referer": self.address}))

    def sign_in(self, email: str) -> None:
        """Sign in with the demo's password."""
        self.open("/akun/login/")
        self.submit("main form[action*=login], main form", login=email, password=PASSWORD)
        need("/akun/" not in self.address, f"{email} could not sign in")
