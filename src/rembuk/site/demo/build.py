"""Makes the demo's newsroom, or brings an older one up to date."""

from __future__ import annotations

from django.conf import settings
from django.db import connections
from wagtail.models import Site

from rembuk.readers.keys import make_keys
from rembuk.site import say
from rembuk.site.prepare import bring_up_to_date, keep_secret_key, refuse_unwritable
from rembuk.updates.models import Channel

from .load_newsroom import channel_page
from .loader import load
from .winners import first_winner


def winner_address() -> str:
    """The first winner's log-in, for the welcome."""
    winner = first_winner()
    connections.close_all()
    return winner.email if winner is not None else ""


def build(*, draw: bool) -> None:
    """Keys, tables, and the sample newsroom's people, stories, comments and programmes."""
    refuse_unwritable()
    say.line("Making the database …")
    keep_secret_key()
    make_keys()
    bring_up_to_date()
    load(draw=draw)
    connections.close_all()


def refresh() -> None:
    """A newsroom that is there: new tables if this version has some, and the port of this run."""
    refuse_unwritable()
    bring_up_to_date()
    Site.objects.update(port=int(settings.REMBUK_BASE_URL.rsplit(":", 1)[1]))
    Site.clear_site_root_paths_cache()
    for channel in Channel.objects.all():
        channel.join_url = channel_page(channel.chat)
        channel.save(update_fields=["join_url"])
    connections.close_all()
