"""What makes a flood and what does not, without a database: properties, and the cases the bounds were chosen for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.moderation import floods
from rembuk.moderation.floods import Told, doubt, joins, judge
from rembuk.moderation.weights import HEAVIEST, LIGHTEST, is_usually_right, is_usually_wrong, weight

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
YEAR = timedelta(days=365)


def told(number: int, **facts: Any) -> Told:
    """The report of an account of its own that is a year old, has no record and reported others as well."""
    usual: dict[str, Any] = {"pk": number, "reporter": number, "comment": 1, "made_at": NOON, "joined_at": NOON - YEAR}
    return Told(**(usual | {"weight": 1.0, "here": 1, "elsewhere": 1} | facts))


def many(count: int, **facts: Any) -> list[Told]:
    return [told(number, **facts) for number in range(count)]


@given(st.integers(0, 100_000), st.integers(0, 100_000))
def test_nobody_is_silenced_and_nobody_is_infinite(upheld: int, dismissed: int) -> None:
    assert LIGHTEST <= weight(upheld, dismissed) <= HEAVIEST
    assert weight(upheld + 1, dismissed) >= weight(upheld, dismissed) >= weight(upheld, dismissed + 1)
    assert not (is_usually_right(upheld, dismissed) and is_usually_wrong(upheld, dismissed))


def test_a_newcomer_weighs_one_and_a_record_counts() -> None:
    assert weight(0, 0) == weight(7, 7) == 1
    assert weight(4, 0) == 2
    assert weight(0, 4) == 0.5
    assert [is_usually_right(4, 0), is_usually_right(4, 1), is_usually_right(4, 3)] == [False, True, False]


SOME = st.builds(
    told,
    st.integers(0, 10_000),
    reporter=st.integers(0, 30),
    comment=st.integers(0, 12),
    made_at=st.integers(0, 59).map(lambda minutes: NOON - timedelta(minutes=minutes)),
    weight=st.sampled_from([0.25, 0.5, 0.8, 1.0, 1.5, 4.0]),
    joined_at=st.sampled_from([NOON - timedelta(days=1), NOON - YEAR]),
    here=st.integers(1, 9),
    elsewhere=st.integers(0, 3),
)


@given(st.lists(SOME, max_size=60))
def test_who_was_right_before_is_never_part_of_a_flood(reports: Sequence[Told]) -> None:
    seen = judge(reports)
    if seen is None:
        return
    assert all(each.weight <= 1 and joins(each, seen.mark) for each in seen.members)
    assert len({each.reporter for each in seen.members}) >= floods.ENOUGH_ACCOUNTS
    assert len(seen.members) >= floods.ENOUGH_REPORTS


@given(st.lists(SOME, max_size=60), st.randoms())
def test_the_order_in_which_they_are_looked_at_does_not_matter(reports: list[Told], chance: Any) -> None:
    mixed = list(reports)
    chance.shuffle(mixed)
    first, second = judge(reports), judge(mixed)
    assert (
        {each.pk for each in first.members} == {each.pk for each in second.members}
        if first and second
        else (first is second)
    )


@pytest.mark.parametrize("count", [8, 30, 300])
def test_readers_who_agree_about_one_comment_are_no_flood(count: int) -> None:
    assert judge(many(count)) is None


def test_new_accounts_are_one() -> None:
    new = many(8, joined_at=NOON - timedelta(days=2))
    assert judge(new[:7]) is None
    seen = judge(new)
    assert seen is not None
    assert (len(seen.members), seen.mark) == (8, floods.NEWCOMERS)


def test_some_newcomers_among_many_others_are_none() -> None:
    new = many(8, joined_at=NOON - timedelta(days=2))
    others = [told(number) for number in range(100, 105)]
    assert judge([*new, *others]) is None
    seen = judge([*new, *others[:4]])
    assert seen is not None
    assert seen.members == new  # the others weigh what they always weigh


def test_two_accounts_are_a_grudge_and_three_are_a_flood() -> None:
    def reports(accounts: int) -> list[Told]:
        return [told(n, reporter=n % accounts, comment=n, here=8, elsewhere=0) for n in range(24)]

    assert judge(reports(2)) is None
    seen = judge(reports(3))
    assert seen is not None
    assert seen.mark == floods.ONE_AIM


def test_those_who_are_rarely_right_are_one() -> None:
    seen = judge(many(9, weight=0.5))
    assert seen is not None
    assert seen.mark == floods.WRONG
    assert not doubt(told(1, weight=0.8))  # one that was dismissed says nothing yet


def test_many_comments_at_the_same_moment_are_one() -> None:
    at_once = [told(number, comment=number % 4) for number in range(8)]
    seen = judge([*at_once, told(99, weight=2.0)])
    assert seen is not None
    assert (len(seen.members), seen.mark) == (8, floods.AT_ONCE)
    assert judge([told(number, comment=number % 3) for number in range(8)]) is None
    slowly = [told(number, comment=number, made_at=NOON - timedelta(minutes=6 * number)) for number in range(9)]
    assert judge(slowly) is None
