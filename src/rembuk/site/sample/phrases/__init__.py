"""The sample's own grammar of comments: sentence patterns by topic, in TOML.

A pattern is Indonesian text with choices, ``[pagi|siang]`` (they may nest), and slots, ``{kota}``. A topic's file
has lists of patterns by kind, ``[[question]]`` tables that pair a question with its answers, and ``[slots]``;
``_umum.toml`` has what may be said under any story and how the voices differ.
"""

from __future__ import annotations

import random
import re
from typing import Any

from rembuk.site.sample.data import read_toml

_CHOICE = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\w+)\}")
_SENTENCE_START = re.compile(r"(^|[.!?] )([a-z])")


class Grammar:
    """Sentences for one topic, or general ones when the topic has no such kind.

    Each kind is a bag: no pattern comes a second time before every other has come once.
    """

    def __init__(self, topic: str, rng: random.Random) -> None:
        general = read_toml("phrases/_umum.toml")
        own = read_toml(f"phrases/{topic}.toml")
        self.rng = rng
        self.hashtags: list[str] = own["hashtags"]
        self._kinds: dict[str, Any] = {**general, **own}
        self._slots: dict[str, list[str]] = {**general["slots"], **own["slots"]}
        self._bags: dict[str, list[Any]] = {}

    def draw(self, kind: str) -> Any:
        """The next pattern (or question table) of a kind."""
        return self._next(kind, self._kinds[kind])

    def say(self, kind: str, **given: str) -> str:
        """A sentence of a kind, its choices made and slots filled."""
        return self.expand(self.draw(kind), **given)

    def answer(self, ask: str, answers: list[str], **given: str) -> str:
        """An answer to that very question, a different one each time while they last."""
        return self.expand(self._next(f"answer:{ask}", answers), **given)

    def expand(self, pattern: str, **given: str) -> str:
        """Make every choice, fill every slot, begin each sentence with a capital. KeyError for an unknown slot."""
        found = 1
        while found:
            pattern, found = _CHOICE.subn(lambda match: self.rng.choice(match[1].split("|")), pattern)
        chosen = dict(given)  # a slot named twice in one sentence means the same thing twice

        def fill(match: re.Match[str]) -> str:
            name = match[1]
            if name not in chosen:
                chosen[name] = self.rng.choice(self._slots[name])
            return chosen[name]

        return _SENTENCE_START.sub(lambda match: match[1] + match[2].upper(), _SLOT.sub(fill, pattern))

    def _next(self, name: str, patterns: list[Any]) -> Any:
        bag = self._bags.get(name)
        if not bag:
            bag = self._bags[name] = self.rng.sample(patterns, len(patterns))
        return bag.pop()
