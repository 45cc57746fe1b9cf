"""The talk under the sample stories: threads grown from a grammar, the same for the same seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .data import REFERENCE_NOW, seeded
from .people import SampleReader
from .phrases import Grammar
from .programmes import SampleProgramme, programmes
from .rhythm import minutes
from .stories import SampleStory
from .voices import speak, style_letters

# Exact shares of all comments, whatever the story.
_UNWELCOME = {"foul": 0.04, "gambling": 0.04, "bait": 0.01}
_OPENING = {"opinion": 36, "experience": 31, "question": 17, "figure": 10, "tiny": 6}
_REPLY = {"agree": 30, "differ": 22, "story": 20, "probe": 20, "tiny": 8}
_DEEPEST = 5
# Without a name, the short form of an address stands only beside a sentence, not inside it.
_UNNAMED = {"Kak": "Kakak", "Gan": "Agan", "Bu": "Ibu", "Pak": "Bapak", "Mbak": "Mbaknya", "Mas": "Masnya"}
_SILENT = {"gambling", "bait"}
_ADULT = 18
# How much likelier a reader with a whole profile tells a story: the draw needs more of them than it has prizes.
_WHOLE = 16.0


@dataclass(frozen=True, slots=True)
class SampleComment:
    """One comment. ``parent`` is the id of an earlier comment under the same story; ``flavour`` says what it is:

    opinion, experience, figure, question, answer, agree, differ, story (an experience told in reply), probe (a
    question about the parent), thanks, calm (asks for a better tone), tiny, foul, gambling or bait.
    """

    id: int
    story: str
    reader: int
    parent: int | None
    text: str
    minutes_after: int
    flavour: str


@dataclass(frozen=True, slots=True)
class _Manner:
    """What people do under a story: ``reply`` and the two tag shares are chances, ``again`` scales who wrote before."""

    opening: dict[str, int]
    reply: float
    tag_opening: float
    tag_reply: float
    again: float


_DISCUSSING = _Manner(_OPENING, reply=0.5, tag_opening=0.55, tag_reply=0.25, again=1.0)
_TELLING = _Manner({"experience": 97, "tiny": 3}, reply=0.08, tag_opening=0.95, tag_reply=0.25, again=0.02)


@dataclass(slots=True)
class _Node:
    """A comment while its thread still grows."""

    comment: SampleComment
    depth: int
    replies: int = 0
    above: _Node | None = None
    answers: list[str] = field(default_factory=list)
    ask: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    flavour: str
    text: str
    answers: tuple[str, ...] = ()
    ask: str = ""


def comments(
    seed: int,
    stories: Sequence[SampleStory],
    readers: Sequence[SampleReader],
    n: int = 2000,
    *,
    now: datetime = REFERENCE_NOW,
) -> list[SampleComment]:
    """``n`` comments, parents before replies, each written before ``now``.

    Under a story from the archive readers tell stories of their own, and all do so before its programme closes.
    """
    rng = seeded(f"comments:{seed}")
    talk = [story.talk for story in stories]
    unwelcome = {flavour: _share(round(n * share), talk) for flavour, share in _UNWELCOME.items()}
    # A few people write a lot, most write once or twice.
    eager = [1 / (1 + rank) ** 0.6 for rank in range(len(readers))]
    rng.shuffle(eager)
    known = {programme.slug: programme for programme in programmes()}
    seen: Counter[str] = Counter()
    made: list[SampleComment] = []
    for at, (story, count) in enumerate(zip(stories, _share(n, talk), strict=True)):
        programme = known.get(story.programme)
        drive = list(eager)
        if story.published_on and programme:
            drive = _tellers(readers, programme.moment("opens", now).date(), now.date())
        thread = _Thread(seeded(f"{seed}:{story.slug}"), story, programme, readers, drive, seen, first_id=len(made) + 1)
        end = min(now, programme.moment("closes", now)) if programme else now
        offsets = minutes(thread.rng, story.published_at(now), end, count)
        plan = [flavour for flavour, counts in unwelcome.items() for _ in range(counts[at])]
        plan += [""] * (count - len(plan))
        rng.shuffle(plan)
        for offset, flavour in zip(offsets, plan, strict=True):
            thread.add(offset, flavour)
        made += [node.comment for node in thread.nodes]
    return made


def _share(n: int, weights: list[int]) -> list[int]:
    """Split ``n`` by weight into whole numbers, the largest remainders rounded up."""
    exact = [n * weight / sum(weights) for weight in weights]
    whole = [int(part) for part in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])
    for i in by_remainder[: n - sum(whole)]:
        whole[i] += 1
    return whole


def _tellers(readers: Sequence[SampleReader], then: date, today: date) -> list[float]:
    """How eager each reader was ``then``. Who came of age since is left out: today they would pass for adults."""

    def grown_since(born: date | None) -> bool:
        return born is not None and _age(born, then) < _ADULT <= _age(born, today)

    whole = (_WHOLE if reader.completeness == "complete" else 1.0 for reader in readers)
    return [0.0 if grown_since(reader.born) else weight for reader, weight in zip(readers, whole, strict=True)]


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class _Thread:
    """The growing thread under one story."""

    def __init__(
        self,
        rng: random.Random,
        story: SampleStory,
        programme: SampleProgramme | None,
        readers: Sequence[SampleReader],
        eager: list[float],
        seen: Counter[str],
        first_id: int,
    ) -> None:
        self.rng = rng
        self.story = story
        self.programme_tag = programme.hashtag if programme else ""
        self.manner = _TELLING if story.published_on else _DISCUSSING
        self.readers = readers
        self.eager = eager
        self.seen = seen
        self.first_id = first_id
        self.grammar = Grammar(story.slug, rng)
        self.nodes: list[_Node] = []

    def add(self, offset: int, unwelcome: str) -> None:
        """One more comment at this minute: an unwelcome one of the given flavour, or one that fits the talk."""
        above = self._parent(unwelcome)
        reply = self._reply_flavour(above) if above else ""
        flavour = unwelcome or reply or self._weighted(self.manner.opening)
        reader = self._writer(flavour, above)
        line, text = self._unheard(flavour, reader, above)
        node = _Node(
            comment=SampleComment(
                id=self.first_id + len(self.nodes),
                story=self.story.slug,
                reader=reader.index,
                parent=above.comment.id if above else None,
                text=text,
                minutes_after=offset,
                flavour=line.flavour,
            ),
            depth=above.depth + 1 if above else 0,
            above=above,
            answers=list(line.answers),
            ask=line.ask,
        )
        self.eager[reader.index] *= self.manner.again
        if above:
            above.replies += 1
        self.nodes.append(node)

    def _parent(self, unwelcome: str) -> _Node | None:
        """Whom the next comment answers, or nobody. The much answered draw more answers, as do questions."""
        chance = {"foul": 0.45, "gambling": 0.2, "bait": 0.1}.get(unwelcome, self.manner.reply)
        open_to = [node for node in self.nodes if node.depth < _DEEPEST and node.comment.flavour not in _SILENT]
        if not open_to or self.rng.random() > chance:
            return None
        return self.rng.choices(open_to, [_pull(node) for node in open_to])[0]

    def _reply_flavour(self, above: _Node) -> str:
        kind = above.comment.flavour
        if kind == "foul":
            return "calm"
        if above.answers and self.rng.random() < 0.8:
            return "answer"
        asked = above.above
        if kind == "answer" and asked and asked.comment.flavour == "question" and self.rng.random() < 0.5:
            return "thanks"
        flavour = self._weighted(_REPLY)
        if kind in {"tiny", "thanks", "calm"} and flavour in {"differ", "probe", "story"}:
            flavour = "tiny"  # there is nothing in such a parent to dispute or ask about
        return flavour

    def _writer(self, flavour: str, above: _Node | None) -> SampleReader:
        """Thanks come from the one who asked, an answer to a probe from the one who was probed; else anybody else."""
        if above and above.above:
            asked = above.above.comment.reader
            probed = flavour == "answer" and above.comment.flavour == "probe"
            if (flavour == "thanks" or probed) and asked != above.comment.reader:
                return self.readers[asked]
        while True:
            reader = self.rng.choices(self.readers, self.eager)[0]
            if above is None or reader.index != above.comment.reader:
                return reader

    def _unheard(self, flavour: str, reader: SampleReader, above: _Node | None) -> tuple[_Line, str]:
        """A line nobody has written yet; only the tiny ones ("Setuju") may come again."""
        while True:
            line = self._line(flavour, above)
            text = self._finish(line, reader, above)
            if not self.seen[text] or line.flavour == "tiny":
                self.seen[text] += 1
                return line, text

    def _line(self, flavour: str, above: _Node | None) -> _Line:
        sapa = self.readers[above.comment.reader].address if above else "Kak"
        anda = _UNNAMED.get(sapa, sapa)
        say = self.grammar.say
        if flavour in {"question", "probe"}:
            table: dict[str, Any] = self.grammar.draw(flavour)
            asked = self.grammar.expand(table["ask"], sapa=sapa, anda=anda)
            return _Line(flavour, asked, tuple(table["answer"]), table["ask"])
        if flavour == "answer" and above:
            answer = self.grammar.answer(above.ask, above.answers, sapa=sapa)
            opened = above.comment.flavour == "question" and self.rng.random() < 0.5
            return _Line(flavour, f"{say('answer_open', sapa=sapa)} {answer}" if opened else answer)
        if flavour == "foul":
            return _Line(flavour, self._foul(above, sapa))
        if flavour == "gambling":
            brand = style_letters(self.rng, self.grammar.expand("{merek}"))
            return _Line(flavour, say("gambling", merek=brand))
        makers: dict[str, Callable[[], str]] = {
            "agree": lambda: self._opened("agree_open", "agree", sapa),
            "differ": lambda: self._opened("differ_open", "differ", sapa),
            "story": lambda: f"{say('story_open', sapa=sapa)} {say('experience')}",
        }
        make = makers.get(flavour)
        return _Line(flavour, make() if make else say(flavour, sapa=sapa))

    def _opened(self, opener: str, kind: str, sapa: str) -> str:
        """A short turn to the other person, the point itself, or both."""
        roll = self.rng.random()
        if roll < 0.35:
            return self.grammar.say(kind)
        point = self.grammar.say("opinion" if kind == "agree" and roll > 0.8 else kind)
        return f"{self.grammar.say(opener, sapa=sapa)} {point}"

    def _foul(self, above: _Node | None, sapa: str) -> str:
        if above:
            return self.grammar.say("foul_reply", sapa=sapa)
        return self.grammar.say("foul" if self.rng.random() < 0.75 else "foul_any")

    def _finish(self, line: _Line, reader: SampleReader, above: _Node | None) -> str:
        """Opener, second thought, closer, the reader's voice and the hashtags."""
        text, rng = line.text, self.rng
        if line.flavour in _SILENT:
            return text
        weighty = line.flavour in {"opinion", "experience", "figure"}
        if weighty and rng.random() < 0.16:
            text = f"{text} {self.grammar.say('opinion' if line.flavour != 'opinion' else 'experience')}"
        if weighty and rng.random() < 0.22:
            text = _after(self.grammar.say(f"opener_{line.flavour}"), text)
        if line.flavour in {"opinion", "experience", "story"} and rng.random() < 0.12:
            text = f"{text} {self.grammar.say('closer')}"
        return self._tagged(line, speak(rng, text, reader.voice), above)

    def _tagged(self, line: _Line, text: str, above: _Node | None) -> str:
        rng = self.rng
        if line.flavour in {"tiny", "thanks", "calm"}:
            return text
        tags = []
        if self.programme_tag and rng.random() < (self.manner.tag_reply if above else self.manner.tag_opening):
            tags.append(self.programme_tag)
        if rng.random() < 0.09:
            tags.append(rng.choice(self.grammar.hashtags))
        return " ".join([text, *tags]) if rng.random() < 0.93 else " ".join([*tags, text])

    def _weighted(self, table: dict[str, int]) -> str:
        return self.rng.choices(list(table), list(table.values()))[0]


def _after(opener: str, text: str) -> str:
    """``text`` behind an opener; behind a comma it goes on in lower case, unless it begins with a figure or a name."""
    first = text.split()[0]
    if opener.endswith(",") and first.isalpha() and first[1:].islower():
        text = text[0].lower() + text[1:]
    return f"{opener} {text}"


def _pull(node: _Node) -> float:
    waiting = 1.0 if node.replies else {"question": 5.0, "probe": 4.0, "answer": 2.5}.get(node.comment.flavour, 1.0)
    popular: float = (1 + node.replies) ** 1.4
    return waiting * popular * 0.5**node.depth
