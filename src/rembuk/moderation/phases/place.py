"""What this place asks for: words that an editor has listed for a story, a section or a title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final

from rembuk.civility.fold import Folded, fold
from rembuk.conversation.phases import Answer, Draft, within
from rembuk.moderation.rules import rules_for

MOST_FOUND: Final = 20  # places that a verdict names
_BETWEEN: Final = 3  # signs that may stand between the words of a phrase
_WORD: Final = re.compile(r"[^\W_]+")


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


def looked_for(line: str) -> tuple[str, ...]:
    """What a line of the list is looked for as: its words, folded; none where it has neither letter nor digit."""
    return tuple(_WORD.findall(fold(line).text))


def _found(text: Folded, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where the words stand as words of their own, in the writer's own text: one look at each word of the text, however
    many are listed."""
    phrases, lengths = _listed(words)
    told = list(_WORD.finditer(text.text))
    ends: dict[tuple[str, ...], int] = {}
    for place, first in enumerate(told):
        for length in lengths.get(first[0], ()):
            run = told[place : place + length]
            phrase = tuple(word[0] for word in run)
            if phrase not in phrases or first.start() < ends.get(phrase, 0) or not _are_near(run):
                continue
            ends[phrase] = run[-1].end()
            yield text.span(first.start(), run[-1].end())


def _are_near(run: Sequence[re.Match[str]]) -> bool:
    return all(right.start() - left.end() <= _BETWEEN for left, right in pairwise(run))


@lru_cache(maxsize=64)
def _listed(words: tuple[str, ...]) -> tuple[frozenset[tuple[str, ...]], dict[str, list[int]]]:
    """The phrases, and for each first word how many words its phrases have."""
    phrases = frozenset(map(looked_for, words)) - {()}
    lengths: dict[str, set[int]] = {}
    for phrase in phrases:
        lengths.setdefault(phrase[0], set()).add(len(phrase))
    return phrases, {first: sorted(each) for first, each in lengths.items()}
