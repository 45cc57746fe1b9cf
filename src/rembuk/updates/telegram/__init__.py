"""Telegram: the client that sends, the text it sends, and a stand-in for the service."""

from __future__ import annotations
