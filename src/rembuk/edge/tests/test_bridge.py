from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from rembuk.edge import bridge
from rembuk.edge.bridge import IN_MEMORY, PIECE, Bridge, WsgiApp

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


@pytest.mark.parametrize("size", [PIECE, 5 * PIECE, IN_MEMORY + 1])
def test_a_long_response_comes_in_pieces_and_is_closed(size: int) -> None:
    class Long:
        closed = 0

        def __iter__(self) -> Iterator[bytes]:
            yield b"x" * (size - 1)
            yield b"y"

        def close(self) -> None:
            self.closed += 1

    long = Long()

    def app(environ: Environ, start: Callable[..., Any]) -> Long:
        start("200 OK", [])(b"w")
        return long

    answer = crossing(app, scope("/"))
    assert answer.body == b"w" + b"x" * (size - 1) + b"y"
    assert (answer.sends, answer.is_whole, long.closed) == (2 + size // PIECE, True, 1)


@pytest.mark.parametrize("length", [0, IN_MEMORY + 1])
def test_a_failure_is_a_500_and_is_logged(length: int, caplog: pytest.LogCaptureFixture) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x" * length
        raise RuntimeError("rusak")

    def app(environ: Environ, start: Callable[..., Any]) -> Iterator[bytes]:
        start("200 OK", [("Content-Type", "text/html")])
        return pieces()

    with caplog.at_level(logging.ERROR):
        answer = crossing(app, scope("/"))
    assert (answer.status, answer.body) == (500, b"Internal Server Error")
    assert answer.headers == {"content-type": "text/plain"}
    assert "rusak" in caplog.text


def test_a_body_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bridge, "BODY_TIME", 0.05)

    async def scene() -> Answer:
        answer, unfinished = Answer(), Receive()
        unfinished._pieces = []  # what was announced never comes
        with ThreadPoolExecutor(1) as pool:
            await Bridge(lambda environ, start: [b""], pool)(scope("/", method="POST"), unfinished, answer.send)
        return answer

    assert asyncio.run(scene()).status == 408


def test_readers_who_take_nothing_keep_no_thread_and_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def long(environ: Environ, start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [])
        return [b"x" * IN_MEMORY * 2]

    async def takes_the_start(message: Any) -> None:
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    async def scene() -> None:
        with ThreadPoolExecutor(1) as pool:
            app = Bridge(long, pool)
            idle = [asyncio.ensure_future(app(scope("/"), Receive(), takes_the_start)) for _ in range(5)]
            assert len((await ask(app, scope("/"))).body) == IN_MEMORY * 2
            assert not any(task.done() for task in idle)
            for task in idle:
                task.cancel()
            monkeypatch.setattr(bridge, "SEND_TIME", 0.05)
            with pytest.raises(ConnectionError):
                await asyncio.wait_for(app(scope("/"), Receive(), takes_the_start), 5)

    asyncio.run(scene())


def test_a_thread_that_still_writes_for_a_reader_who_left_keeps_its_files() -> None:
    """Else it would write into closed ones, or leave one open that nobody closes any more."""
    may_write, has_written = threading.Event(), threading.Event()
    files: list[Any] = []

    def app(environ: Environ, start: Callable[..., Any]) -> Iterator[bytes]:
        start("200 OK", [])
        assert may_write.wait(5)
        files.append(environ["wsgi.input"])
        assert environ["wsgi.input"].read() == b"x" * (IN_MEMORY + 1)
        yield b"y" * (IN_MEMORY + 1)
        has_written.set()

    async def scene() -> None:
        asked = asyncio.ensure_future(
            Bridge(app, pool)(scope("/", method="POST"), Receive(b"x" * (IN_MEMORY + 1)), Answer().send)
        )
        await asyncio.sleep(0.05)
        asked.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asked

    with ThreadPoolExecutor(1) as pool:
        asyncio.run(scene())
        may_write.set()
        assert has_written.wait(5)
    assert files[0].closed
