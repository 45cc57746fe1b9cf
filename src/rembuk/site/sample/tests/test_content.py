"""Stories, pictures, people, programmes: whole, consistent, and able to reach nobody."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from xml.etree import ElementTree

import phonenumbers
import pytest

from rembuk.site.sample import (
    REFERENCE_NOW,
    SampleProgramme,
    SampleStory,
    illustrations,
    merchants,
    profile_notice,
    programmes,
    read_stories,
    readers,
    staff,
    titles,
)
from rembuk.site.sample.data import read_toml

STORIES = read_stories()
PROGRAMMES = programmes()


def test_twelve_stories_in_two_titles() -> None:
    assert Counter(story.title for story in STORIES) == {"lintas-pagi": 8, "niaga-petang": 4}
    assert {story.title for story in STORIES} == {title.slug for title in titles()}
    assert len({story.section for story in STORIES}) == 12
    assert sum(story.breaking for story in STORIES) == 1
    assert [story.published for story in STORIES] == sorted(story.published for story in STORIES)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
def test_a_story_is_whole(story: SampleStory) -> None:
    words = sum(len(block.text.split()) for block in story.body)
    assert 300 <= words <= 450
    assert {"reporter"} <= {credit.role for credit in story.credits}
    assert story.scene in illustrations()
    assert story.caption
    slugs = {other.slug for other in STORIES}
    kinds = Counter(block.kind for block in story.body)
    assert kinds["quote"] >= 1
    assert kinds["baca"] >= 1 or story.published_on
    for block in story.body:
        if block.kind == "quote":
            assert block.speaker
            assert block.role
        if block.kind == "baca":
            assert block.target in slugs - {story.slug}
            assert not block.text
        else:
            assert block.text


def test_syndicated_stories_ran_earlier_in_the_other_title() -> None:
    origins = [(story, story.origin) for story in STORIES if story.origin]
    assert len(origins) == 3
    for story, origin in origins:
        assert (story.title, origin.title) == ("lintas-pagi", "niaga-petang")
        assert origin.published > story.published
        assert origin.headline != story.headline
        assert origin.slug not in {other.slug for other in STORIES}


def test_every_story_has_its_own_patterns() -> None:
    kinds = ("experience", "opinion", "figure", "agree", "differ", "foul")
    tables = [read_toml(f"phrases/{story.slug}.toml") for story in STORIES]
    assert all(table[kind] for table in tables for kind in kinds)
    assert sum(len(table[kind]) for table in tables for kind in kinds) >= 150


def test_illustrations_are_small_silent_and_described() -> None:
    for picture in illustrations().values():
        assert len(picture.svg.encode()) < 3000
        assert 40 < len(picture.alt) < 160
        root = ElementTree.fromstring(picture.svg)  # noqa: S314 - our own file
        tags = {element.tag.rsplit("}")[-1] for element in root.iter()}
        assert tags <= {"svg", "g", "rect", "path", "circle", "ellipse"}
        assert "style=" not in picture.svg
        assert "href" not in picture.svg


def test_readers_are_the_same_for_a_seed_and_all_different() -> None:
    people = readers(3)
    assert people == readers(3)
    assert people != readers(4)
    assert len(people) == len({p.display_name.casefold() for p in people}) == len({p.email for p in people}) == 600
    assert {p.voice for p in people} == {"formal", "santai", "jakarta", "singkat", "jawa", "sunda"}


def test_readers_profiles_tell_how_complete_they_are() -> None:
    for person in readers(3):
        facts = [person.full_name, person.phone, person.born, person.city]
        known = sum(fact is not None for fact in facts)
        assert {"bare": known == 0, "partial": known < 4, "complete": known == 4}[person.completeness]
    assert set(Counter(person.completeness for person in readers(3))) == {"bare", "partial", "complete"}


def test_a_few_readers_are_under_age() -> None:
    today = REFERENCE_NOW.date()
    ages = [(today - person.born).days / 365.25 for person in readers(3) if person.born]
    assert 3 <= sum(age < 18 for age in ages) <= 30
    assert min(ages) > 13
    assert max(ages) < 80


def test_nobody_can_be_reached() -> None:
    addresses = [person.email for person in readers(3)] + [person.email for person in staff()]
    assert all(re.fullmatch(r"[a-z0-9.]+@([a-z]+\.)*(example|contoh)\.test", address) for address in addresses)
    phones = [person.phone for person in readers(3) if person.phone] + [shop.phone for shop in merchants()]
    assert len(phones) == len(set(phones))
    for phone in phones:
        assert re.fullmatch(r"\+628\d\d(555|000)\d{5}", phone)
        assert phonenumbers.number_type(phonenumbers.parse(phone)) == phonenumbers.PhoneNumberType.MOBILE


def test_staff_and_merchants() -> None:
    roles = Counter(person.role for person in staff())
    assert roles == {"editor": 2, "moderator": 2, "help_desk": 1, "audience_editor": 1}
    assert len({shop.slug for shop in merchants()}) == 15


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.slug)
def test_terms_are_numbered_and_filled(programme: SampleProgramme) -> None:
    text = programme.terms_text(REFERENCE_NOW)
    assert "{" not in text
    assert programme.hashtag in text
    clauses = re.findall(r"^(\d+)\.(\d+) ", text, re.MULTILINE)
    numbers = [(int(article), int(clause)) for article, clause in clauses]
    assert numbers == sorted(set(numbers))
    assert {article for article, _ in numbers} == set(range(1, 12))
    for needed in ("90 pemenang", "Rp100.000", "18 tahun", "drand", "Nomor 27 Tahun 2022", "000/CONTOH/UGB"):
        assert needed in text


@pytest.mark.parametrize("programme", PROGRAMMES, ids=lambda programme: programme.slug)
def test_terms_promise_only_what_is_checked(programme: SampleProgramme) -> None:
    text = programme.terms_text(REFERENCE_NOW)
    assert "3.3 Karyawan Penyelenggara dan pedagang mitra tidak dapat menjadi peserta.\n" in text
    assert "dipakai dalam satu kali belanja" in text
    assert "sisanya tidak dikembalikan" in text
    for unchecked in ("bertahap", "serumah", "warga negara", "sekurang-kurangnya dua kalimat"):
        assert unchecked not in text


def test_one_programme_runs_and_one_is_over() -> None:
    running, finished = PROGRAMMES
    assert (running.state, finished.state) == ("running", "finished")
    assert isinstance(running.opens, timedelta)
    assert isinstance(running.closes, timedelta)
    assert running.opens < timedelta(0) < running.closes
    assert finished.moment("draw", REFERENCE_NOW) < REFERENCE_NOW < finished.moment("claim_until", REFERENCE_NOW)
    for programme in PROGRAMMES:
        names = ("opens", "closes", "draw", "announced", "claim_until")
        for days in range(7):
            moments = [programme.moment(name, REFERENCE_NOW + timedelta(days=days)) for name in names]
            assert moments == sorted(moments)
            assert moments[2].weekday() < 5


def test_titles_invite_and_the_notice_says_what_for() -> None:
    assert [title.telegram for title in titles()] == ["@lintaspagi", "@niagapetang"]
    assert all(title.telegram in title.telegram_button for title in titles())
    assert "program" in profile_notice().text
