"""What a failed call means for the message it carried."""

from __future__ import annotations


class DeliveryError(Exception):
    """A call that did not succeed. The message never holds the token or the text that was to be sent."""


class NotSent(DeliveryError):
    """The connection failed before anything left: safe to try again."""


class RateLimited(DeliveryError):
    """Telegram asks to wait (429); the message was not accepted. Try again after `retry_after` seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"Telegram asks to wait {retry_after} seconds.")
        self.retry_after = retry_after


class Refused(DeliveryError):
    """Telegram read the request and will not carry it out (400 and its kin). The same request will fail again.

    `migrate_to_chat_id` is set when the group became a supergroup: store that id and send there.
    """

    def __init__(self, code: int, description: str, migrate_to_chat_id: int | None = None) -> None:
        super().__init__(f"Telegram refused ({code}): {description}")
        self.code = code
        self.description = description
        self.migrate_to_chat_id = migrate_to_chat_id


class Unauthorised(DeliveryError):
    """The token is wrong or revoked (401, 404), or the bot may not write here (403): pause the channel."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(f"Telegram does not let this bot in ({code}): {description}")
        self.code = code
        self.description = description


class Unknown(DeliveryError):
    """The request left and no clear answer came back. It may have arrived: never send it again by itself."""
