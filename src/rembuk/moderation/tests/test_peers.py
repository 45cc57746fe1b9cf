"""The newsroom's own classifier: signed questions, and nothing published when it fails in whatever way."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches

from rembuk.conversation.actions import Refused
from rembuk.conversation.models import Comment
from rembuk.moderation import asking, peers
from rembuk.moderation.peers import NoPeer
from rembuk.readers.models import Reader

from .conftest import CLEAN

Write = Callable[..., Comment]
OLD, NEW = b"o" * 32, b"n" * 32


def whsec(secret: bytes) -> str:
    return "whsec_" + base64.b64encode(secret).decode()


class Classifier(ThreadingHTTPServer):
    """A classifier on this machine, which answers as a test wants it."""

    daemon_threads = True
    answer: Callable[[BaseHTTPRequestHandler], None]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.asked: list[tuple[dict[str, str], bytes]] = []
        self.over = threading.Event()

    def handle_error(self, *_args: Any) -> None:
        """A caller who hangs up is what some tests want."""


class Door(BaseHTTPRequestHandler):
    """Takes a question and lets the test answer it."""

    server: Classifier

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.asked.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.server.answer(self)

    def log_message(self, *_args: Any) -> None:
        """Tests are quiet."""


def says(
    content: Any, status: int = 200, location: str = "", encoding: str = ""
) -> Callable[[BaseHTTPRequestHandler], None]:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()

    def answer(door: BaseHTTPRequestHandler) -> None:
        door.send_response(status)
        given = {"content-length": str(len(body)), "location": location, "content-encoding": encoding}
        for name, value in given.items():
            if value:
                door.send_header(name, value)
        door.end_headers()
        door.wfile.write(body)

    return answer


def hangs(door: BaseHTTPRequestHandler) -> None:
    """Says nothing until the test is over."""
    door.server.over.wait(30)  # type: ignore[attr-defined]  # the handler's own server is the Classifier above


def trickles(door: BaseHTTPRequestHandler) -> None:
    """Sends a byte now and then, so that no single read takes too long."""
    door.send_response(200)
    door.end_headers()
    while not door.server.over.wait(0.02):  # type: ignore[attr-defined]  # as above
        door.wfile.write(b" ")
        door.wfile.flush()


def floods(door: BaseHTTPRequestHandler) -> None:
    """Promises ten gigabytes, and sends until nobody listens."""
    door.send_response(200)
    door.send_header("content-length", str(10 * 2**30))
    door.end_headers()
    while True:
        door.wfile.write(b" " * 65_536)


@pytest.fixture
def classifier(settings: Any) -> Iterator[Classifier]:
    """A running classifier, which the installation asks."""
    server = Classifier()
    server.answer = says({"verdict": "publish"})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.REMBUK_PEERS = json.dumps(
        {
            "luar": {
                "url": f"http://127.0.0.1:{server.server_port}/",
                "secrets": [whsec(NEW), whsec(OLD)],
                "seconds": 0.4,
            }
        }
    )
    settings.REMBUK_RULES = {**settings.REMBUK_RULES, "peer": "luar"}
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()


def test_what_is_asked_and_that_both_secrets_sign(write: Write, ratna: Reader, classifier: Classifier) -> None:
    comment = write(ratna, CLEAN)
    assert comment.state == "published"
    ((headers, body),) = classifier.asked
    assert json.loads(body) == {
        "type": "comment.judge",
        "text": CLEAN,
        "title": comment.thread.title_id,
        "thread": comment.thread_id,
        "is_reply": False,
        "is_edit": False,
    }
    assert str(ratna.public_id) not in str(headers)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    marks = [part.removeprefix("v1,") for part in headers["webhook-signature"].split()]
    assert [base64.b64decode(mark) for mark in marks] == [
        hmac.digest(secret, signed, hashlib.sha256) for secret in (NEW, OLD)
    ]


def test_its_verdicts(write: Write, ratna: Reader, classifier: Classifier) -> None:
    classifier.answer = says({"verdict": "hold", "reason": "Nada\u0007tajam"})
    held = write(ratna, "Satu.").verdicts.get()
    assert (held.outcome, held.reasons) == ("hold", [{"kind": "external", "peer": "luar", "word": "Nadatajam"}])
    classifier.answer = says({"verdict": "reject", "reason": "Tautan ini menipu."})
    with pytest.raises(Refused, match=r"Tautan ini menipu\."):
        write(ratna, "Dua.")


def test_it_makes_nothing_easier(write: Write, ratna: Reader, classifier: Classifier) -> None:
    assert write(ratna, "Kamu goblok banget, dasar bangsat!").state == "held"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (hangs, "late"),
        (trickles, "late"),
        (floods, "long"),
        (says(b"x" * 5_000), "long"),
        (says({"verdict": "publish"}, 500), "status"),
        (says({"verdict": "publish"}, 204), "status"),
        (says({"verdict": "publish"}, 302, location="http://127.0.0.1:1/"), "redirect"),
        (says(b"publish"), "rubbish"),
        (says(b"[" * 4_000), "rubbish"),
        (says([]), "rubbish"),
        (says({}), "rubbish"),
        (says({"verdict": "PUBLISH"}), "rubbish"),
        (says({"verdict": ["publish"]}), "rubbish"),
        (says({"verdict": "publish", "reason": 1}), "rubbish"),
        (says(gzip.compress(b'{"verdict": "publish"}'), encoding="gzip"), "rubbish"),
    ],
)
def test_whatever_it_does_wrong_holds(
    answer: Callable[[BaseHTTPRequestHandler], None],
    why: str,
    write: Write,
    ratna: Reader,
    classifier: Classifier,
    caplog: pytest.LogCaptureFixture,
) -> None:
    classifier.answer = answer
    comment = write(ratna, CLEAN)
    assert comment.state == "held"
    assert comment.verdicts.get().reasons == [{"kind": "external_failed", "peer": "luar", "why": why}]
    assert why in caplog.text
    assert CLEAN[:30] not in caplog.text


def test_one_that_is_away(write: Write, ratna: Reader, classifier: Classifier, settings: Any) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        settings.REMBUK_PEERS = json.dumps({"luar": {"url": url, "secrets": [whsec(NEW)]}})
        assert write(ratna, CLEAN).verdicts.get().reasons[0]["why"] == "away"


def test_one_that_fails_again_and_again_is_left_alone(
    write: Write, ratna: Reader, classifier: Classifier, settings: Any
) -> None:
    settings.CACHES = {**settings.CACHES, "brief": {"BACKEND": "rembuk.site.brief.SharedMemory"}}
    caches["brief"].clear()
    classifier.answer = says(b"")
    for number in range(asking.FAILURES):
        write(ratna, f"Komentar {number}")
    classifier.answer = says({"verdict": "publish"})
    assert write(ratna, "Sekali lagi").verdicts.get().reasons[0]["why"] == "rests"
    assert len(classifier.asked) == asking.FAILURES
    caches["brief"].clear()
    assert write(ratna, "Setelah istirahat").state == "published"


GOOD = {"url": "https://nilai.example/komentar", "secrets": [whsec(NEW)]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://nilai.example/"},
        {"url": "http://127.0.0.1.nilai.example/"},
        {"url": "http://10.0.0.8/"},
        {"url": "https://nama:sandi@nilai.example/"},
        {"url": "https://nilai.example/#x"},
        {"url": "https://nilai.example:0/"},
        {"url": "ftp://localhost/"},
        {"url": "https://"},
        {"url": None},
        {"secrets": []},
        {"secrets": "whsec_" + "n" * 40},
        {"secrets": [whsec(b"short")]},
        {"secrets": ["whsec_???"]},
        {"secrets": [whsec(NEW)] * 4},
        {"seconds": 0},
        {"seconds": 60},
        {"seconds": True},
        {"secret": whsec(NEW)},
    ],
)
def test_what_cannot_be_used_is_refused_without_naming_a_secret(wrong: dict[str, Any]) -> None:
    assert peers.read(json.dumps({"a": GOOD}))["a"].seconds == peers.USUAL_WAIT
    with pytest.raises(NoPeer) as problem:
        peers.read(json.dumps({"a": {**GOOD, **wrong}}))
    assert whsec(NEW) not in str(problem.value)


@pytest.mark.parametrize("text", ["{", "[]", '{"a": 1}', '{"a b": {}}', "[" * 100_000])
def test_what_is_no_list_of_classifiers_is_refused(text: str) -> None:
    with pytest.raises(NoPeer):
        peers.read(text)


@pytest.mark.parametrize("url", ["http://localhost:9000/", "http://127.0.0.1/", "http://[::1]:9/", "https://10.0.0.8/"])
def test_this_machine_and_https_are_taken(url: str) -> None:
    assert peers.read(json.dumps({"a": {**GOOD, "url": url}}))["a"].url == url


def test_a_secret_is_in_no_repr() -> None:
    shown = repr(peers.read(json.dumps({"a": GOOD})))
    assert "nnn" not in shown
    assert whsec(NEW) not in shown


def test_the_example_of_the_manual_works(write: Write, ratna: Reader, settings: Any) -> None:
    manual = (Path(__file__).parents[4] / "docs" / "moderation.md").read_text(encoding="utf-8")
    made: dict[str, Any] = {"__name__": "classifier"}
    exec(manual.split("```python\n")[1].split("```")[0], made)  # noqa: S102  # our own page, as its reader runs it
    made["Door"].log_message = lambda *_args: None
    server = made["serve"](0, whsec(OLD))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    row = {"url": f"http://127.0.0.1:{server.server_port}/", "secrets": [whsec(NEW), whsec(OLD)], "seconds": 3}
    settings.REMBUK_PEERS = json.dumps({"luar": row})
    settings.REMBUK_RULES = {**settings.REMBUK_RULES, "peer": "luar"}
    assert write(ratna, CLEAN).state == "published"
    assert write(ratna, "INI HURUF BESAR").verdicts.get().reasons[0]["word"] == "Semua huruf besar."
    settings.REMBUK_PEERS = json.dumps({"luar": {**row, "secrets": [whsec(NEW)]}})
    assert write(ratna, "Dengan rahasia lain.").verdicts.get().reasons[0]["why"] == "status"
    server.shutdown()
    server.server_close()
