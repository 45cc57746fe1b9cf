"""Text in, verdict out.

`judge` never answers "publish" by default: when any part of it fails it raises, and the caller holds the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rembuk.civility.abuse import find_abuse
from rembuk.civility.fold import Folded, fold_joined, join, plain
from rembuk.civility.gambling import find_gambling
from rembuk.civility.lexicon import Lexicon, builtin
from rembuk.civility.links import find_spam
from rembuk.civility.respell import respell
from rembuk.civility.verdict import SCORE_NAMES, SCORE_OF_KIND, Action, Reason, ScoreName, Verdict, combined

# score at or above: (nudge, hold). A gambling advertiser is not asked to think again, so that score only holds.
THRESHOLDS: dict[ScoreName, tuple[float, float]] = {"abuse": (0.5, 0.75), "gambling": (0.5, 0.5), "spam": (0.5, 0.75)}


@dataclass(frozen=True, slots=True)
class Reading:
    """One text in the forms the detectors need. Every form maps back to `original`."""

    original: str
    plain: Folded
    joined: Folded
    folded: Folded
    hidden: frozenset[int]  # where in `folded` the words start that were respelled or upside down
    lexicon: Lexicon


Detector = Callable[[Reading], Iterable[Reason]]


def _abuse(reading: Reading) -> list[Reason]:
    return find_abuse(reading.original, reading.folded, reading.lexicon)


def _gambling(reading: Reading) -> list[Reason]:
    return find_gambling(reading.original, reading.plain, reading.joined, reading.folded, reading.hidden)


def _spam(reading: Reading) -> list[Reason]:
    return find_spam(reading.original, reading.plain)


# A trained model joins as one more detector: it too answers with reasons, one for each word that carries its score.
DETECTORS: tuple[Detector, ...] = (_abuse, _gambling, _spam)


def judge(text: str, *, lexicon: Lexicon | None = None) -> Verdict:
    """Judge one comment. `lexicon` defaults to the built-in word lists; raises on any internal failure."""
    simple = plain(text)
    joined = join(simple)
    words = builtin() if lexicon is None else lexicon
    folded, hidden = respell(text, fold_joined(joined), words)
    reading = Reading(text, simple, joined, folded, hidden, words)
    reasons = sorted((reason for detect in DETECTORS for reason in detect(reading)), key=lambda reason: reason.span)
    scores = _scores(reasons)
    shown = tuple(reason for reason in reasons if scores[SCORE_OF_KIND[reason.kind]] >= _nudge_at(reason))
    return Verdict(_action(scores), shown, scores)


def _scores(reasons: list[Reason]) -> dict[ScoreName, float]:
    """Each rule counts once, with its heaviest finding, except that promotion words and links add up."""
    weights: dict[ScoreName, dict[tuple[str, str], float]] = {name: {} for name in SCORE_NAMES}
    for reason in reasons:
        group = SCORE_OF_KIND[reason.kind]
        once = (reason.rule.removesuffix("+directed"), "" if group == "abuse" else reason.word.lower())
        weights[group][once] = max(reason.weight, weights[group].get(once, 0.0))
    return {name: combined(found.values()) for name, found in weights.items()}


def _action(scores: dict[ScoreName, float]) -> Action:
    if any(scores[name] >= hold for name, (_, hold) in THRESHOLDS.items()):
        return "hold"
    if any(scores[name] >= nudge for name, (nudge, _) in THRESHOLDS.items()):
        return "nudge"
    return "publish"


def _nudge_at(reason: Reason) -> float:
    return THRESHOLDS[SCORE_OF_KIND[reason.kind]][0]
