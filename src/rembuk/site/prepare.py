"""What must stand before the site can run: the key folder, the database's tables, the cache table."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from rembuk.readers.keys import make_keys
from rembuk.sealed.keyring import KeyRingError

from . import env, say


def refuse_unwritable() -> None:
    """Stop with a sentence when nothing can be kept."""
    try:
        # The database holds sessions and letters: nobody else on this machine reads along.
        settings.VAR.mkdir(parents=True, exist_ok=True, mode=0o700)
        writable = os.access(settings.VAR, os.W_OK)
    except OSError:
        writable = False
    if not writable:
        say.stop(f"{settings.VAR} cannot be written; run this in a folder of your own, or set REMBUK_VAR.")


def keep_secret_key() -> None:
    """Keep the key that signs sessions, unless the environment gives one or it is kept already."""
    file: Path = settings.SECRET_KEY_FILE
    if os.environ.get("REMBUK_SECRET_KEY") or os.environ.get("REMBUK_SECRET_KEY_FILE") or env.kept(file):
        return
    # Written whole and on the disk before it has its name: a power cut leaves no half of a key.
    unfinished = file.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as target:
        target.write(settings.SECRET_KEY)
        target.flush()
        os.fsync(target.fileno())
    unfinished.rename(file)


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
