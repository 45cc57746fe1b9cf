"""Keys of other sites' servers, and the addresses that are told what happens."""

from __future__ import annotations

from .hooks import Delivery, Event, Webhook, WebhookSecret
from .keys import ApiKey, Scope, Used

__all__ = ["ApiKey", "Delivery", "Event", "Scope", "Used", "Webhook", "WebhookSecret"]
