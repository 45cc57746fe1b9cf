from __future__ import annotations

import gzip

import pytest

from rembuk.edge import static

from .harness import ask, scope
from .house import House, play


def test_a_static_file_is_read_once_and_sent_compressed() -> None:
    async def scene() -> None:
        house = House()
        plain = await house.get("/static/design/rembuk.css")
        assert (plain.status, plain.body, plain.headers["content-type"]) == (200, b"a{}" * 1000, "text/css")
        house.live.sources = None  # nobody is asked again
        zipped = await house.get("/static/design/rembuk.css", accept_encoding="gzip")
        assert gzip.decompress(zipped.body) == plain.body
        assert zipped.headers["vary"] == "accept-encoding"
        assert (await house.get("/static/design/rembuk.css", if_none_match=plain.headers["etag"])).status == 304

    play(scene)


@pytest.mark.parametrize(
    "path",
    [
        "/static/design/none.css",
        "/static/design/rembuk.png",
        "/static/../design/rembuk.css",
        "/static/design/../design/rembuk.css",
        "/static//design/rembuk.css",
        "/static/design/.rembuk.css",
        "/static/design\\rembuk.css",
        "/static/design/rembuk.css\n",
        "/static/" + "a/" * 40 + "a.css",
        "/media/design/rembuk.css",
    ],
)
def test_everything_else_is_left_to_django(path: str) -> None:
    async def scene() -> None:
        assert (await House().get(path)).body == b"django"

    play(scene)


def test_only_reading_is_answered_and_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static, "MOST_BYTES", 1_000)

    async def scene() -> None:
        house = House()
        head = await ask(house.door, scope("/static/design/rembuk.css", method="HEAD"))
        assert (head.body, head.headers["content-length"]) == (b"", "3000")
        assert (await ask(house.door, scope("/static/design/rembuk.css", method="POST"))).body == b"django"
        assert (await house.get("/static/design/rembuk.css")).status == 200
        assert house.door._statics._files == {}  # type: ignore[attr-defined]  # a Door

    play(scene)
