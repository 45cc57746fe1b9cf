"""The finished programme's own conversation: enough people who can win, and nothing after the closing."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache

import pytest

from rembuk.site.sample import REFERENCE_NOW, WIB, SampleComment, SampleReader, comments, programmes, readers
from rembuk.site.sample import read_stories as stories
from rembuk.site.sample.data import read_toml

(ARCHIVE,) = (story for story in stories() if story.published_on)
(FINISHED,) = (programme for programme in programmes() if programme.state == "finished")
READERS = readers(7)
TODAY = REFERENCE_NOW.date()
# A loader may begin with the newest story or, as history went, with the oldest.
ORDERS = {"newest first": 1, "oldest first": -1}


@cache
def told(order: str = "newest first", now: datetime = REFERENCE_NOW) -> list[SampleComment]:
    people = READERS if now == REFERENCE_NOW else readers(7, today=now.date())
    return [one for one in comments(7, stories()[:: ORDERS[order]], people, now=now) if one.story == ARCHIVE.slug]


def tagged(order: str = "newest first") -> list[SampleComment]:
    return [comment for comment in told(order) if FINISHED.hashtag in comment.text]


def of_age(reader: SampleReader, day: date) -> bool:
    return reader.born is not None and reader.born <= day.replace(year=day.year - 18)


def eligible(reader: SampleReader) -> bool:
    return reader.completeness == "complete" and of_age(reader, TODAY)


def test_the_story_belongs_to_the_programme_and_ran_in_its_period() -> None:
    assert (ARCHIVE.programme, ARCHIVE.title) == (FINISHED.slug, FINISHED.title)
    published = ARCHIVE.published_at(REFERENCE_NOW)
    assert FINISHED.moment("opens", REFERENCE_NOW) < published < FINISHED.moment("closes", REFERENCE_NOW)
    assert published == ARCHIVE.published_at(REFERENCE_NOW + timedelta(days=400))
    assert not [block for block in ARCHIVE.body if block.kind == "baca"]  # nothing in the sample is older


@pytest.mark.parametrize("now", [REFERENCE_NOW, REFERENCE_NOW + timedelta(days=500)])
def test_all_is_written_between_publication_and_closing(now: datetime) -> None:
    published, closes = ARCHIVE.published_at(now), FINISHED.moment("closes", now)
    for comment in told(now=now):
        assert published < published + timedelta(minutes=comment.minutes_after) < closes


@pytest.mark.parametrize("order", ORDERS)
def test_many_people_tell_one_story_each(order: str) -> None:
    assert 180 <= len(told(order)) <= 200
    assert sum(comment.parent is None for comment in told(order)) > 0.85 * len(told(order))
    writers = {comment.reader for comment in tagged(order)}
    assert 135 <= len(writers) <= 160
    assert len(tagged(order)) - len(writers) <= 8
    assert len(tagged(order)) < len(told(order)) - 20


@pytest.mark.parametrize("order", ORDERS)
def test_enough_can_win_and_some_cannot(order: str) -> None:
    writers = [READERS[number] for number in {comment.reader for comment in tagged(order)}]
    can = [reader for reader in writers if eligible(reader)]
    assert len(can) >= 110
    # Also when one in ten of them never agrees to the terms.
    assert sum(reader.index % 10 < 9 for reader in can) >= 110
    assert sum(reader.completeness != "complete" for reader in writers) >= 5
    assert sum(reader.born is not None and not of_age(reader, TODAY) for reader in writers) >= 2


def test_nobody_who_may_win_was_under_age_at_the_opening() -> None:
    opened = FINISHED.moment("opens", REFERENCE_NOW).date()
    for comment in told():
        reader = READERS[comment.reader]
        assert of_age(reader, opened) or not of_age(reader, TODAY)


def test_the_unwelcome_is_there_too() -> None:
    found = Counter(comment.flavour for comment in told())
    assert (found["foul"], found["gambling"], found["bait"]) == (8, 8, 2)


def test_stories_do_not_repeat() -> None:
    patterns = read_toml(f"phrases/{ARCHIVE.slug}.toml")["experience"]
    assert len(patterns) == len(set(patterns)) >= 150
    texts = [comment.text.casefold() for comment in told() if comment.flavour != "tiny"]
    assert len(texts) == len(set(texts))


def test_the_dates_of_the_finished_programme_are_fixed() -> None:
    for now in (REFERENCE_NOW, REFERENCE_NOW + timedelta(days=900)):
        assert [FINISHED.moment(name, now) for name in ("opens", "closes", "draw", "announced", "claim_until")] == [
            datetime(2023, 7, 29, 0, 0, tzinfo=WIB),
            datetime(2023, 9, 7, 23, 59, tzinfo=WIB),
            datetime(2023, 9, 15, 18, 0, tzinfo=WIB),
            datetime(2023, 9, 18, 12, 0, tzinfo=WIB),
            datetime(2026, 12, 31, 23, 59, tzinfo=WIB),
        ]
    terms = FINISHED.terms_text(REFERENCE_NOW)
    assert "29 Juli 2023 pukul 00.00 WIB" in terms
    assert "15 September 2023 pukul 18.00 WIB" in terms
    assert "31 Desember 2026" in terms
    assert "tanggal 21 Juli 2023" in terms  # a Friday: the permit came on a working day
