from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.updates.telegram.client import BotApi
from rembuk.updates.telegram.fake import FakeBotApi
from rembuk.updates.telegram.fake.page import text_html
from rembuk.updates.telegram.fake.rules import Entity

TOKEN = "12345:sample-token"
CHANNEL = "@lintaspagi"


@pytest.fixture
def telegram() -> Iterator[FakeBotApi]:
    channels = {CHANNEL: "Lintas <Pagi>"}
    with FakeBotApi(token=TOKEN, channels=channels, rate=None, clock=lambda: 1_795_485_600.0) as fake:
        yield fake


@pytest.fixture
def bot(telegram: FakeBotApi) -> Iterator[BotApi]:
    with BotApi(TOKEN, telegram.base_url) as api:
        yield api


def page(telegram: FakeBotApi, path: str = "/lintaspagi") -> str:
    return httpx.get(telegram.base_url + path).text


def test_a_message_is_shown_as_a_reader_would_see_it(telegram: FakeBotApi, bot: BotApi) -> None:
    assert "Belum ada kiriman" in page(telegram)
    bot.send_message(CHANNEL, '<b>UMKM &amp; pasar</b>\n<a href="https://lintaspagi.example/a">Baca</a> #BicaraJernih')
    shown = page(telegram)
    assert '<b>UMKM &amp; pasar</b>\n<a href="https://lintaspagi.example/a">Baca</a>' in shown
    assert '<span class="tag">#BicaraJernih</span>' in shown
    assert "<h2>Selasa, 24 November 2026</h2>" in shown
    assert ">09.00 WIB</time>" in shown
    assert "Lintas &lt;Pagi&gt;</h1>" in shown
    assert "1 kiriman" in shown


def test_edits_pins_buttons_and_photos_show(telegram: FakeBotApi, bot: BotApi) -> None:
    buttons = [{"text": "Baca", "url": "https://lintaspagi.example/a"}, {"text": "x", "url": "javascript:alert(1)"}]
    markup = {"inline_keyboard": [buttons]}
    sent = bot.send_message(CHANNEL, "Judul", reply_markup=markup)
    bot.edit_message_text(CHANNEL, sent.message_id, "Judul, diralat", reply_markup=markup)
    bot.pin_chat_message(CHANNEL, sent.message_id)
    bot.send_photo(CHANNEL, "http://127.0.0.1:8000/foto.jpg")
    bot.send_photo(CHANNEL, "https://elsewhere.example/foto.jpg")
    shown = page(telegram)
    assert '<p class="buttons"><a href="https://lintaspagi.example/a">Baca</a></p>' in shown
    assert "disunting <time" in shown
    assert '<a href="#m1"><b>Disematkan</b> Judul, diralat</a>' in shown
    assert '<img src="http://127.0.0.1:8000/foto.jpg" alt="Foto berita">' in shown
    assert shown.count("<img") == 1
    assert '<a href="https://elsewhere.example/foto.jpg">Foto berita</a>' in shown


def test_joining_says_that_nothing_is_joined_and_waiting_stops(telegram: FakeBotApi) -> None:
    assert '<meta http-equiv="refresh" content="5">' in page(telegram)
    for path in ("/lintaspagi?gabung=1", "/lintaspagi?jeda=1"):
        assert "http-equiv" not in page(telegram, path)
    assert "tidak ada yang bergabung ke mana pun" in page(telegram, "/lintaspagi?gabung=1")


def test_the_page_carries_nothing_inline_and_forbids_it(telegram: FakeBotApi) -> None:
    answer = httpx.get(f"{telegram.base_url}/lintaspagi")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    style = httpx.get(f"{telegram.base_url}/_style.css")
    assert style.headers["Content-Type"].startswith("text/css")
    assert "prefers-color-scheme: dark" in style.text


def test_an_unknown_channel_is_404_and_lists_the_others(telegram: FakeBotApi) -> None:
    answer = httpx.get(f"{telegram.base_url}/tidakada")
    assert answer.status_code == 404
    assert 'href="/lintaspagi"' in answer.text
    assert httpx.get(telegram.base_url).status_code == 200


class Reader(HTMLParser):
    """Collects the text and checks that tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        assert tag in {"b", "i", "a", "span", "code"}
        assert all(name in {"class", "href"} for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


entities = st.builds(
    Entity,
    st.sampled_from(["bold", "italic", "text_link", "hashtag", "code", "custom_emoji"]),
    st.integers(0, 12),
    st.integers(1, 12),
    st.sampled_from(["", 'https://x.example/"><script>', "javascript:alert(1)"]),
)


@given(st.text("ab<&\"'>🔥", max_size=20), st.lists(entities, max_size=5))
def test_any_text_with_any_entities_is_escaped_and_well_formed(text: str, marks: list[Entity]) -> None:
    units = len(text.encode("utf-16-le")) // 2
    within = [mark for mark in marks if mark.offset + mark.length <= units]
    shown = text_html(text, sorted(within, key=lambda mark: (mark.offset, -mark.length)))
    reader = Reader()
    reader.feed(shown)
    reader.close()
    assert reader.open == []
    assert "script" not in reader.text
    assert "javascript" not in shown
    if "🔥" not in text:  # an entity may split a pair of surrogates; Telegram never makes one that does
        assert reader.text == text
