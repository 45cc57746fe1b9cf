from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.civility import ENGINE_VERSION, REASON_KINDS, Verdict, judge
from rembuk.civility.lexicon import Lexicon
from rembuk.civility.models import NO_MODELS
from rembuk.civility.verdict import SCORE_OF_KIND, combined

PIECES = st.sampled_from(
    [
        "goblok",
        "lu ",
        "b.a.n.g.s.a.t",
        "k*ntol",
        " MAWAR88 ",
        "bit.ly/x",
        "\u200b",
        "\U0001d400",
        " ",
        "WA 081200001111",
        "g o b l o k  l u",
        "\U0001f1f8\U0001f1f1\U0001f1f4\U0001f1f9",
        "NIK 3273010507900003",
        'disebut "asu" ',
        "s.l.o.t ",
        "t(dot)me/x",
        "ban gsat",
    ]
)
MESSY = st.lists(PIECES | st.text(max_size=6), max_size=12).map("".join)


@given(MESSY)
def test_reasons_quote_the_writers_own_text(text: str) -> None:
    for reason in judge(text).reasons:
        start, end = reason.span
        assert 0 <= start < end <= len(text)
        assert reason.word == text[start:end]
        assert 0 < reason.weight <= 1


@given(MESSY)
def test_a_verdict_survives_json(text: str) -> None:
    verdict = judge(text)
    assert Verdict.from_json(json.loads(json.dumps(verdict.to_json()))) == verdict
    assert Verdict.from_json(json.dumps(verdict.to_json())) == verdict


@given(MESSY)
def test_scores_stay_between_nothing_and_one(text: str) -> None:
    verdict = judge(text)
    assert set(verdict.scores) == {"abuse", "gambling", "spam"}
    assert all(0 <= score <= 1 for score in verdict.scores.values())
    assert (verdict.action == "publish") == (not verdict.reasons)


@pytest.mark.parametrize("change", [{"action": "maybe"}, {"reasons": [{"kind": "rude"}]}, {"scores": {}}])
def test_a_foreign_verdict_is_refused(change: dict[str, object]) -> None:
    with pytest.raises((ValueError, KeyError)):
        Verdict.from_json(judge("halo").to_json() | change)


def test_a_verdict_names_its_engine() -> None:
    assert judge("halo").engine == ENGINE_VERSION


def test_every_kind_has_a_score() -> None:
    assert set(SCORE_OF_KIND) == set(REASON_KINDS)


def test_two_half_findings_make_three_quarters() -> None:
    assert combined([0.5, 0.5]) == 0.75


def test_a_failure_inside_is_never_a_verdict() -> None:
    with pytest.raises(AttributeError):
        judge("halo semua", lexicon=object())  # type: ignore[arg-type]  # the failure under test


def test_an_empty_lexicon_still_finds_gambling() -> None:
    assert judge("Main di MAWAR88 auto maxwin", lexicon=Lexicon()).action == "hold"


def test_three_hundred_characters_take_about_a_millisecond() -> None:
    text = ("Pemerintah harus segera memperbaiki jalan rusak di desa kami, sudah lama warga mengeluh. " * 4)[:300]
    judge(text)
    started = time.perf_counter()
    for _ in range(50):
        judge(text)
    assert (time.perf_counter() - started) / 50 < 0.005  # five times the budget, for a busy machine


@pytest.mark.parametrize(
    "piece",
    [
        *("a ", "1.", "a.", "x@", "08 ", "aa-", "\u200b", "www.", "a*", "kata kata ", "I1l ", "a#a", "bunuh saja "),
        *("ʇols ", "0 8 1 ", "a\u0332", "\U0001f1f8", "jl. no 1 rt ", "nol delapan ", "b 1 x ", "3174 01 ", "aaa a a "),
        *(
            "4a4a",
            "t . me ",
            "bit , ly ",
            "(dot)",
            "anjing anjing ",
            "go blok ",
            "disebut babi ",
            "\U0001d400",
            '"a ',
            "mawar",
        ),
        *("s a y a  i t u ", "\U0001f525M1 ", "tujuh tujuh ", "kata.kata. ", "babi lu yang "),
    ],
)
def test_a_hostile_text_takes_no_more_than_linear_time(piece: str) -> None:
    started = time.process_time()
    judge(piece * (20_000 // len(piece)), models=NO_MODELS)
    assert time.process_time() - started < 2  # some twenty milliseconds; a quadratic rule would take minutes
