"""Where the endpoints stand: one router, because an address is read with one method and written to with another."""

from __future__ import annotations

from typing import Final

from ninja import Router

router: Final = Router()
