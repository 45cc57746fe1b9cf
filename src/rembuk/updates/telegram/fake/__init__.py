"""A stand-in for Telegram's Bot API, for tests and for the demo. Standard library only.

with FakeBotApi(token="1:test", channels={"@lintaspagi": "Lintas Pagi"}) as telegram:
    ...  # point a client at telegram.base_url; read telegram.messages("@lintaspagi") and telegram.calls
    telegram.control.next("accept-then-drop")  # stored, then the reply is lost
"""

from __future__ import annotations

from .server import FakeBotApi
from .store import Call, Channel, Control, Fault, Message, Rate

__all__ = ["Call", "Channel", "Control", "FakeBotApi", "Fault", "Message", "Rate"]
