"""Listed words are found as if each were looked for alone."""

from __future__ import annotations

import random
import re
from typing import Final

from rembuk.civility.fold import Folded, fold
from rembuk.conversation.models import Thread
from rembuk.conversation.phases import Draft
from rembuk.conversation.queries import thread_of
from rembuk.moderation.actions.layers import change_rules
from rembuk.moderation.phases import place
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

PARTS: Final = (
    "budi",
    "hartono",
    "Budi",
    "h4rtono",
    "a",
    "ab",
    "\u00e9",
    "0812",
    "bu",
    "di",
    "k.t.p",
    "\u5317\u4eac",
    "\u0915\u093f",
)
GAPS: Final = (" ", " ", " ", "  ", ", ", "-", "_", " - ", " -- ", "\n", "", "....", "\u200b")


def said(rng: random.Random, most: int) -> str:
    """Parts with something between them."""
    return "".join(rng.choice(PARTS) + rng.choice(GAPS) for _ in range(rng.randint(1, most)))


def one_by_one(text: Folded, words: tuple[str, ...]) -> set[tuple[int, int]]:
    """Looked for one after the other."""
    found = set()
    for parts in (re.findall(r"[^\W_]+", fold(word).text) for word in words):
        if parts:
            pattern = r"(?<![^\W_])" + r"[\W_]{1,3}".join(parts) + r"(?![^\W_])"
            found |= {text.span(*match.span()) for match in re.finditer(pattern, text.text)}
    return found


def test_the_same_places_are_found_as_one_by_one() -> None:
    rng = random.Random(11)
    hits = 0
    for _ in range(3_000):
        words, text = tuple(said(rng, 3) for _ in range(rng.randint(1, 6))), fold(said(rng, 25))
        found = list(place._found(text, words))
        assert set(found) == one_by_one(text, words), (text.text, words)
        assert [start for start, _end in found] == sorted(start for start, _end in found)
        hits += len(found)
    assert hits > 3_000


def test_words_of_nothing_but_signs_find_nothing() -> None:
    assert list(place._found(fold("apa ... saja"), ("...", "--"))) == []


def test_a_text_of_nothing_but_listed_words_names_some_of_its_places(
    story: StoryPage, title: object, sekar: Reader, ratna: Reader
) -> None:
    thread: Thread = thread_of(story)
    change_rules(actor=sekar, title=thread.title, words="budi")
    answer = place.story_words(Draft(ratna, thread, "budi " * 100))
    assert (answer.outcome, len(answer.reasons)) == ("hold", place.MOST_FOUND)
