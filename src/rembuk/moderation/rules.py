"""How the comments of a place are judged: what each layer has settled, over what the installation has settled.

From the outside in: installation (`USUAL`, and over it `settings.REMBUK_RULES`), title, section, conversation. The
innermost layer that says something counts; only words add up. Standing and the thread's own state have no switch here:
nothing turns them off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

from django.conf import settings
from django.core.cache import caches
from django.db.models import Q

from rembuk.conversation.models import Thread
from rembuk.newsroom.models import StoryPage

from .models import Layer

USUAL: Final[Mapping[str, Any]] = {
    "repetition": True,
    "links": True,
    "lexicon": True,
    "gambling": True,
    "model": True,
    "hold_abuse": 75,  # percent, as civility.judge.THRESHOLDS
    "hold_gambling": 50,
    "hold_spam": 75,
    "most_links": 10,
    "newcomers": 0,  # first comments of an account that wait; like the next one it costs a post a query
    "rejected_share": 0,  # percent
    "reports_hold": 0,  # weight of readers' reports; 0: a moderator alone hides what is visible
    "words": (),
    "nudges": True,
    "nudged_waits": False,
    "learns": True,  # a title learns from its moderators, and is judged by what it learned
    "peer": "",  # empty: nothing leaves this machine
}
Scope = Literal["installation", "title", "section", "thread"]
SCOPES: Final[tuple[Scope, ...]] = ("installation", "title", "section", "thread")
BELIEVED: Final = 5  # seconds for which a process believes what it has read
JUDGES: Final = ("links", "lexicon", "gambling", "model")  # phases that give a verdict, and are switched here


@dataclass(frozen=True)
class Rules:
    """What holds in one place."""

    repetition: bool
    links: bool
    lexicon: bool
    gambling: bool
    model: bool
    hold_abuse: int
    hold_gambling: int
    hold_spam: int
    most_links: int
    newcomers: int
    rejected_share: int
    reports_hold: int
    nudges: bool
    nudged_waits: bool
    learns: bool
    peer: str
    words: tuple[str, ...] = ()

    @property
    def judges(self) -> tuple[str, ...]:
        """The phases that give a verdict here; where there is none, comments wait."""
        own = tuple(judge for judge in JUDGES if getattr(self, judge))
        return (*own, "external") if self.peer else own


NAMES: Final = tuple(each.name for each in fields(Rules) if each.name != "words")


@dataclass(frozen=True)
class Origin:
    """A value that holds, and the layer that has settled it."""

    value: Any
    scope: Scope


def rules_for(thread: Thread) -> Rules:
    """What holds in a thread; known for some seconds, so a post asks for it only now and then."""
    key = f"moderation.rules.{thread.pk}"
    known: Rules | None = caches["brief"].get(key)
    if known is None:
        known = resolved(layers_over(thread.title_id, thread=thread))[0]
        caches["brief"].set(key, known, BELIEVED)
    return known


def layers_over(title_id: int, *, section: str = "", thread: Thread | None = None) -> dict[Scope, Layer]:
    """The layers that a place lies under: one query, and one more where a title has settled something for sections."""
    places = Q(thread=None) if thread is None else Q(thread=None) | Q(thread=thread.pk)
    found = list(Layer.objects.filter(places, title=title_id))
    if thread is not None and thread.story_id and any(layer.section for layer in found):
        section = StoryPage.objects.filter(pk=thread.story_id).values_list("kicker", flat=True).first() or ""
    over: dict[Scope, Layer] = {}
    for layer in found:
        if layer.thread_id is not None:
            over["thread"] = layer
        elif not layer.section:
            over["title"] = layer
        elif layer.section == section:
            over["section"] = layer
    return over


def resolved(over: Mapping[Scope, Layer]) -> tuple[Rules, dict[str, Origin]]:
    """The rules that come out of these layers, and where each value comes from."""
    usual = installed()
    origins: dict[str, Origin] = {name: Origin(usual[name], "installation") for name in NAMES}
    words = [str(word) for word in usual["words"]]
    for scope in SCOPES[1:]:
        layer = over.get(scope)
        if layer is None:
            continue
        words += words_in(layer.words)
        for name in NAMES:
            value = getattr(layer, name)
            if value is not None:
                origins[name] = Origin(value, scope)
    rules = Rules(**{name: origin.value for name, origin in origins.items()}, words=tuple(dict.fromkeys(words)))
    return rules, origins


def installed() -> dict[str, Any]:
    """What the installation has settled: every name once, and the words."""
    return {**USUAL, **settings.REMBUK_RULES}


def words_in(text: str) -> list[str]:
    """The words of a list, one a line; empty lines are none."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
