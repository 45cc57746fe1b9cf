"""What a sanction means, said to the reader it was given to."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from rembuk.design.templatetags.design import tanggal
from rembuk.readers.help_desk import help_desk
from rembuk.readers.models import Reader

from .models import Sanction

# By kind, whether it ends by itself, and whether it holds in one title only.
REFUSALS: Final[dict[tuple[str, bool, bool], str]] = {
    ("pause", True, False): gettext_noop(
        "You can write here again from %(until)s. The moderators asked for this pause for this reason: %(reason)s "
        "You can go on reading, and your text stays in the form."
    ),
    ("pause", True, True): gettext_noop(
        "You can write in %(title)s again from %(until)s. The moderators asked for this pause for this reason: "
        "%(reason)s You can go on reading, and your text stays in the form."
    ),
    ("ban", True, False): gettext_noop(
        "You cannot write comments until %(until)s. The moderators decided so for this reason: %(reason)s "
        "You can go on reading. If you think that this is a mistake, write to the help desk (%(desk)s)."
    ),
    ("ban", True, True): gettext_noop(
        "You cannot write comments in %(title)s until %(until)s. The moderators decided so for this reason: %(reason)s "
        "You can go on reading. If you think that this is a mistake, write to the help desk (%(desk)s)."
    ),
    ("ban", False, False): gettext_noop(
        "You can no longer write comments here. The moderators decided so for this reason: %(reason)s "
        "You can go on reading. If you think that this is a mistake, write to the help desk (%(desk)s)."
    ),
    ("ban", False, True): gettext_noop(
        "You can no longer write comments in %(title)s. The moderators decided so for this reason: %(reason)s "
        "You can go on reading. If you think that this is a mistake, write to the help desk (%(desk)s)."
    ),
    ("warning", False, False): gettext_noop(
        "Please read a warning from the moderators before you write again. Their reason: %(reason)s "
        "Your text stays in the form. You can confirm that you have read it here: %(address)s"
    ),
}
MEANINGS: Final[dict[str, str]] = {
    "warning": gettext_noop("Before your next comment you will be asked to confirm that you have read this warning."),
    "pause": gettext_noop("You do not write comments for a while. You can go on reading and reacting."),
    "approve_first": gettext_noop("Your comments appear once a moderator has read them."),
    "ban": gettext_noop("You cannot write comments. You can go on reading."),
}


def refusal(sanction: Sanction, reader: Reader) -> str:
    """Why the reader can write nothing now, in a few sentences."""
    kind = sanction.kind
    words = REFUSALS[kind, sanction.ends_at is not None, sanction.title is not None and kind != "warning"]
    said = _(words) % {
        "until": tanggal(sanction.ends_at),
        "reason": sanction.reason_text,
        "title": sanction.title.title if sanction.title else "",
        "address": own_address(),
        "desk": help_desk().words,
    }
    return f"{said} {source(sanction, reader)}".rstrip()


def source(sanction: Sanction, reader: Reader) -> str:
    """Why it holds for an account although it was given to a guest, in one sentence; else nothing."""
    if sanction.reader_id == reader.pk or reader.kind == Reader.Kind.GUEST:
        return ""
    words = _("It was decided about “%(name)s”, a guest with your e-mail address, and holds for your account as well.")
    return words % {"name": sanction.reader.display_name}


def step(kind: str, days: int | None) -> str:
    """A step as moderators talk of it."""
    name = str(Sanction.Kind(kind).label)
    if days is None:
        return name if kind == Sanction.Kind.WARNING else _("%(kind)s without end") % {"kind": name}
    return ngettext("%(kind)s, %(days)d day", "%(kind)s, %(days)d days", days) % {"kind": name, "days": days}


def meaning(sanction: Sanction) -> str:
    """What it means for the reader, in one sentence."""
    return _(MEANINGS[sanction.kind])


def scope(sanction: Sanction) -> str:
    """Where it holds."""
    return sanction.title.title if sanction.title else _("everywhere here")


def until(sanction: Sanction) -> str:
    """When it ends."""
    if sanction.kind == Sanction.Kind.WARNING:
        return _("until it is read")
    if sanction.ends_at is None:
        return _("until the moderators lift it")
    return _("until %(when)s") % {"when": tanggal(sanction.ends_at)}


def own_address() -> str:
    """Where readers see what holds for them."""
    return settings.REMBUK_BASE_URL.rstrip("/") + reverse("moderation:standing")
