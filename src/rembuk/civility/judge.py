"""Text in, verdict out.

`judge` never answers "publish" by default: when any part of it fails it raises, and the caller holds the text. Rules
and models are heard side by side; the higher score counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from rembuk.civility.abuse import find_abuse
from rembuk.civility.affixes import entry_of
from rembuk.civility.gambling import HELD_BRAND, find_gambling, in_the_news
from rembuk.civility.lexicon import Lexicon, builtin
from rembuk.civility.models import Model, Models, shipped
from rembuk.civility.models.features import Span
from rembuk.civility.personal import find_personal
from rembuk.civility.reading import Reading, read_text
from rembuk.civility.spam import find_spam
from rembuk.civility.verdict import SCORE_NAMES, SCORE_OF_KIND, Action, Reason, ScoreName, Verdict, combined

# score at or above: (nudge, hold). A gambling advertiser is not asked to think again, so that score only holds.
THRESHOLDS: dict[ScoreName, tuple[float, float]] = {"abuse": (0.5, 0.75), "gambling": (0.5, 0.5), "spam": (0.5, 0.75)}


Detector = Callable[[Reading], Iterable[Reason]]


def _abuse(reading: Reading) -> list[Reason]:
    return find_abuse(reading.original, reading.folded, reading.lexicon)


def _gambling(reading: Reading) -> list[Reason]:
    return find_gambling(reading.original, reading.plain, reading.joined, reading.folded, reading.hidden)


def _spam(reading: Reading) -> list[Reason]:
    return find_spam(reading.original, reading.plain)


def _personal(reading: Reading) -> Iterable[Reason]:
    return find_personal(reading.original, reading.plain)


DETECTORS: tuple[Detector, ...] = (_abuse, _gambling, _spam, _personal)


def judge(text: str, *, lexicon: Lexicon | None = None, models: Models | None = None) -> Verdict:
    """Judge one comment; raises on any internal failure, that of loading included.

    `lexicon` defaults to the built-in word lists, `models` to those that come with the package.
    """
    reading = read_text(text, builtin() if lexicon is None else lexicon)
    reasons = [reason for detect in DETECTORS for reason in detect(reading)]
    scores = _scores(reasons)
    reasons += _asked(reading, shipped() if models is None else models, scores, reasons)
    reasons.sort(key=lambda reason: reason.span)
    shown = tuple(reason for reason in reasons if scores[SCORE_OF_KIND[reason.kind]] >= _nudge_at(reason))
    return Verdict(_action(scores), shown, scores)


def _asked(reading: Reading, models: Models, scores: dict[ScoreName, float], found: list[Reason]) -> list[Reason]:
    """Raise `scores` to what the models say, and give their reasons where they, not the rules, decide the action."""
    reasons: list[Reason] = []
    for model in (models.abuse, models.gambling):
        if model is None:
            continue
        name: ScoreName = model.kind
        score = model.score(reading)
        excused: frozenset[Span] = frozenset()
        if _level(name, score) and (excused := _excused(reading, model, found)):
            score = min(score, model.score_without(reading, excused))
        if _level(name, score) > _level(name, scores[name]):
            reasons += model.reasons(reading, score, excused)
        scores[name] = max(scores[name], score)
    return reasons


def _excused(reading: Reading, model: Model, found: list[Reason]) -> frozenset[Span]:
    """What the rules let pass: a listed word that is quoted, a brand in the news. They know its context."""
    document = model.read(reading)
    if model.kind == "gambling":
        if reading.hidden or not in_the_news(reading.folded):
            return frozenset()
        brands = [reason for reason in found if reason.rule.startswith("gambling/brand") and reason.weight < HELD_BRAND]
        spans = {*document.spans, *(span for _, span in document.shapes)}
        return frozenset(span for span in spans if _is_within(span, brands))
    return frozenset(
        span
        for word, span in zip(document.words, document.spans, strict=True)
        if entry_of(reading.lexicon, word) is not None and not _is_within(span, found)
    )


def _is_within(span: Span, reasons: Iterable[Reason]) -> bool:
    return any(reason.span[0] < span[1] and span[0] < reason.span[1] for reason in reasons)


def _level(name: ScoreName, score: float) -> int:
    return sum(score >= threshold for threshold in THRESHOLDS[name])


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
