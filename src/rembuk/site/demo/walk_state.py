"""What the steps of the walk share."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from .mailbox import Letter, letters
from .visitor import Failed, Visitor, wait_for


@dataclass
class Walk:
    """Addresses, and what earlier steps leave for later ones."""

    site: str
    telegram: str
    var: Path
    story_path: str = ""
    comment_id: str = ""
    left: dict[str, str] = field(default_factory=dict)

    @property
    def niaga(self) -> str:
        """The host of the sister title."""
        return f"niagapetang.localhost:{urlsplit(self.site).port}"

    def visitor(self) -> Visitor:
        """A new browser that nobody knows."""
        return Visitor(self.site)

    def letter_to(self, address: str, words: str) -> Letter:
        """The newest letter to somebody whose text or subject holds the words; waits for the worker."""

        def look() -> Letter | None:
            return next(
                (one for one in letters() if address in one.to and words.lower() in (one.subject + one.text).lower()),
                None,
            )

        return wait_for(look, f"no letter with “{words}” came to {address}")

    def confirm(self, visitor: Visitor, email: str) -> None:
        """On the page that asks for a code: have it sent, read it in the mailbox, type it; then where one was going."""
        visitor.submit("main form", "send=1")
        code = re.search(r"\b\d{6}\b", self.letter_to(email, "kode").text)
        if code is None:
            raise Failed("the letter has no code")
        visitor.submit("main form", code=code[0])
