from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from rembuk.edge import bridge
from rembuk.edge.bridge import HEAD, IN_MEMORY, Bridge, WsgiApp

from .harness import Answer, Receive, ask, scope

Environ = dict[str, Any]


def crossing(app: WsgiApp, asked: Any, *pieces: bytes, body_limit: int = 10**7) -> Answer:
    """The answer of a WSGI application to an ASGI request."""
    with ThreadPoolExecutor(2) as pool:
        return asyncio.run(ask(Bridge(app, pool, body_limit=body_limit), asked, *pieces))


def test_what_the_application_is_told() -> None:
    told: Environ = {}

    def app(environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        told.update(environ)
        start("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
        return [b"ha", b"lo"]

    asked = scope("/bincang/tagar/caf\u00e9/", query="a=1&b=%20", content_type="text/x", host="contoh.test")
    asked["headers"] += [
        (b"cookie", b"a=1"),
        (b"cookie", b"b=2"),
        (b"x-forwarded-for", b"192.0.2.1"),
        (b"X_Forwarded_For", b"203.0.113.9"),
        (b"proxy", b"http://jahat.test"),
    ]
    answer = crossing(app, asked)
    assert (answer.status, answer.body, answer.sends) == (200, b"halo", 2)
    assert told["PATH_INFO"].encode("latin-1").decode() == "/bincang/tagar/caf\u00e9/"
    assert told["QUERY_STRING"] == "a=1&b=%20"
    assert (told["CONTENT_TYPE"], told["HTTP_HOST"], told["HTTP_COOKIE"]) == ("text/x", "contoh.test", "a=1; b=2")
    assert (told["HTTP_X_FORWARDED_FOR"], told["REMOTE_ADDR"]) == ("192.0.2.1", "192.0.2.7")
    assert "HTTP_PROXY" not in told


@pytest.mark.parametrize("size", [0, 3, IN_MEMORY + 7])
def test_the_body_arrives_whole_though_in_pieces(size: int) -> None:
    def app(environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [])
        assert environ["CONTENT_LENGTH"] == (str(size) if size else "")
        return [str(len(environ["wsgi.input"].read())).encode()]

    half = size // 2
    assert crossing(app, scope("/", method="POST"), b"x" * half, b"x" * (size - half)).body == str(size).encode()


@pytest.mark.parametrize("headers", [{}, {"content_length": "11"}])
def test_too_large_a_body_is_refused(headers: dict[str, str]) -> None:
    def app(environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        raise AssertionError("never asked")

    answer = crossing(app, scope("/", method="POST", **headers), b"x" * 6, b"x" * 5, body_limit=10)
    assert answer.status == 413


def test_a_reader_who_leaves_while_sending_reaches_nobody() -> None:
    def app(environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        raise AssertionError("never asked")

    async def scene(pool: ThreadPoolExecutor) -> Answer:
        receive, answer = Receive(b"x"), Answer()
        await receive()
        receive.leaves.set()
        await Bridge(app, pool)(scope("/", method="POST"), receive, answer.send)
        return answer

    with ThreadPoolExecutor(1) as pool:
        assert asyncio.run(scene(pool)).status == 0


def test_a_long_response_comes_in_pieces_and_is_closed() -> None:
    class Long:
        closed = 0

        def __iter__(self) -> Iterator[bytes]:
            for _ in range(5):
                yield b"x" * HEAD

        def close(self) -> None:
            self.closed += 1

    long = Long()

    def app(environ: Environ, start: Callable[..., Any]) -> Long:
        start("200 OK", [])
        return long

    answer = crossing(app, scope("/"))
    assert (len(answer.body), answer.is_whole, long.closed) == (5 * HEAD, True, 1)
    assert answer.sends > 3


def test_a_failure_is_a_500_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    def app(environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [])
        raise RuntimeError("rusak")

    with caplog.at_level(logging.ERROR):
        answer = crossing(app, scope("/"))
    assert (answer.status, answer.body) == (500, b"Internal Server Error")
    assert "rusak" in caplog.text


def test_a_failure_in_mid_stream_breaks_off() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x" * HEAD
        yield b"x"
        raise RuntimeError("rusak")

    def app(environ: Environ, start: Callable[..., Any]) -> Iterator[bytes]:
        start("200 OK", [])
        return pieces()

    with pytest.raises(RuntimeError, match="rusak"):
        crossing(app, scope("/"))


def test_a_body_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "BODY_TIME", 0.05)

    async def scene() -> Answer:
        answer, unfinished = Answer(), Receive()
        unfinished._pieces = []  # what was announced never comes
        with ThreadPoolExecutor(1) as pool:
            await Bridge(lambda environ, start: [b""], pool)(scope("/", method="POST"), unfinished, answer.send)
        return answer

    assert asyncio.run(scene()).status == 408


def test_a_reader_who_takes_nothing_gives_the_thread_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "SEND_TIME", 0.05)

    def long(environ: Environ, start: Callable[..., Any]) -> Iterator[bytes]:
        start("200 OK", [])
        for _ in range(4):
            yield b"x" * HEAD

    async def scene() -> None:
        async def takes_nothing(message: Any) -> None:
            await asyncio.Event().wait()

        with ThreadPoolExecutor(1) as pool, pytest.raises(ConnectionError):
            await asyncio.wait_for(Bridge(long, pool)(scope("/"), Receive(), takes_nothing), 5)

    asyncio.run(scene())
