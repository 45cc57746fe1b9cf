"""What the text says. The engine judges it once; each phase answers for its own part of the verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from django.conf import settings

from rembuk.civility import Reason, Verdict
from rembuk.civility.fold import plain
from rembuk.civility.links import LINK
from rembuk.civility.verdict import SCORE_OF_KIND, ScoreName
from rembuk.conversation.phases import Answer, Draft, within
from rembuk.moderation.engine import judged, models_for, places, told
from rembuk.moderation.rules import Rules, rules_for

LIMIT: Final = 1.0  # second of the processor; 2,000 characters take some thousandths, reading the lists the rest
BY_MODEL: Final = "tone"  # the kind of what a trained model finds in words that no list has


@within(LIMIT)
def links(draft: Draft) -> Answer:
    """Links, telephone bait, and floods of signs."""
    rules = rules_for(draft.thread)
    if not rules.links:
        return Answer("publish")
    answer = _answer(draft, rules, "spam", rules.hold_spam)
    folded = plain(draft.body)
    found = [list(folded.span(*match.span())) for match in LINK.finditer(folded.text)]
    if len(found) <= rules.most_links:
        return answer
    many = [{"kind": "many_links", "span": span} for span in found[rules.most_links :]]
    told_so = [*answer.reasons, {"kind": "many_links", "links": len(found), "most": rules.most_links}]
    return Answer("hold", told_so, engine=answer.engine, asks=[*answer.asks, *many] if rules.nudges else [])


@within(LIMIT)
def lexicon(draft: Draft) -> Answer:
    """The listed words."""
    rules = rules_for(draft.thread)
    return _answer(draft, rules, "abuse", rules.hold_abuse) if rules.lexicon else Answer("publish")


@within(LIMIT)
def gambling(draft: Draft) -> Answer:
    """Gambling advertisements. Who places them is told nothing, whatever else stands in the text."""
    rules = rules_for(draft.thread)
    return _answer(draft, rules, "gambling", rules.hold_gambling) if rules.gambling else Answer("publish")


@within(LIMIT)
def model(draft: Draft) -> Answer:
    """What the trained model has found in the words, beyond the lists. One that has learned from few decisions has no
    threshold to hold, and holds nothing however low the rules are set."""
    rules = rules_for(draft.thread)
    if not rules.model:
        return Answer("publish")
    answer = _answer(draft, rules, "abuse", rules.hold_abuse, by_model=True)
    if answer.outcome == "publish":
        return answer
    asked = models_for(draft.thread.title_id, rules).abuse
    return answer if asked is not None and asked.thresholds.hold is not None else replace(answer, outcome="publish")


@within(0.1)
def unjudged(draft: Draft) -> Answer:
    """Nothing is published without a verdict: where every judge is switched off, or listed nowhere, comments wait."""
    listed = set(settings.REMBUK_PHASES)
    if any(f"{__package__}.{judge}" in listed for judge in rules_for(draft.thread).judges):
        return Answer("publish")
    return Answer("hold", [{"kind": "unjudged"}])


def _answer(draft: Draft, rules: Rules, score: ScoreName, hold_at: int, *, by_model: bool = False) -> Answer:
    """The part of the verdict that is about one score: it waits from `hold_at` percent on, and the writer may be asked
    about whatever the engine names."""
    verdict = judged(draft, rules)
    found = _of(verdict, score, by_model=by_model)
    if not found:
        return Answer("publish", engine=verdict.engine)
    waits = verdict.scores[score] * 100 >= hold_at
    is_advert = score == "gambling"
    asks = places(found) if rules.nudges and not is_advert else []
    # However it is sent, and whether its writer could be asked or not: what is only asked about may have to wait, too.
    waits = waits or bool(asks and rules.nudged_waits)
    return Answer("hold" if waits else "publish", told(found), engine=verdict.engine, asks=asks, silent=is_advert)


def _of(verdict: Verdict, score: ScoreName, *, by_model: bool) -> list[Reason]:
    return [
        reason
        for reason in verdict.reasons
        if SCORE_OF_KIND[reason.kind] == score and (reason.kind == BY_MODEL) == by_model
    ]
