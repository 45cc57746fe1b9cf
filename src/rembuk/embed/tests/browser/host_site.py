"""Another site on a port of loopback: pages that show our conversations, and nothing of ours else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class HostSite:
    """Its origin, the pages it has, and the addresses that were asked of it."""

    origin: str
    pages: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def page(self, path: str, body: str, script_from: str, *, head: str = "") -> str:
        """Put a page there that loads our script; returns its address."""
        script = f'<script src="{script_from}/static/embed/rembuk-embed.js" async></script>'
        self.pages[path] = (
            f'<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Kabar Tamu</title>{head}{script}</head>'
            f"<body><h1>Kabar Tamu</h1>{body}</body></html>"
        )
        return self.origin + path


@contextmanager
def serving(name: str) -> Iterator[HostSite]:
    """Serve as `http://<name>.localhost`: a site of its own to browsers, whichever other names end the same."""
    site = HostSite("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            body = site.pages.get(self.path.partition("?")[0])
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((body or "").encode())

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.origin = f"http://{name}.localhost:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
