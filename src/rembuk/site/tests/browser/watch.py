"""What a page must never do, recorded while a test goes on: leave the site, break the policy, fail in its script."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response, WebError

# A page that says "not found" or "not accepted" is an answer; a picture or a style sheet that is missing is a fault.
ANSWERS = {"document", "fetch", "xhr"}


class Watch:
    """Records the faults of every page of one browser."""

    def __init__(self, context: BrowserContext, *origins: str) -> None:
        self.context = context
        self.origins = {urlsplit(origin).netloc for origin in origins}
        self.faults: list[str] = []
        context.on("request", self._requested)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", self._failed)

    def _requested(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc not in self.origins:
            self.faults.append(f"left the site: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and response.request.resource_type not in ANSWERS):
            self.faults.append(f"{response.status}: {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        # Chromium repeats every answer of 400 and above here; `_answered` has judged it already.
        if message.type == "error" and not message.text.startswith("Failed to load resource: the server responded"):
            self.faults.append(f"console: {message.text} ({message.location})")

    def _failed(self, error: WebError) -> None:
        self.faults.append(f"script: {error.error.message}")
