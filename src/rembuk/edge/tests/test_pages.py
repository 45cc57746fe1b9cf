from __future__ import annotations

import asyncio
import gzip
import json
import time

import brotli  # type: ignore[import-untyped]  # the package ships no annotations
import pytest
import zstandard

from rembuk.edge import pages, ready, shelf
from rembuk.edge.live import Sources
from rembuk.edge.news import CHANGED, COMMENT, GONE, HIDDEN
from rembuk.edge.pages import read_address
from rembuk.edge.ready import encoding_for
from rembuk.edge.shelf import Key

from .harness import ask, scope
from .house import House, eventually, play


def test_many_readers_share_one_rendering() -> None:
    async def scene() -> None:
        house = House(slowness=0.05)
        answers = await asyncio.gather(*(house.get("/_utas/1") for _ in range(50)))
        assert {answer.body for answer in answers} == {answers[0].body}
        assert (house.renderings, answers[0].status) == (1, 200)
        other = await house.get("/_utas/1", "bahasa=en&urut=terlama&setelah=7.1")
        assert other.body.startswith(b"<p>en terlama 7.1 awal")
        assert house.renderings == 2

    play(scene)


def test_a_warm_page_asks_nobody_and_takes_two_sends() -> None:
    async def scene() -> None:
        house = House()
        await house.get("/_utas/1", "bahasa=id")
        before = (house.renderings, house.questions)
        for _ in range(100):
            assert (await house.get("/_utas/1", "bahasa=id")).sends == 2
        assert (house.renderings, house.questions) == before

    play(scene)


def test_a_new_comment_is_shown_once_it_is_rendered_and_readers_do_not_wait_for_it() -> None:
    async def scene() -> None:
        house = House()
        assert "awal" in await house.page()
        house.change("baru")
        house.may_render.clear()
        house.done(COMMENT)
        answers = await asyncio.wait_for(asyncio.gather(*(house.page() for _ in range(20))), 1)
        assert all("awal" in answer for answer in answers)
        house.may_render.set()
        await eventually(lambda: house.renderings == 2)
        async with asyncio.timeout(1):
            while "baru" not in await house.page():
                await asyncio.sleep(0.005)
        assert house.renderings == 2
        house.done(COMMENT, thread_id=2)
        await house.page()
        assert house.renderings == 2

    play(scene)


def test_two_seconds_after_a_comment_nobody_gets_the_page_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MAX_AGE", 0.2)

    async def scene() -> None:
        house = House()
        await house.page()
        house.change("baru")
        house.may_render.clear()
        house.done(COMMENT)
        assert "awal" in await house.page()
        await asyncio.sleep(0.2)
        reading = asyncio.ensure_future(house.page())
        await asyncio.sleep(0.05)
        assert not reading.done()
        house.may_render.set()
        assert "baru" in await reading

    play(scene)


@pytest.mark.parametrize("kind", [CHANGED, HIDDEN, GONE])
def test_what_was_taken_back_is_not_served_again(kind: str) -> None:
    async def scene() -> None:
        house = House()
        await house.page()
        house.change("tanpa")
        house.done(kind)
        assert "tanpa" in await house.page()

    play(scene)


def test_a_page_that_was_being_made_when_something_was_hidden_is_nobodys_to_see() -> None:
    async def scene() -> None:
        house = House()
        house.may_render.clear()
        reading = asyncio.ensure_future(house.page())  # renders the old text, and waits
        await eventually(lambda: house.renderings == 1)
        house.change("tanpa")
        house.done(HIDDEN)
        house.may_render.set()
        assert "tanpa" in await reading
        assert house.renderings == 2

    play(scene)


def test_while_much_is_hidden_no_reader_ever_gets_what_was_hidden_before_they_asked() -> None:
    """A real race: another thread hides as fast as it can while readers ask."""
    hidden = 0

    def hide(house: House) -> None:
        nonlocal hidden
        for n in range(1, 60):
            house.change(f"#{n}#")
            house.done(HIDDEN)
            hidden = n
            time.sleep(0.001)

    async def read(house: House, hiding: asyncio.Future[None]) -> int:
        reads = 0
        while not hiding.done():
            already = hidden
            text = await house.page()
            assert int(text.split("#")[1]) >= already
            reads += 1
            await asyncio.sleep(0.001)  # readers that never rest would keep the interpreter from who hides
        return reads

    async def scene() -> None:
        house = House()
        house.text = "#0#"
        hiding = asyncio.ensure_future(asyncio.to_thread(hide, house))
        reads = await asyncio.gather(*(read(house, hiding) for _ in range(8)))
        assert min(reads) > 5

    play(scene)


def test_a_page_that_was_being_made_when_a_comment_came_is_not_fresh() -> None:
    async def scene() -> None:
        house = House()
        house.may_render.clear()
        reading = asyncio.ensure_future(house.page())
        await eventually(lambda: house.renderings == 1)
        house.change("baru")
        house.done(COMMENT)
        house.may_render.set()
        assert "awal" in await reading
        async with asyncio.timeout(1):
            while "baru" not in await house.page():
                await asyncio.sleep(0.005)

    play(scene)


@pytest.mark.parametrize("is_read", [True, False])
def test_a_change_nobody_told_us_of_is_shown_within_two_seconds(is_read: bool) -> None:
    async def scene() -> None:
        house = House()
        await house.page()
        house.change("baru")
        changed_at = time.monotonic()
        if is_read:
            while "baru" not in await house.page():
                assert time.monotonic() - changed_at < shelf.MAX_AGE + 0.2
                await asyncio.sleep(0.02)
        else:
            await asyncio.sleep(shelf.MAX_AGE)
            assert "baru" in await house.page()

    play(scene)


def test_an_old_page_that_is_still_right_is_not_made_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MAX_AGE", 0.05)

    async def scene() -> None:
        house = House()
        await house.page()
        await asyncio.sleep(0.1)
        questions = house.questions
        await asyncio.gather(*(house.page() for _ in range(10)))
        assert house.renderings == 1
        assert house.questions - questions <= 2

    play(scene)


def test_without_the_database_a_page_is_served_while_it_is_fresh_and_then_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shelf, "MAX_AGE", 0.3)

    async def scene() -> None:
        house = House()
        await house.page()
        house.is_away = True
        assert "awal" in await house.page()
        await asyncio.sleep(0.3)
        refused = await house.get("/_utas/1")
        assert (refused.status, refused.headers["retry-after"]) == (503, "2")
        assert refused.body
        assert (await house.get("/_utas/1", "urut=terlama")).status == 503
        house.is_away = False
        assert "awal" in await house.page()

    play(scene)


def test_validators_and_encodings() -> None:
    async def scene() -> None:
        house = House()
        plain = await house.get("/_utas/1")
        for accepted, decode in (
            ("gzip, deflate, br, zstd", lambda body: zstandard.ZstdDecompressor().decompress(body)),
            ("br, gzip", brotli.decompress),
            ("gzip;q=0.5", gzip.decompress),
        ):
            answer = await house.get("/_utas/1", accept_encoding=accepted)
            assert decode(answer.body) == plain.body
            assert answer.headers["content-encoding"] in accepted
            assert answer.headers["content-length"] == str(len(answer.body))
        for known in (plain.headers["etag"], f'"lain", {plain.headers["etag"]}', "*"):
            unchanged = await house.get("/_utas/1", if_none_match=known)
            assert (unchanged.status, unchanged.body, unchanged.headers["vary"]) == (304, b"", "accept-encoding")
        assert (await house.get("/_utas/1", if_none_match='"lain"')).status == 200
        assert "default-src 'none'" in plain.headers["content-security-policy"]
        assert plain.headers["access-control-allow-origin"] == "*"
        head = await ask(house.door, scope("/_utas/1", method="HEAD"))
        assert (head.body, head.headers["content-length"]) == (b"", plain.headers["content-length"])

    play(scene)


@pytest.mark.parametrize(
    ("accepted", "sent"),
    [
        (b"", "identity"),
        (b"zstd;q=0, br;q=0.000, gzip", "gzip"),
        (b"*", "zstd"),
        (b"*, zstd;q=0", "br"),
        (b"GZIP", "gzip"),
        (b"identity", "identity"),
        (b"deflate", "identity"),
    ],
)
def test_what_a_reader_accepts_is_what_is_sent(accepted: bytes, sent: str) -> None:
    assert (encoding_for(accepted), encoding_for(accepted)) == (sent, sent)


def test_what_is_not_public_is_not_found() -> None:
    async def scene() -> None:
        house = House()
        for _ in range(2):
            assert (await house.get("/_utas/2")).status == 404
            assert (await house.get("/_utas/1", "setelah=salah")).status == 404
        assert house.renderings == 2
        assert (await house.get("/_utas/1", "setelah=" + "9" * 300)).status == 404
        assert house.renderings == 2
        for path in ("/_utas/x", "/_utas/1/x", "/_arus/", "/x/_utas/1", "/_jumlah/1"):
            assert (await house.get(path)).body == b"django"
        assert (await ask(house.door, scope("/_utas/1", method="POST"))).status == 405
        assert (await ask(house.door, scope("/_utas/1", method="OPTIONS"))).status == 204

    play(scene)


def test_when_a_thread_is_public_no_longer_its_page_goes_without_an_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MAX_AGE", 0.05)

    async def scene() -> None:
        house = House()
        await house.page()
        del house.versions[1]
        await asyncio.sleep(0.06)
        assert (await house.get("/_utas/1")).status == 404

    play(scene)


def test_a_hostile_visitor_fills_neither_memory_nor_the_first_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_ADDRESSES", 50)
    monkeypatch.setattr(ready, "MOST_REMEMBERED", 50)

    async def scene() -> None:
        house = House()
        store = house.live.caches[0]
        assert isinstance(store, pages.Pages)
        store._shelf.most_pages = 40
        await house.page()
        for n in range(200):
            await house.get("/_utas/1", f"setelah={n}.1")
            await house.get("/_utas/1", f"lain={n}", accept_encoding=f"a{n}")
            await house.get(f"/_utas/{n + 10}")
        assert len(store._by_address) <= 50
        known = set(store._by_address)
        await house.get("/_utas/1", "bahasa=id&urut=terbaru&" + "&" * 300)
        assert set(store._by_address) == known
        assert len(ready._chosen) <= 50
        assert len(store._shelf.keys()) <= 60
        assert store._tasks == {}
        renderings = house.renderings
        await house.page()
        assert house.renderings == renderings

    play(scene)


SOURCES = Sources(("id", "en"), ("terbaru", "ramai"), lambda *_a: None, lambda _i: {}, lambda _i: {}, lambda _t, _k: {})


@pytest.mark.parametrize(
    ("query", "key", "is_plain"),
    [
        (b"", ("terbaru", "", "id"), True),
        (b"bahasa=en&urut=ramai&setelah=1f.2", ("ramai", "1f.2", "en"), True),
        (b"urut=<script>&bahasa=fr", ("terbaru", "", "id"), True),
        (b"urut=ramai&x=1", ("ramai", "", "id"), False),
        (b"urut=ramai&urut=terbaru", ("terbaru", "", "id"), False),
        (b"\xff&&&=", ("terbaru", "", "id"), False),
    ],
)
def test_addresses(query: bytes, key: tuple[str, str, str], is_plain: bool) -> None:
    sort, after, language = key
    assert read_address("/_utas/7", query, SOURCES) == (Key(7, sort, after, language), is_plain)


def test_addresses_that_are_none() -> None:
    for path, query in (("/_utas/7", b"&a=1" * 30), ("/_utas/" + "9" * 19, b""), ("/_utas/\u0661", b"")):
        assert read_address(path, query, SOURCES) == (None, False)


def test_counts() -> None:
    async def scene() -> None:
        house = House()
        for _ in range(2):
            answer = await house.get("/_jumlah", "thread=1,2,x,-3," + "9" * 40)
            assert json.loads(answer.body) == {"1": 7}
        assert house.countings == 1
        assert answer.headers["access-control-allow-origin"] == "*"
        house.done(COMMENT)
        await house.get("/_jumlah", "thread=1")
        assert house.countings == 2
        assert json.loads((await house.get("/_jumlah")).body) == {}
        house.is_away = True
        house.done(COMMENT)
        assert (await house.get("/_jumlah", "thread=1")).status == 503

    play(scene)


def test_counts_of_pages_of_other_sites() -> None:
    async def scene() -> None:
        house = House()

        async def post(body: bytes) -> tuple[int, bytes]:
            answer = await ask(house.door, scope("/_jumlah", method="POST"), body[:5], body[5:])
            assert answer.headers["access-control-allow-origin"] == "*"
            return answer.status, answer.body

        asked = json.dumps({"judul": "lintas-pagi", "kunci": ["artikel-1", "lain", "artikel-1"]}).encode()
        for _ in range(2):
            assert await post(asked) == (200, b'{"artikel-1":7}')
        assert (house.findings, house.countings) == (1, 1)
        for wrong in (
            b"",
            b"[]",
            b'{"judul":"a"}',
            b'{"judul":1,"kunci":[]}',
            b'{"judul":"a","kunci":[1]}',
            b"\xff\xfe",
        ):
            assert (await post(wrong))[0] == 400
        assert (await post(b'{"judul":"a","kunci":["\\ud800"]}'))[0] == 400
        assert (await post(b"[" * 100_000))[0] == 400
        assert (await post(json.dumps({"judul": "a", "kunci": ["k"] * 201}).encode()))[0] == 400
        assert (await post(json.dumps({"judul": "a", "kunci": ["k" * 501]}).encode()))[0] == 400
        assert (await post(b" " * (128 * 1024 + 1)))[0] == 413
        preflight = await ask(house.door, scope("/_jumlah", method="OPTIONS"))
        assert (preflight.status, preflight.headers["access-control-allow-headers"]) == (204, "content-type")

    play(scene)
