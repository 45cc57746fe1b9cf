"""A small synchronous client for the Telegram Bot API (written against Bot API 10.3).

The API has no idempotency key, so what counts is what an error says about the message: every failure is one of the
DeliveryError classes in `errors.py`, and only NotSent and RateLimited may be tried again without asking a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self, TypeVar

import httpx

from .errors import DeliveryError, NotSent, RateLimited, Refused, Unauthorised, Unknown
from .results import BotUser, Chat, JSONObject, SentMessage

__all__ = [
    "BotApi",
    "BotUser",
    "Chat",
    "DeliveryError",
    "NotSent",
    "RateLimited",
    "Refused",
    "SentMessage",
    "Unauthorised",
    "Unknown",
]

Result = TypeVar("Result")

_TOKEN = re.compile(r"[A-Za-z0-9_:-]+")
_CONNECT_SECONDS = 5.0
_DEFAULT_RETRY_SECONDS = 30
# Raised while the connection was still being made: no byte of the request has left.
_BEFORE_SENDING = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class BotApi:
    """One bot. Use it as a context manager, or call `close`. `timeout` is in seconds, for each read and write."""

    def __init__(
        self,
        token: str,
        base_url: str = "https://api.telegram.org",
        *,
        timeout: float = 20.0,
        proxy: str | None = None,
    ) -> None:
        if not _TOKEN.fullmatch(token):
            raise ValueError("This is not a bot token. Copy it again from @BotFather.")
        # Each call makes its own connection: a kept one may be closed by the other side just as the next message is
        # written to it, and that message would become Unknown for nothing.
        wire = httpx.HTTPTransport(proxy=proxy, limits=httpx.Limits(max_keepalive_connections=0))
        self._http = httpx.Client(
            base_url=base_url,
            transport=_TokenTransport(token, wire),
            timeout=httpx.Timeout(timeout, connect=min(timeout, _CONNECT_SECONDS)),
        )

    def __repr__(self) -> str:
        return f"<BotApi {self._http.base_url}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the connections."""
        self._http.close()

    def get_me(self) -> BotUser:
        """Who this token is."""
        return self._read(BotUser.from_json, "getMe")

    def get_chat(self, chat_id: int | str) -> Chat:
        """The chat with this number or `@name`."""
        return self._read(Chat.from_json, "getChat", chat_id=chat_id)

    def send_message(
        self,
        chat_id: int | str,
        html: str,
        *,
        link_preview_options: Mapping[str, object] | None = None,
        disable_notification: bool = False,
        reply_markup: Mapping[str, object] | None = None,
        message_thread_id: int | None = None,
    ) -> SentMessage:
        """Send Telegram HTML of 1 to 4096 visible characters."""
        return self._read(
            SentMessage.from_json,
            "sendMessage",
            chat_id=chat_id,
            text=html,
            parse_mode="HTML",
            link_preview_options=link_preview_options,
            disable_notification=disable_notification or None,
            reply_markup=reply_markup,
            message_thread_id=message_thread_id,
        )

    def send_photo(
        self,
        chat_id: int | str,
        photo_url: str,
        caption_html: str = "",
        *,
        disable_notification: bool = False,
        reply_markup: Mapping[str, object] | None = None,
        message_thread_id: int | None = None,
    ) -> SentMessage:
        """Send a picture that Telegram fetches from its address, with up to 1024 visible characters under it."""
        return self._read(
            SentMessage.from_json,
            "sendPhoto",
            chat_id=chat_id,
            photo=photo_url,
            caption=caption_html or None,
            parse_mode="HTML",
            disable_notification=disable_notification or None,
            reply_markup=reply_markup,
            message_thread_id=message_thread_id,
        )

    def edit_message_text(
        self,
        chat_id: int | str,
        message_id: int,
        html: str,
        *,
        link_preview_options: Mapping[str, object] | None = None,
        reply_markup: Mapping[str, object] | None = None,
    ) -> bool:
        """Replace the text. False: it already read so, which is as good."""
        return self._edit(
            "editMessageText",
            chat_id=chat_id,
            message_id=message_id,
            text=html,
            parse_mode="HTML",
            link_preview_options=link_preview_options,
            reply_markup=reply_markup,
        )

    def edit_message_caption(
        self,
        chat_id: int | str,
        message_id: int,
        caption_html: str,
        *,
        reply_markup: Mapping[str, object] | None = None,
    ) -> bool:
        """Replace the text under a picture. False: it already read so, which is as good."""
        return self._edit(
            "editMessageCaption",
            chat_id=chat_id,
            message_id=message_id,
            caption=caption_html,
            parse_mode="HTML",
            reply_markup=reply_markup,
        )

    def delete_message(self, chat_id: int | str, message_id: int) -> None:
        """Delete a message; Telegram refuses 48 hours after it was sent."""
        self._call("deleteMessage", chat_id=chat_id, message_id=message_id)

    def pin_chat_message(self, chat_id: int | str, message_id: int, *, disable_notification: bool = False) -> None:
        """Pin a message at the top of the chat."""
        self._call(
            "pinChatMessage",
            chat_id=chat_id,
            message_id=message_id,
            disable_notification=disable_notification or None,
        )

    def _read(self, parse: Callable[[JSONObject], Result], method: str, **parameters: object) -> Result:
        result = self._call(method, **parameters)
        try:
            return parse(result)  # type: ignore[arg-type]  # a wrong shape is what the next line is for
        except (KeyError, TypeError, ValueError, OverflowError):
            raise Unknown(f"Telegram accepted {method} but its answer makes no sense.") from None

    def _edit(self, method: str, **parameters: object) -> bool:
        try:
            self._call(method, **parameters)
        except Refused as refusal:
            if "message is not modified" not in refusal.description:
                raise
            return False
        return True

    def _call(self, method: str, **parameters: object) -> object:
        given = {name: value for name, value in parameters.items() if value is not None}
        try:
            response = self._http.post(method, json=given)
        except _BEFORE_SENDING as error:
            raise NotSent(f"No connection to Telegram for {method} ({type(error).__name__}).") from None
        except httpx.HTTPError as error:
            raise Unknown(f"The connection was lost during {method} ({type(error).__name__}).") from None
        return _result_of(method, response)


class _TokenTransport(httpx.BaseTransport):
    """Puts the token into the path at the last moment.

    httpx writes each address to its log and into its errors; above this class an address holds no token.
    """

    def __init__(self, token: str, wire: httpx.BaseTransport) -> None:
        self._bot = f"/bot{token}/".encode()
        self._wire = wire

    def __repr__(self) -> str:
        return "<_TokenTransport>"

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        folder, _, method = request.url.raw_path.rpartition(b"/")
        return self._wire.handle_request(
            httpx.Request(
                request.method,
                request.url.copy_with(raw_path=folder + self._bot + method),
                headers=request.headers,
                stream=request.stream,
                extensions=request.extensions,
            )
        )

    def close(self) -> None:
        self._wire.close()


def _result_of(method: str, response: httpx.Response) -> object:
    """The `result` of a good answer; otherwise the error that fits. A server fault may have come after delivery."""
    try:
        body = response.json()
    except ValueError:
        body = None
    if response.status_code >= 500 or not isinstance(body, dict):
        raise Unknown(f"Telegram gave no clear answer to {method} (HTTP {response.status_code}).")
    if body.get("ok") is True:
        return body.get("result")
    raise _failure_of(response.status_code, body)


def _failure_of(status: int, body: JSONObject) -> DeliveryError:
    code = body.get("error_code", status)
    description = str(body.get("description", "no description"))
    detail = body["parameters"] if isinstance(body.get("parameters"), dict) else {}
    if code == 429:
        wait = detail.get("retry_after")
        return RateLimited(wait if isinstance(wait, int) else _DEFAULT_RETRY_SECONDS)
    if code in (401, 403, 404):
        return Unauthorised(code, description)
    if isinstance(code, int) and 400 <= code < 500:
        return Refused(code, description, detail.get("migrate_to_chat_id"))
    return Unknown(f"Telegram reported a fault of its own ({code}).")
