"""One running programme and one that is finished, with the terms people agreed to and a draw from a real drand round.

The finished programme stands in 2023: its draw used round 657413 of drand's quicknet, which is known, so that the
whole proof can be checked on a machine without a network. A draw of today needs a round of today.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from rembuk.newsroom.models import TitlePage
from rembuk.programmes import actions
from rembuk.programmes.models import Agreement, Programme, Terms
from rembuk.readers.queries import facts
from rembuk.site import say
from rembuk.site.sample.programmes import programmes as sample_programmes

from .load_people import People

ROUND = 657_413
BEACON = json.dumps(
    {
        "round": ROUND,
        "randomness": "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587",
        "signature": "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b",
    }
)
COMMITTED = datetime(2023, 9, 15, 10, 0, tzinfo=UTC)
AGREED_SHARE = 9  # of ten who could


def programmes(now: datetime) -> dict[str, Programme]:
    """Make both programmes with their terms, and open them."""
    made = {}
    for sample in sample_programmes():
        with transaction.atomic():
            programme = Programme.objects.create(
                title=TitlePage.objects.get(slug=sample.title),
                slug=sample.slug,
                name=sample.name,
                invitation=sample.call_text,
                hashtag=sample.hashtag.removeprefix("#"),
                opens_at=sample.moment("opens", now),
                closes_at=sample.moment("closes", now),
                draws_at=sample.moment("draw", now),
                winners=sample.winners,
                reserves=sample.winners,
                voucher_value=sample.prize,
                permit="000/CONTOH/UGB",
            )
            actions.publish_terms(programme=programme, text=sample.terms_text(now), actor=None)
            actions.open_programme(programme=programme, actor=None, now=programme.opens_at)
        made[sample.slug] = programme
    return made


def agreements(programmes: dict[str, Programme], people: People, now: datetime) -> None:
    """Most readers have agreed to the terms of both, also some whose data are not complete."""
    willing = [reader for number, reader in enumerate(people.readers) if number % 10 < AGREED_SHARE]
    willing = [
        people.named["ratna@contoh.test"],
        *(reader for number, reader in enumerate(willing) if number % 2 or facts(reader).complete),
    ]
    with transaction.atomic():
        for programme in say.bar("Agreements", programmes.values(), len(programmes)):
            terms = Terms.objects.get(programme=programme)
            for reader in willing:
                actions.agree(reader=reader, terms=terms, channel="sample")
            Agreement.objects.filter(terms=terms).update(agreed_at=programme.opens_at + timedelta(hours=2))


def draw_finished(programmes: dict[str, Programme], people: People) -> None:
    """Close the finished programme, commit its entries an hour before the round, and draw."""
    programme, yoga = programmes["cerita-warung"], people.named["yoga@contoh.test"]
    steps: list[Any] = [
        lambda: actions.close(programme=programme, actor=yoga),
        lambda: actions.commit(programme=programme, actor=yoga, round=ROUND, now=COMMITTED),
        lambda: actions.draw(programme=programme, actor=yoga, beacon=BEACON),
    ]
    for step in say.bar("Draw", steps, len(steps)):
        step()
        programme.refresh_from_db()
