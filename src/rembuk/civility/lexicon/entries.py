"""What a word list holds once it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from rembuk.civility.lexicon.phrases import Phrases

Category = Literal["profanity", "insult", "sexual", "sara", "threat", "self_harm", "doxxing", "bait"]
Severity = Literal["mild", "nudge", "hold"]
CATEGORIES: tuple[Category, ...] = get_args(Category)
SEVERITIES: dict[str, Severity] = {severity: severity for severity in get_args(Severity)}
_MASKABLE, _SWAPPABLE, _SPLITTABLE = 4, 4, 6  # letters of a listed word that is also looked for so disguised

SHORTEST_COMPACT = 8  # letters of a phrase that is looked for in a spaced-out text


class LexiconError(ValueError):
    """A word list cannot be used. The message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One listed word or phrase. `name` is the first spelling, which the rule id carries."""

    category: Category
    severity: Severity
    name: str
    exact: bool = False

    @property
    def rule(self) -> str:
        return f"{self.category}/{self.name.replace(' ', '-')}"


@dataclass(frozen=True, slots=True)
class Excuse:
    """`words`, or all of `category`, are innocent in a text that also has one of `cues`."""

    words: frozenset[str]
    cues: frozenset[str]
    category: str = ""


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Loaded word lists, compared by identity.

    `masked` holds the longer words by first letter and length, `swapped` their spellings with two neighbouring letters
    in the wrong order, `halves` how those start that are long enough to be found cut in two. `bent` holds the words of
    phrases by their swapped spellings and with a star for one letter, `compact` the phrases without blanks by how
    they start: a spaced-out text is searched for all of them at once.
    """

    words: dict[str, Entry] = field(default_factory=dict)
    phrases: Phrases[Entry] = field(default_factory=Phrases)
    allowed: Phrases[None] = field(default_factory=Phrases)
    excuses: list[Excuse] = field(default_factory=list)
    masked: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    swapped: dict[str, Entry] = field(default_factory=dict)
    halves: set[str] = field(default_factory=set)
    bent: dict[str, str] = field(default_factory=dict)
    compact: dict[str, list[tuple[str, Entry]]] = field(default_factory=dict)

    def add(self, entry: Entry, spellings: Sequence[str]) -> None:
        """List `entry` under its spellings, and under all those of a former entry that one of them names."""
        for spelling in spellings:
            for same in self._same(spelling):
                self._put(same, entry)
            self._put(spelling, entry)

    def remove(self, spelling: str) -> None:
        """Drop a spelling; the first one of an entry takes the others with it."""
        for same in (*self._same(spelling), spelling):
            self.words.pop(same, None)
            self.phrases.remove(tuple(same.split(" ")))

    def close(self) -> None:
        """Work out the disguises, when the last list is read."""
        for word, entry in self.words.items():
            if entry.category == "bait":
                continue
            if len(word) >= _MASKABLE:
                self.masked.setdefault((word[0], len(word)), []).append(word)
            if entry.severity == "mild" and (len(word) == _SWAPPABLE or word != entry.name):
                continue
            if len(word) >= _SWAPPABLE and not entry.exact:
                self.swapped.update({form: entry for form in _swaps(word) if form not in self.words})
            if len(word) >= _SPLITTABLE and not entry.exact and entry.severity != "mild":
                self.halves.update(word[:cut] for cut in range(2, len(word) - 1))
        self._bend_phrases()

    def _bend_phrases(self) -> None:
        parts = sorted({part for phrase, _ in self.phrases.items() for part in phrase if len(part) >= _SWAPPABLE})
        for part in parts:
            stars = {f"{part[:at]}*{part[at + 1 :]}" for at in range(1, len(part))}
            for form in _swaps(part) | stars:
                self.bent.setdefault(form, part)
        for part in (*parts, *self.words):
            self.bent.pop(part, None)
        for phrase, entry in self.phrases.items():
            run = "".join(phrase)
            if entry.category not in ("bait", "doxxing") and len(run) >= SHORTEST_COMPACT:
                self.compact.setdefault(run[:SHORTEST_COMPACT], []).append((run, entry))

    def _put(self, spelling: str, entry: Entry) -> None:
        words = tuple(spelling.split(" "))
        if len(words) == 1:
            self.words[spelling] = entry
        else:
            self.phrases.add(words, entry)

    def _same(self, name: str) -> list[str]:
        """The other spellings of the entry that goes by this name."""
        old = self.words.get(name) or self.phrases.get(tuple(name.split(" ")))
        if old is None or old.name != name:
            return []
        phrases = [" ".join(phrase) for phrase, entry in self.phrases.items() if entry is old]
        return [*(word for word, entry in self.words.items() if entry is old), *phrases]


def _swaps(word: str) -> set[str]:
    """Two neighbouring letters exchanged; in a word of four letters, the first one left in its place."""
    first = 1 if len(word) == _SWAPPABLE else 0
    return {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(first, len(word) - 1)}
