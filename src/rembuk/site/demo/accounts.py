"""Whom to sign in as in the demo. The password is the same for everyone, and printed; the demo holds no real person."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

PASSWORD = "rembuk-bareng-2026"  # noqa: S105  # public on purpose


@dataclass(frozen=True)
class Account:
    """A sample log-in and what it is good for."""

    email: str
    name: str
    what: object
    group: str = ""
    path: str = "/"


WINNER = _("Reader who won a voucher in the draw. A new browser is asked for a code from the mailbox first.")
ACCOUNTS = [
    Account(
        "ratna@contoh.test", "Ratna Puspita", _("Reader with a complete profile, who won a voucher"), path="/dompet/"
    ),
    Account("bagas@contoh.test", "Bagas", _("Reader who has not filled in a profile yet"), path="/profil/"),
    Account("damar@contoh.test", "Damar", _("Moderator: the queue of held comments"), "MODERATORS", "/staf/"),
    Account(
        "marta@contoh.test",
        "Marta Sihombing",
        _("Lead moderator: also bans without end, and how often each one's decisions are reversed"),
        "LEAD_MODERATORS",
        "/staf/",
    ),
    Account(
        "sekar@contoh.test",
        "Sekar Wulandari",
        _("Editor: stories, the outbox, and what was learned from the moderators (/staf/moderasi/belajar/)"),
        "EDITORS",
        "/staf/",
    ),
    Account(
        "yoga@contoh.test", "Yoga", _("Audience editor: programmes, draw, merchants"), "AUDIENCE_EDITORS", "/staf/"
    ),
    Account("intan@contoh.test", "Intan", _("Help desk: cases"), "HELP_DESK", "/staf/"),
    Account("tini@contoh.test", "Bu Tini", _("Merchant: takes vouchers"), path="/warung/"),
]
