"""What must stand before the site can run: the key folder, the database's tables, the cache table."""

from __future__ import annotations

import os

from django.conf import settings
from django.core.management import call_command

from rembuk.readers.keys import make_keys
from rembuk.sealed.keyring import KeyRingError

from . import say


def refuse_unwritable() -> None:
    """Stop with a sentence when nothing can be kept."""
    try:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        writable = os.access(settings.VAR, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        say.stop(f"{settings.VAR} cannot be written; run this in a folder of your own, or set REMBUK_VAR.")


def keep_secret_key() -> None:
    """Keep the key that signs sessions, unless the environment gives one or it is kept already."""
    file = settings.SECRET_KEY_FILE
    if os.environ.get("REMBUK_SECRET_KEY") or os.environ.get("REMBUK_SECRET_KEY_FILE") or file.exists():
        return
    file.touch(mode=0o600)
    file.write_text(settings.SECRET_KEY, encoding="utf-8")


def bring_up_to_date() -> None:
    """Migrate the database and make the cache table."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


def run() -> int:
    """`rembuk prepare`: safe to run again at every upgrade."""
    refuse_unwritable()
    keep_secret_key()
    try:
        make_keys()
    except KeyRingError as problem:
        say.stop(str(problem))
    bring_up_to_date()
    say.line(f"Ready. Keys are in {settings.REMBUK_KEYS}: back them up, and never together with the database.")
    return 0
