"""What stands in the place of the CSRF cookie in a frame: browsers give a frame on another site none.

Every frame gets a number of its own, in its page as a signed mark that also says the title and the site. The frame's
script sends the mark along in a header, and there `middleware.FrameReaders` puts the number where Django looks for its
cookie. So Django checks a guest's form as everywhere: its token must fit the number, and its origin must be our own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core import signing
from django.utils.crypto import get_random_string

LIFE: Final = 24 * 3_600  # seconds that a page may stand open before a guest sends
LONGEST: Final = 1_000
_SALT: Final = "rembuk.embed.frame"
_LENGTH: Final = 32  # letters and digits, as Django's own secret for CSRF tokens


@dataclass(frozen=True)
class Mark:
    """A frame: its number, the id of its title, and the origin of the site that shows it."""

    number: str
    title_id: int
    origin: str

    def signed(self) -> str:
        """As the frame's page carries it."""
        return signing.dumps([self.number, self.title_id, self.origin], salt=_SALT)


def new_number() -> str:
    """A number that nobody can guess."""
    return get_random_string(_LENGTH)


def read(text: str) -> Mark | None:
    """The mark in a request; None when it is none of ours, or too old."""
    if len(text) > LONGEST:
        return None
    try:
        number, title_id, origin = signing.loads(text, salt=_SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError):
        return None
    return Mark(number, title_id, origin)
