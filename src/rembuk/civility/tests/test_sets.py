"""Whole sets of invented comments, kept as plain text beside this file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import resources

import pytest

from rembuk.civility import judge
from rembuk.civility.attacks import ATTACKS
from rembuk.civility.fold import fold
from rembuk.civility.lexicon import builtin
from rembuk.civility.models import NO_MODELS, Models, shipped
from rembuk.civility.verdict import Reason

ENGINES: dict[str, Callable[[], Models]] = {"rules": lambda: NO_MODELS, "rules and models": shipped}


def lines_of(name: str) -> list[str]:
    """The comments of a set; lines that start with # describe it."""
    source = resources.files("rembuk.civility.tests").joinpath(name).read_text(encoding="utf-8")
    return [line for line in source.splitlines() if line and not line.startswith("#")]


def foul() -> Iterator[tuple[str, str]]:
    for line in lines_of("foul_comments.txt"):
        kind, _, text = line.partition(" | ")
        yield kind, text.replace("\\u200b", "\u200b")


def stopped(texts: list[str], models: Models) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"publish": [], "nudge": [], "hold": []}
    for text in texts:
        found[judge(text, models=models).action].append(text)
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_political_anger_is_published(engine: str) -> None:
    texts = lines_of("political_anger.txt")
    assert len(set(texts)) == len(texts) >= 500
    found = stopped(texts, ENGINES[engine]())
    assert len(found["hold"]) <= 0.006 * len(texts), found["hold"]
    assert len(found["nudge"]) < 0.05 * len(texts), found["nudge"]


@pytest.mark.parametrize("engine", ENGINES)
def test_words_that_only_look_listed_are_published(engine: str) -> None:
    texts = lines_of("innocent_words.txt")
    assert len(set(texts)) == len(texts) >= 100
    found = stopped(texts, ENGINES[engine]())
    assert not found["hold"]
    assert len(found["nudge"]) <= 0.02 * len(texts), found["nudge"]


@pytest.mark.parametrize("engine", ENGINES)
def test_advertising_under_brands_never_seen_is_held(engine: str) -> None:
    texts = [text.replace("\\u200b", "\u200b") for text in lines_of("gambling_comments.txt")]
    assert len(texts) >= 30
    found = stopped(texts, ENGINES[engine]())
    assert len(found["hold"]) >= 0.95 * len(texts), found["publish"]


def test_foul_comments_are_stopped_for_what_they_are() -> None:
    texts = list(foul())
    missed = []
    for kind, text in texts:
        verdict = judge(text, models=NO_MODELS)
        if verdict.action == "publish" or kind not in {reason.kind for reason in verdict.reasons}:
            missed.append((kind, text, verdict.reasons))
    assert len(texts) >= 150
    assert not missed


def test_those_who_report_or_refuse_a_word_are_not_held_for_it() -> None:
    texts = lines_of("counter_speech.txt")
    found = stopped(texts, NO_MODELS)
    assert len(texts) >= 60
    assert not found["hold"]
    assert len(found["nudge"]) <= 0.2 * len(texts), found["nudge"]


def _disguised(text: str, reasons: tuple[Reason, ...], attack: str) -> str:
    """The words that gave the reasons, disguised; from the last to the first, so that places stay where they are."""
    for reason in reversed(reasons):
        start, end = reason.span
        words = (ATTACKS[attack](word) if len(word) > 3 else word for word in text[start:end].split(" "))
        text = text[:start] + " ".join(words) + text[end:]
    return text


def verdicts_on_foul() -> Iterator[tuple[str, tuple[Reason, ...]]]:
    for kind, text in foul():
        if kind in ("profanity", "insult", "sexual", "sara", "threat") and fold(text).text == text.lower():
            yield text, judge(text, models=NO_MODELS).reasons


def _is_listed_as_it_stands(reasons: tuple[Reason, ...]) -> bool:
    """Whether nothing is disguised yet: a second disguise on top of the first is asked of nobody."""
    lexicon = builtin()
    known = lexicon.words.keys() | lexicon.phrases.words()
    return all(word in known for reason in reasons for word in reason.word.lower().split())


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_disguise_costs_little(attack: str) -> None:
    plain = [(text, reasons) for text, reasons in verdicts_on_foul() if _is_listed_as_it_stands(reasons)]
    assert len(plain) > 90
    lost = [
        disguised
        for text, reasons in plain
        if judge(disguised := _disguised(text, reasons, attack), models=NO_MODELS).action == "publish"
    ]
    assert len(lost) <= 0.08 * len(plain), lost
