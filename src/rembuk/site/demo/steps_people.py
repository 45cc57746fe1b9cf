"""Steps of the walk: an account is made, a profile is sealed, a new device is noticed."""

from __future__ import annotations

import re

from django.db import connection

from rembuk.readers.models import Reader, SealedField
from rembuk.readers.queries import facts

from .accounts import PASSWORD
from .visitor import Failed, need
from .walk_state import Walk

NEWCOMER = "larasati@contoh.test"
ANSWERS = {"name": "Larasati Wijayaningrum", "birth_date": "1988-02-29", "phone": "0857 5550 7788"}


def signed_up(walk: Walk) -> str:
    """Sign-up sends a link; the account is only usable once the mailbox has answered."""
    with walk.visitor() as newcomer:
        newcomer.open("/akun/signup/")
        newcomer.submit("main form", display_name="Larasati", email=NEWCOMER, password1=PASSWORD, terms="on")
        link = re.search(r"https?://\S+/confirm-email/\S+", walk.letter_to(NEWCOMER, "confirm-email").text)
        if link is None:
            raise Failed("the letter has no link")
        newcomer.open(link.group(0))
        newcomer.submit("main form")
        newcomer.open("/profil/")
        if "/akun/login" in newcomer.address:
            newcomer.sign_in(NEWCOMER)
            newcomer.open("/profil/")
        need("/profil" in newcomer.address, f"the profile is not open ({newcomer.address})")
        fields = {
            f"{name}-{name}" if f'name="{name}-{name}"' in newcomer.page else name: value
            for name, value in ANSWERS.items()
        }
        newcomer.submit('main form:has(input[name="phone"]), main form', **fields)
        for value in ANSWERS.values():
            need(value not in newcomer.page, "the profile shows a sealed value")
    known = facts(Reader.objects.get(email=NEWCOMER))
    need(known.complete and known.adult and known.unique, "the profile is not complete, adult and unique")
    return "confirmed by e-mail, profile complete"


def sealed(walk: Walk) -> str:
    """No answer can be read in the database's bytes, its write-ahead log or the kept mail."""
    reader = Reader.objects.get(email=NEWCOMER)
    need(SealedField.objects.filter(reader=reader).count() == len(ANSWERS), "an answer was not kept")
    wanted = [ANSWERS["name"], ANSWERS["birth_date"], "+6285755507788", "085755507788", "0857 5550 7788"]
    # To close any file of an SQLite database drops this process's locks on it: have none while looking.
    connection.close()
    places = [path for path in walk.var.rglob("*") if path.is_file() and "keys" not in path.parts]
    for path in places:
        content = path.read_bytes()
        for value in wanted:
            need(value.encode() not in content, f"a sealed answer stands in plain in {path.name}")
    return f"none of {len(wanted)} spellings in {len(places)} files"


def new_device(walk: Walk) -> str:
    """A sign-in from a browser that is not known sends a notice."""
    with walk.visitor() as elsewhere:
        elsewhere.sign_in(NEWCOMER)
        letter = walk.letter_to(NEWCOMER, "perangkat")
        status = elsewhere.open("/akun/email/")
        need("/keamanan/kode/" in elsewhere.address, f"an unknown device may change the address (status {status})")
    return f"notice “{letter.subject}”; changing the address asks for a code"


PEOPLE = [
    ("readers", "sign up, confirm by e-mail, complete the profile", signed_up),
    ("sealed", "no answer can be read at rest", sealed),
    ("trust", "a new device is noticed and kept from the account's doors", new_device),
]
