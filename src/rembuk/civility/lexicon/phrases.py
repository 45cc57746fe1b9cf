"""Phrases, found by looking them up: a thousand of them under one first word cost no more than one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Phrases(Generic[Value]):
    """What is listed under a phrase, word by word."""

    def __init__(self) -> None:
        self._listed: dict[tuple[str, ...], Value] = {}
        self._lengths: dict[str, list[int]] = {}  # by first word, longest first

    def add(self, phrase: tuple[str, ...], value: Value) -> None:
        """List `phrase`; the same phrase again replaces the value."""
        self._listed[phrase] = value
        lengths = self._lengths.setdefault(phrase[0], [])
        if len(phrase) not in lengths:
            lengths.append(len(phrase))
            lengths.sort(reverse=True)

    def remove(self, phrase: tuple[str, ...]) -> None:
        """List `phrase` no longer, if it was listed."""
        self._listed.pop(phrase, None)

    def get(self, phrase: tuple[str, ...]) -> Value | None:
        return self._listed.get(phrase)

    def items(self) -> Iterable[tuple[tuple[str, ...], Value]]:
        return self._listed.items()

    def starts(self, word: str) -> bool:
        """Whether a phrase starts with this word."""
        return word in self._lengths

    def values(self) -> list[Value]:
        return list(self._listed.values())

    def words(self) -> set[str]:
        """Every word of every phrase."""
        return {word for phrase in self._listed for word in phrase}

    def at(self, words: Sequence[str], place: int, suffixes: tuple[str, ...]) -> list[tuple[int, Value]]:
        """The phrases that start at `words[place]`, longest first, each with its length in words.

        The last word may also carry one of `suffixes`.
        """
        found = []
        for length in self._lengths.get(words[place], ()):
            if place + length > len(words):
                continue
            *head, last = words[place : place + length]
            stems = (last.removesuffix(suffix) for suffix in ("", *suffixes) if last.endswith(suffix))
            for stem in stems:
                phrase = (*head, stem)
                if phrase in self._listed:
                    found.append((length, self._listed[phrase]))
                    break
        return found
