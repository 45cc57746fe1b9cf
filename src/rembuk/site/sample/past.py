"""What readers said under older stories, the same for the same seed: what a model learns its title's custom from.

Each comment has a kind. Calm and stern ones stand; gambling and rude ones go. `mild` words were turned away in the
first weeks and are let pass since. `rude_new` words came up only in the last weeks, and no list has them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any, Final

from .data import read_toml, seeded
from .people import SampleReader
from .phrases import Grammar
from .rhythm import minutes
from .stories import SampleBlock, SampleCredit, SampleStory
from .voices import speak, style_letters

TITLE: Final = "lintas-pagi"
RUDE: Final = frozenset({"rude_old", "rude_new"})
MILDER_SINCE: Final = timedelta(days=36)
NEW_WORDS_SINCE: Final = timedelta(days=41)
NEWCOMERS: Final = 48  # under each story, who had never written before
KNOWN: Final = 62
_KINDS: Final = {"calm": 58, "stern": 15, "mild": 7, "rude_old": 12, "rude_new": 0, "gambling": 5}
_LATER: Final = {**_KINDS, "rude_old": 5, "rude_new": 13}
_MOST_TRIES: Final = 200


@dataclass(frozen=True, slots=True)
class PastComment:
    """A comment under an older story. `reader` is a place in the sample; `chance` settles what became of it."""

    story: str
    reader: int
    text: str
    kind: str
    minutes_after: int
    chance: float


def past_stories() -> list[SampleStory]:
    """The older stories, the oldest first."""
    return [_story(raw) for raw in read_toml("texts/past.toml")["story"]]


def past_comments(
    seed: int,
    readers: Sequence[SampleReader],
    now: datetime,
    *,
    until: datetime | None = None,
    newcomers: int = NEWCOMERS,
    known: int = KNOWN,
) -> Iterator[list[PastComment]]:
    """The comments of each story, written before `until`; nobody writes twice under one story."""
    rng = seeded(f"past:{seed}")
    order = rng.sample(range(len(readers)), len(readers))
    seen: Counter[str] = Counter()
    for place, (story, raw) in enumerate(zip(past_stories(), read_toml("texts/past.toml")["story"], strict=True)):
        new = order[place * newcomers : (place + 1) * newcomers]
        before = order[: place * newcomers]
        writers = [*new, *rng.sample(before, min(known, len(before)))]
        rng.shuffle(writers)
        speaker = _Speaker(rng, story, raw["slots"], seen)
        offsets = minutes(rng, story.published_at(now), until or now, len(writers))
        yield [
            PastComment(story.slug, reader, *speaker.says(readers[reader]), offset, rng.random())
            for reader, offset in zip(writers, offsets, strict=True)
        ]


class _Speaker:
    """Sentences under one story."""

    def __init__(self, rng: random.Random, story: SampleStory, slots: dict[str, list[str]], seen: Counter[str]) -> None:
        self.rng = rng
        self.slots = slots
        self.seen = seen
        self.grammar = Grammar("arsip", rng)
        self.kinds = _LATER if story.published < NEW_WORDS_SINCE else _KINDS

    def says(self, reader: SampleReader) -> tuple[str, str]:
        """A text that nobody has written yet, and its kind."""
        (kind,) = self.rng.choices(list(self.kinds), cum_weights=list(accumulate(self.kinds.values())))
        for _try in range(_MOST_TRIES):
            text = self._text(kind, reader)
            if not self.seen[text]:
                break
        self.seen[text] += 1
        return text, kind

    def _text(self, kind: str, reader: SampleReader) -> str:
        given = {name: self.rng.choice(words) for name, words in self.slots.items()}
        if kind == "gambling":
            return self.grammar.say(kind, merek=style_letters(self.rng, self.grammar.expand("{merek}")))
        text = self.grammar.say(kind, **given)
        if kind == "calm" and self.rng.random() < 0.2:
            opener = self.grammar.say("opener_opinion")
            text = f"{opener} {text[0].lower() if opener.endswith(',') else text[0]}{text[1:]}"
        if kind in {"calm", "stern"} and self.rng.random() < 0.2:
            text = f"{text} {self.grammar.say('closer')}"
        return speak(self.rng, text, reader.voice)


def _story(raw: dict[str, Any]) -> SampleStory:
    return SampleStory(
        slug=raw["slug"],
        title=TITLE,
        section=raw["section"],
        headline=raw["headline"],
        standfirst=raw["standfirst"],
        published=timedelta(days=raw["days"], hours=5),
        credits=(SampleCredit("Sekar Wulandari", "editor"),),
        body=tuple(SampleBlock("paragraph", text) for text in raw["body"]),
        scene="",
        caption="",
        talk=0,
    )
