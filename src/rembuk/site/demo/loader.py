"""Puts the sample newsroom into an empty database, through the same verbs that people use."""

from __future__ import annotations

from django.utils import timezone, translation

from rembuk.site import say
from rembuk.site.groups import keep_groups

from . import load_desk, load_newsroom, load_past, load_people, load_programmes, load_talk, teach

SEED = 7


def load(*, draw: bool) -> None:
    """Load everything; with `draw`, also what takes its time and no walk needs: models are trained, the finished
    programme is drawn and its vouchers are issued."""
    now = timezone.now()
    keep_groups()
    with translation.override("id"):
        say.line("Loading the sample newsroom …")
        people = load_people.people(SEED, now.date())
        stories = load_newsroom.newsroom(now)
        programmes = load_programmes.programmes(now)
        load_programmes.agreements(programmes, people, now)
        load_past.past(SEED, people, now)
        written = load_talk.talk(SEED, people, stories, now)
        load_desk.desk(SEED, people, {slug: page for slug, (_story, page) in stories.items()}, written, now)
        if draw:
            teach.in_a_process_of_its_own()
            load_past.show_only(people)
            load_programmes.draw_finished(programmes, people)
