"""The sample's talk: the same for a seed, never a parrot, every reference good."""

from __future__ import annotations

import re
import time
import unicodedata
from collections import Counter
from datetime import timedelta
from functools import cache

import pytest

from rembuk.site.sample import REFERENCE_NOW, SampleComment, comments, read_stories, readers
from rembuk.site.sample.data import WIB, read_toml

STORIES = {story.slug: story for story in read_stories()}
READERS = readers(7)
FLAVOURS = {
    *("opinion", "experience", "figure", "question", "answer", "agree", "differ", "story", "probe"),
    *("thanks", "calm", "tiny", "foul", "gambling", "bait"),
}


@cache
def talk(seed: int = 7) -> list[SampleComment]:
    return comments(seed, list(STORIES.values()), READERS)


@cache
def flavours() -> Counter[str]:
    return Counter(comment.flavour for comment in talk())


def test_one_seed_one_talk() -> None:
    again = comments(7, list(STORIES.values()), READERS)
    assert again == talk()
    assert [c.text for c in talk(8)] != [c.text for c in again]


def test_all_of_it_takes_less_than_three_seconds() -> None:
    began = time.perf_counter()
    comments(11, read_stories(), readers(11))
    assert time.perf_counter() - began < 3


@pytest.mark.parametrize("n", [1, 50, 777])
def test_as_many_as_asked(n: int) -> None:
    made = comments(7, list(STORIES.values()), READERS, n)
    assert [comment.id for comment in made] == list(range(1, n + 1))


def test_only_tiny_comments_repeat() -> None:
    counts = Counter(comment.text for comment in talk() if comment.flavour != "tiny")
    assert counts.most_common(1)[0][1] <= 3
    assert all(len(comment.text.split()) <= 6 for comment in talk() if comment.flavour == "tiny")


def test_every_flavour_is_there_in_its_share() -> None:
    found = flavours()
    assert set(found) == FLAVOURS
    assert (found["foul"], found["gambling"], found["bait"]) == (80, 80, 20)
    assert found["tiny"] < 200


def test_replies_answer_an_earlier_comment_of_another_reader_under_the_same_story() -> None:
    by_id = {comment.id: comment for comment in talk()}
    for comment in talk():
        assert 0 <= comment.reader < len(READERS)
        if comment.parent is not None:
            parent = by_id[comment.parent]
            assert parent.story == comment.story
            assert parent.id < comment.id
            assert parent.minutes_after <= comment.minutes_after
            assert parent.reader != comment.reader
            assert parent.flavour not in {"gambling", "bait"}


def test_answers_belong_to_questions_and_thanks_to_the_asker() -> None:
    by_id = {comment.id: comment for comment in talk()}
    for comment in talk():
        if comment.flavour == "answer":
            assert comment.parent is not None
            assert by_id[comment.parent].flavour in {"question", "probe"}
        if comment.flavour == "thanks":
            answer = by_id[comment.parent or 0]
            question = by_id[answer.parent or 0]
            assert question.reader == comment.reader


def test_one_long_thread_and_many_short_ones() -> None:
    by_id = {comment.id: comment for comment in talk()}

    def root(comment: SampleComment) -> int:
        while comment.parent is not None:
            comment = by_id[comment.parent]
        return comment.id

    sizes = sorted(Counter(root(comment) for comment in talk()).values())
    assert sizes[-1] >= 40
    assert sizes[len(sizes) // 2] == 1


def test_people_write_soon_and_sleep_at_night() -> None:
    hours: Counter[int] = Counter()
    for comment in talk():
        story = STORIES[comment.story]
        written = story.published_at(REFERENCE_NOW) + timedelta(minutes=comment.minutes_after)
        assert story.published_at(REFERENCE_NOW) < written < REFERENCE_NOW
        hours[written.astimezone(WIB).hour] += 1
    assert sum(hours[hour] for hour in (1, 2, 3)) < sum(hours[hour] for hour in (19, 20, 21)) / 4
    early = sum(comment.minutes_after < 24 * 60 for comment in talk())
    assert early > len(talk()) * 0.6


def test_hashtags_of_the_programme_stand_in_a_third_of_its_stories() -> None:
    under = [comment for comment in talk() if STORIES[comment.story].programme == "bicara-jernih"]
    tagged = sum("#BicaraJernih" in comment.text for comment in under)
    assert 0.25 < tagged / len(under) < 0.42
    elsewhere = [comment for comment in talk() if STORIES[comment.story].programme != "bicara-jernih"]
    assert not any("#BicaraJernih" in comment.text for comment in elsewhere)
    assert len(set(re.findall(r"#\w+", " ".join(comment.text for comment in talk())))) > 15


def test_no_pattern_shows_its_seams() -> None:
    for comment in talk():
        assert not set("{}[]|") & set(comment.text), comment.text
        assert "  " not in comment.text
        assert comment.text == comment.text.strip()
        assert len(comment.text) < 600


def test_spam_hides_behind_styled_letters() -> None:
    spam = [comment.text for comment in talk() if comment.flavour == "gambling"]
    styled = [text for text in spam if not text.isascii()]
    brands = [brand.lower() for brand in read_toml("phrases/_umum.toml")["slots"]["merek"]]
    folded = unicodedata.normalize("NFKC", " ".join(spam)).lower()
    assert len(styled) > 20
    assert any(brand in folded for brand in brands)


def test_bait_leads_nowhere() -> None:
    for comment in talk():
        for host in re.findall(r"https?://([^/\s]+)|([\w-]+(?:\.[\w-]+)+)/?", comment.text):
            name = host[0] or host[1]
            if comment.flavour == "bait" and any(letter.isalpha() for letter in name):
                assert name.endswith("contoh.test"), comment.text
