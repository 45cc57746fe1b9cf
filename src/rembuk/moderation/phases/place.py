"""What this place asks for: words that an editor has listed for a story, a section or a title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Final

from rembuk.civility.fold import Folded, fold
from rembuk.conversation.phases import Answer, Draft, within
from rembuk.moderation.rules import rules_for

MOST_FOUND: Final = 20  # places that a verdict names
_BETWEEN: Final = r"[\W_]{1,3}"  # what may stand between the words of a phrase


@within(1.0)
def story_words(draft: Draft) -> Answer:
    """A listed word waits, however it is spelled or disguised: the name of a suspect, a leaked telephone number."""
    rules = rules_for(draft.thread)
    if not rules.words:
        return Answer("publish")
    found = list(islice(_found(fold(draft.body), rules.words), MOST_FOUND))
    if not found:
        return Answer("publish")
    reasons = [{"kind": "listed", "span": list(span), "word": draft.body[slice(*span)]} for span in found]
    asks = [{"kind": "listed", "span": list(span)} for span in found]
    return Answer("hold", reasons, asks=asks if rules.nudges else [])


def _found(text: Folded, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where the words stand as words of their own, in the writer's own text."""
    for pattern in _patterns(words):
        for match in pattern.finditer(text.text):
            yield text.span(*match.span())


@lru_cache(maxsize=64)
def _patterns(words: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    found = (re.findall(r"[^\W_]+", fold(word).text) for word in words)
    return tuple(re.compile(rf"(?<![^\W_]){_BETWEEN.join(parts)}(?![^\W_])") for parts in found if parts)
