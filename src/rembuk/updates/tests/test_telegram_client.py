from __future__ import annotations

import contextlib
import logging
import socket
import threading
import traceback
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rembuk.updates.telegram import client
from rembuk.updates.telegram.client import BotApi, NotSent, RateLimited, Refused, Unauthorised, Unknown
from rembuk.updates.telegram.fake import FakeBotApi, Rate

TOKEN = "12345:sample-token"
CHANNEL = "@lintaspagi"


@pytest.fixture
def telegram() -> Iterator[FakeBotApi]:
    with FakeBotApi(token=TOKEN, channels={CHANNEL: "Lintas Pagi"}, rate=None) as fake:
        yield fake


@pytest.fixture
def bot(telegram: FakeBotApi) -> Iterator[BotApi]:
    with BotApi(TOKEN, telegram.base_url, timeout=3) as api:
        yield api


@contextlib.contextmanager
def answering(status: int, body: bytes, kind: str = "application/json") -> Iterator[BotApi]:
    """A bot whose server gives one fixed answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        with BotApi(TOKEN, f"http://127.0.0.1:{server.server_port}", timeout=3) as api:
            yield api
        server.shutdown()
        thread.join()


def test_it_says_who_and_where(bot: BotApi) -> None:
    assert bot.get_me().username == "rembuk_peraga_bot"
    chat = bot.get_chat(CHANNEL)
    assert (chat.type, chat.title, chat.username) == ("channel", "Lintas Pagi", "lintaspagi")
    assert bot.get_chat(chat.id) == chat


def test_a_message_arrives_as_it_was_sent(bot: BotApi, telegram: FakeBotApi) -> None:
    preview = {"url": "https://lintaspagi.example/umkm", "prefer_large_media": True}
    markup = {"inline_keyboard": [[{"text": "Baca", "url": "https://lintaspagi.example/umkm"}]]}
    sent = bot.send_message(
        CHANNEL, "<b>UMKM</b> naik", link_preview_options=preview, disable_notification=True, reply_markup=markup
    )
    [message] = telegram.messages(CHANNEL)
    assert (message.message_id, message.chat_id) == (sent.message_id, sent.chat_id)
    assert sent.date.timestamp() == message.date
    assert (message.text, message.entities[0].type) == ("UMKM naik", "bold")
    assert (message.link_preview_options, message.reply_markup, message.silent) == (preview, markup, True)


def test_a_photo_its_caption_a_pin_and_a_deletion(bot: BotApi, telegram: FakeBotApi) -> None:
    sent = bot.send_photo(CHANNEL, "https://lintaspagi.example/foto.jpg", "Foto <i>lama</i>")
    assert bot.edit_message_caption(CHANNEL, sent.message_id, "Foto baru") is True
    bot.pin_chat_message(CHANNEL, sent.message_id, disable_notification=True)
    [message] = telegram.messages(CHANNEL)
    assert (message.text, message.photo, message.pinned) == ("Foto baru", "https://lintaspagi.example/foto.jpg", True)
    bot.delete_message(CHANNEL, sent.message_id)
    assert telegram.messages(CHANNEL) == []


def test_an_edit_that_changes_nothing_is_a_success(bot: BotApi) -> None:
    sent = bot.send_message(CHANNEL, "Judul")
    assert bot.edit_message_text(CHANNEL, sent.message_id, "Judul baru") is True
    assert bot.edit_message_text(CHANNEL, sent.message_id, "Judul baru") is False


def test_bad_markup_is_refused_with_the_reason(bot: BotApi, telegram: FakeBotApi) -> None:
    with pytest.raises(Refused, match="can't parse entities") as caught:
        bot.send_message(CHANNEL, "<p>Judul</p>")
    assert caught.value.code == 400
    assert telegram.messages(CHANNEL) == []


def test_a_wrong_token_is_unauthorised(telegram: FakeBotApi) -> None:
    with BotApi("12345:other", telegram.base_url) as stranger, pytest.raises(Unauthorised) as caught:
        stranger.send_message(CHANNEL, "Judul")
    assert caught.value.code == 401
    assert telegram.calls == []


def test_a_limit_says_how_long_to_wait() -> None:
    with (
        FakeBotApi(token=TOKEN, channels={CHANNEL: "Lintas Pagi"}, rate=Rate(5, 1), clock=lambda: 1000.0) as telegram,
        BotApi(TOKEN, telegram.base_url) as bot,
    ):
        bot.send_message(CHANNEL, "satu")
        with pytest.raises(RateLimited) as caught:
            bot.send_message(CHANNEL, "dua")
    assert caught.value.retry_after == 60


def test_a_closed_door_means_not_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound but not listening: the connection is refused
        with BotApi(TOKEN, f"http://127.0.0.1:{unused.getsockname()[1]}") as bot, pytest.raises(NotSent):
            bot.send_message(CHANNEL, "Judul")


def test_a_lost_reply_is_unknown_though_the_message_stands(bot: BotApi, telegram: FakeBotApi) -> None:
    telegram.control.next("accept-then-drop")
    with pytest.raises(Unknown, match="connection was lost during sendMessage"):
        bot.send_message(CHANNEL, "Judul")
    assert [message.text for message in telegram.messages(CHANNEL)] == ["Judul"]
    assert len(telegram.calls) == 1


def test_a_dropped_request_is_unknown_too(bot: BotApi, telegram: FakeBotApi) -> None:
    telegram.control.next("drop-before")
    with pytest.raises(Unknown):
        bot.send_message(CHANNEL, "Judul")
    assert telegram.messages(CHANNEL) == []
    bot.send_message(CHANNEL, "sesudahnya")


def test_a_server_fault_is_unknown(bot: BotApi, telegram: FakeBotApi) -> None:
    telegram.control.next("error-500")
    with pytest.raises(Unknown, match="HTTP 500"):
        bot.send_message(CHANNEL, "Judul")


def test_a_reply_that_does_not_come_in_time_is_unknown() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with BotApi(TOKEN, f"http://127.0.0.1:{silent.getsockname()[1]}", timeout=0.1) as bot, pytest.raises(Unknown):
            bot.send_message(CHANNEL, "Judul")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b"<html>Situs diblokir</html>"),
        (200, b"[]"),
        (200, b'{"ok":true,"result":{}}'),
        (200, b'{"ok":true,"result":true}'),
        (200, b'{"ok":false}'),
        (302, b""),
        (400, b"Bad Request"),
        (502, b'{"ok":false,"error_code":502,"description":"Bad Gateway"}'),
    ],
)
def test_an_answer_that_is_not_telegrams_is_unknown(status: int, body: bytes) -> None:
    with answering(status, body) as bot, pytest.raises(Unknown):
        bot.send_message(CHANNEL, "Judul")


@pytest.mark.parametrize("code", [401, 403, 404])
def test_being_shut_out_pauses_the_channel(code: int) -> None:
    body = b'{"ok":false,"error_code":%d,"description":"Forbidden: bot was kicked"}' % code
    with answering(code, body) as bot, pytest.raises(Unauthorised, match="bot was kicked"):
        bot.send_message(CHANNEL, "Judul")


def test_a_moved_group_tells_its_new_number() -> None:
    body = b'{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat",'
    body += b'"parameters":{"migrate_to_chat_id":-1001234567890}}'
    with answering(400, body) as bot, pytest.raises(Refused) as caught:
        bot.send_message(CHANNEL, "Judul")
    assert caught.value.migrate_to_chat_id == -1001234567890


def test_a_limit_without_a_time_still_waits() -> None:
    body = b'{"ok":false,"error_code":429,"description":"Too Many Requests"}'
    with answering(429, body) as bot, pytest.raises(RateLimited) as caught:
        bot.send_message(CHANNEL, "Judul")
    assert caught.value.retry_after == 30


def test_the_token_is_nowhere_to_be_read(
    bot: BotApi, telegram: FakeBotApi, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    for logger in (None, "httpx", "httpcore"):  # even where an operator turns every log up
        caplog.set_level(logging.DEBUG, logger)
    bot.send_message(CHANNEL, "Judul")
    telegram.control.next("drop-before")
    with pytest.raises(Unknown) as lost:
        bot.send_message(CHANNEL, "Judul")
    with BotApi(TOKEN, "http://127.0.0.1:1") as nowhere, pytest.raises(NotSent) as unsent:
        nowhere.send_message(CHANNEL, "Judul")
    seen = [caplog.text, repr(bot), repr(vars(bot)), repr(telegram), *capfd.readouterr()]
    for error in (lost.value, unsent.value):
        report = traceback.TracebackException.from_exception(error, capture_locals=True)
        seen += ["".join(report.format()), repr(error), repr(error.__context__)]
    assert "sendMessage" in caplog.text  # httpx did log the call
    assert "sample-token" not in "\n".join(seen)


@pytest.mark.parametrize("token", ["", "12345:abc/../x", "12345:abc def", "12345:rahasia\n"])
def test_what_is_no_token_is_refused_without_showing_it(token: str) -> None:
    with pytest.raises(ValueError, match="not a bot token") as caught:
        BotApi(token)
    assert not token or token not in str(caught.value)


def test_every_error_is_a_delivery_error() -> None:
    for error in (NotSent, RateLimited, Refused, Unauthorised, Unknown):
        assert issubclass(error, client.DeliveryError)
