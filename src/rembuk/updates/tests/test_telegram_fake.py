from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from rembuk.updates.telegram.fake import FakeBotApi, Rate
from rembuk.updates.telegram.fake.__main__ import channel
from rembuk.updates.telegram.fake.rules import BadRequest, Entity, read_text

TOKEN = "12345:sample-token"
CHANNEL = "@lintaspagi"
CHANNELS = {CHANNEL: "Lintas Pagi", "@niagapetang": "Niaga Petang"}


@dataclass
class Clock:
    """A clock that a test moves."""

    now: float = 1_795_485_600.0  # 24 November 2026, 09.00 WIB

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def telegram(clock: Clock) -> Iterator[FakeBotApi]:
    with FakeBotApi(token=TOKEN, channels=CHANNELS, rate=None, clock=clock) as fake:
        yield fake


def post(telegram: FakeBotApi, method: str, token: str = TOKEN, **params: object) -> httpx.Response:
    return httpx.post(f"{telegram.base_url}/bot{token}/{method}", json=params)


def say(telegram: FakeBotApi, text: str, chat: str = CHANNEL) -> httpx.Response:
    return post(telegram, "sendMessage", chat_id=chat, text=text, parse_mode="HTML")


def test_errors_have_telegrams_exact_shape(telegram: FakeBotApi) -> None:
    wrong = post(telegram, "getMe", token="12345:wrong")
    assert (wrong.status_code, wrong.json()) == (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    unknown = post(telegram, "sendPigeon")
    assert (unknown.status_code, unknown.json()["description"]) == (404, "Not Found: method not found")
    nowhere = say(telegram, "Judul", chat="@tidakada")
    assert nowhere.status_code == 400
    assert nowhere.json() == {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("sendMessage", {"text": ""}, "message text is empty"),
        ("sendMessage", {"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ("sendMessage", {"text": "x" * 4097}, "message is too long"),
        ("sendMessage", {"text": "🔥" * 2049}, "message is too long"),
        ("sendMessage", {"text": "x", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "foto.jpg"}, "wrong file identifier/HTTP URL specified"),
        ("sendPhoto", {"photo": "https://x.example/a.jpg", "caption": "x" * 1025}, "message caption is too long"),
        ("editMessageText", {"message_id": 9, "text": "x"}, "message to edit not found"),
        ("editMessageCaption", {"message_id": 1, "caption": "x"}, "there is no caption in the message to edit"),
        ("deleteMessage", {"message_id": 9}, "message to delete not found"),
        ("deleteMessage", {}, "message identifier is not specified"),
        ("pinChatMessage", {"message_id": 9}, "message to pin not found"),
    ],
)
def test_what_telegram_refuses_is_refused(
    telegram: FakeBotApi, method: str, params: dict[str, Any], description: str
) -> None:
    say(telegram, "Judul")
    answer = post(telegram, method, chat_id=CHANNEL, **params)
    assert (answer.status_code, answer.json()["description"]) == (400, f"Bad Request: {description}")
    assert [message.text for message in telegram.messages(CHANNEL)] == ["Judul"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("é<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("1 <", "Unclosed start tag at byte offset 2"),
        ("<span>x</span>", 'Unsupported start tag "span" at byte offset 0'),
    ],
)
def test_broken_html_is_named(text: str, reason: str) -> None:
    with pytest.raises(BadRequest) as caught:
        read_text(text, "HTML", 4096)
    assert str(caught.value) == f"can't parse entities: {reason}"


def test_entities_count_in_utf16_and_nest() -> None:
    text, entities = read_text('\n🔥 <b>satu <a href="https://x.example/?a=1&amp;b=2">dua</a></b> ', "HTML", 4096)
    assert text == "🔥 satu dua"
    assert entities == [Entity("bold", 3, 8), Entity("text_link", 8, 3, "https://x.example/?a=1&b=2")]


def test_hashtags_and_addresses_are_found_outside_links() -> None:
    text, entities = read_text(
        '#BicaraJernih https://x.example/a. <a href="https://y.example">#bukan</a> a#b', "HTML", 99
    )
    assert [(entity.type, text[entity.offset :][: entity.length]) for entity in entities] == [
        ("hashtag", "#BicaraJernih"),
        ("url", "https://x.example/a"),
        ("text_link", "#bukan"),
    ]


def test_json_form_query_and_multipart_all_work(telegram: FakeBotApi) -> None:
    address = f"{telegram.base_url}/bot{TOKEN}/sendMessage"
    markup = json.dumps({"inline_keyboard": []})
    httpx.post(address, json={"chat_id": CHANNEL, "text": "json"})
    httpx.post(address, data={"chat_id": CHANNEL, "text": "form", "reply_markup": markup})
    httpx.get(address, params={"chat_id": CHANNEL, "text": "query"})
    httpx.post(address, files={"chat_id": (None, CHANNEL), "text": (None, "bagian é")})
    assert [message.text for message in telegram.messages(CHANNEL)] == ["json", "form", "query", "bagian é"]
    assert telegram.messages(CHANNEL)[1].reply_markup == {"inline_keyboard": []}


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"x"'])
def test_a_body_that_cannot_be_read_is_a_400(telegram: FakeBotApi, body: bytes) -> None:
    address = f"{telegram.base_url}/bot{TOKEN}/sendMessage"
    assert httpx.post(address, content=body, headers={"Content-Type": "application/json"}).status_code == 400


def test_a_message_can_be_deleted_for_48_hours(telegram: FakeBotApi, clock: Clock) -> None:
    for text in ("satu", "dua"):
        say(telegram, text)
    clock.now += 48 * 3600
    assert post(telegram, "deleteMessage", chat_id=CHANNEL, message_id=1).json() == {"ok": True, "result": True}
    clock.now += 1
    late = post(telegram, "deleteMessage", chat_id=CHANNEL, message_id=2)
    assert late.json()["description"] == "Bad Request: message can't be deleted"
    assert post(telegram, "editMessageText", chat_id=CHANNEL, message_id=2, text="DITARIK").json()["ok"] is True


def test_limits_hold_per_chat_and_pass(clock: Clock) -> None:
    with FakeBotApi(token=TOKEN, channels=CHANNELS, rate=Rate(per_second=1, per_minute=3), clock=clock) as telegram:
        assert say(telegram, "1").status_code == 200
        burst = say(telegram, "2")
        assert (burst.status_code, burst.headers["Retry-After"]) == (429, "1")
        assert burst.json()["parameters"] == {"retry_after": 1}
        assert burst.json()["description"] == "Too Many Requests: retry after 1"
        assert say(telegram, "lain", chat="@niagapetang").status_code == 200
        for _ in range(2):
            clock.now += 2
            assert say(telegram, "lagi").status_code == 200
        clock.now += 2
        assert say(telegram, "terlalu banyak").json()["parameters"] == {"retry_after": 54}
        clock.now += 54
        assert say(telegram, "boleh").status_code == 200


def test_messages_survive_a_restart(tmp_path: Path, clock: Clock) -> None:
    with FakeBotApi(token=TOKEN, channels=CHANNELS, folder=tmp_path / "kanal", rate=None, clock=clock) as first:
        for text in ("<b>satu</b>", "dua", "tiga"):
            say(first, text)
        post(first, "editMessageText", chat_id=CHANNEL, message_id=2, text="dua, diralat")
        post(first, "pinChatMessage", chat_id=CHANNEL, message_id=1)
        post(first, "deleteMessage", chat_id=CHANNEL, message_id=3)
        before = first.messages(CHANNEL)
    with (tmp_path / "kanal" / "messages.jsonl").open("a") as file:
        file.write('{"chat_id": -100, "mess')  # the process was stopped while writing
    with FakeBotApi(token=TOKEN, channels=CHANNELS, folder=tmp_path / "kanal", rate=None, clock=clock) as second:
        assert second.messages(CHANNEL) == before
        assert say(second, "empat").json()["result"]["message_id"] == 4
    with FakeBotApi(token=TOKEN, channels=CHANNELS, folder=tmp_path / "kanal", rate=None, clock=clock) as third:
        assert [message.text for message in third.messages(CHANNEL)] == ["satu", "dua, diralat", "empat"]


def test_faults_are_ordered_over_http_only_where_that_is_open(telegram: FakeBotApi) -> None:
    order = {"fault": "error-500"}
    assert httpx.post(f"{telegram.base_url}/_control", json=order).status_code == 404
    assert say(telegram, "Judul").status_code == 200
    with FakeBotApi(token=TOKEN, channels=CHANNELS, control_over_http=True) as open_fake:
        assert httpx.post(f"{open_fake.base_url}/_control", data=order).json() == {"ok": True, "result": True}
        assert say(open_fake, "Judul").status_code == 500
        assert say(open_fake, "Judul").status_code == 200
        assert httpx.post(f"{open_fake.base_url}/_control", json={"fault": "x"}).status_code == 400


def test_the_command_reads_channels() -> None:
    assert channel("@lintaspagi:Lintas Pagi: kabar") == ("@lintaspagi", "Lintas Pagi: kabar")
