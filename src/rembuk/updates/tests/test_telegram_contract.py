"""The fake against a client that other people wrote: aiogram, which parses every answer into strict models."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import BufferedInputFile, LinkPreviewOptions

from rembuk.updates.telegram.fake import FakeBotApi, Rate

TOKEN = "12345:sample-token"
CHANNEL = "@lintaspagi"


def with_bot(telegram: FakeBotApi, work: Callable[[Bot], Awaitable[None]], token: str = TOKEN) -> None:
    async def run() -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(telegram.base_url))
        async with Bot(token, session=session) as bot:
            await work(bot)

    asyncio.run(run())


def fake(rate: Rate | None = None) -> FakeBotApi:
    return FakeBotApi(token=TOKEN, channels={CHANNEL: "Lintas Pagi"}, rate=rate)


def test_aiogram_sends_edits_pins_and_deletes() -> None:
    async def work(bot: Bot) -> None:
        me = await bot.get_me()
        chat = await bot.get_chat(CHANNEL)
        assert (me.is_bot, chat.title) == (True, "Lintas Pagi")
        sent = await bot.send_message(
            CHANNEL, "<b>UMKM</b> naik", parse_mode="HTML", link_preview_options=LinkPreviewOptions(is_disabled=True)
        )
        assert (sent.chat.id, sent.text, sent.html_text) == (chat.id, "UMKM naik", "<b>UMKM</b> naik")
        assert abs((datetime.now(UTC) - sent.date).total_seconds()) < 60
        edited = await bot.edit_message_text("Diralat", chat_id=CHANNEL, message_id=sent.message_id)
        assert not isinstance(edited, bool)
        assert edited.text == "Diralat"
        assert await bot.pin_chat_message(CHANNEL, sent.message_id)
        assert await bot.delete_message(CHANNEL, sent.message_id)

    with fake() as telegram:
        with_bot(telegram, work)
        assert telegram.messages(CHANNEL) == []
        assert [call.method for call in telegram.calls][:3] == ["getMe", "getChat", "sendMessage"]


def test_aiogram_uploads_a_photo_in_a_multipart_body() -> None:
    async def work(bot: Bot) -> None:
        sent = await bot.send_photo(CHANNEL, BufferedInputFile(b"\x89PNG\r\n\x00", "foto.png"), caption="Warung & toko")
        assert sent.caption == "Warung & toko"

    with fake() as telegram:
        with_bot(telegram, work)
        assert telegram.messages(CHANNEL)[0].photo == "upload:foto.png"


def test_aiogram_recognises_every_refusal() -> None:
    async def work(bot: Bot) -> None:
        with pytest.raises(TelegramBadRequest, match="chat not found"):
            await bot.send_message("@tidakada", "Judul")
        await bot.send_message(CHANNEL, "satu")
        with pytest.raises(TelegramRetryAfter) as limited:
            await bot.send_message(CHANNEL, "dua")
        assert 0 < limited.value.retry_after <= 60

    with fake(Rate(5, 1)) as telegram:
        with_bot(telegram, work)


def test_aiogram_with_a_wrong_token_is_unauthorised() -> None:
    async def work(bot: Bot) -> None:
        with pytest.raises(TelegramUnauthorizedError):
            await bot.get_me()

    with fake() as telegram:
        with_bot(telegram, work, token="12345:other")


def test_aiogram_loses_the_reply_but_the_message_stands() -> None:
    async def work(bot: Bot) -> None:
        with pytest.raises(TelegramNetworkError):
            await bot.send_message(CHANNEL, "Judul")

    with fake() as telegram:
        telegram.control.next("accept-then-drop")
        with_bot(telegram, work)
        assert [message.text for message in telegram.messages(CHANNEL)] == ["Judul"]
