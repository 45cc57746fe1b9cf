"""`bytes`: what a reader's browser downloads for the conversation, JavaScript and CSS, as the server sends it."""

from __future__ import annotations

import gzip
import http.client
from html.parser import HTMLParser

from harness import Run, Site, stop
from reading import PAGE

ACCEPT = "zstd, br, gzip"
# What a story page loads for the story itself and its other panels; everything else counts for the section.
NOT_THE_SECTION = ("/story.css", "/cards.css")


class Links(HTMLParser):
    """Collects the scripts and stylesheets of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take up a `<script src>` or a `<link rel=stylesheet>`."""
        facts = dict(attrs)
        address = facts.get("src") if tag == "script" else facts.get("href")
        if address and (tag == "script" or (tag == "link" and facts.get("rel") in {"stylesheet", "modulepreload"})):
            self.found.append(address)


def transfers(run: Run) -> None:
    """The files of a story page, one line each, then the section's sum and the page's."""
    site = run.install({"readers": 10, "threads": {"read": PAGE}})
    run.serve(site)
    links = Links()
    links.feed(_get(site, site.seeded["stories"]["read"])[1].decode())
    section = whole = zipped = 0
    for address in dict.fromkeys(links.found):
        if not address.startswith("/"):
            run.report.fail(f"bytes: the story page loads {address} from elsewhere")
            continue
        coding, sent = _get(site, address)
        run.report.say(f"bytes.{address.rpartition('/')[2]}", len(sent), "bytes")
        whole += len(sent)
        if not address.endswith(NOT_THE_SECTION):
            section += len(sent)
            zipped += len(sent) if coding else len(gzip.compress(sent, 9))
            if not coding:
                run.report.note(f"bytes: {address} is sent without compression")
    run.report.say("bytes.section", section / 1_000, "kB")
    if zipped != section:
        run.report.say("bytes.section_if_gzipped", zipped / 1_000, "kB")
    run.report.say("bytes.whole_story_page", whole / 1_000, "kB")


def _get(site: Site, path: str) -> tuple[str, bytes]:
    """The coding and the bytes of an answer, as they came over the wire."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    connection.request("GET", path, headers={"Accept-Encoding": ACCEPT if path.startswith("/static/") else "identity"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        stop(f"{path} answered {answer.status}")
    return answer.getheader("Content-Encoding") or "", body
