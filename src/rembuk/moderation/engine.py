"""The engine as the phases ask it: one verdict for a text, however many of them want it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from rembuk.civility import Lexicon, LexiconError, Reason, Verdict, judge, load_lexicon
from rembuk.civility.models import NO_MODELS, ModelError, Models, shipped
from rembuk.civility.models import load as load_model
from rembuk.conversation.phases import Draft, FailedBefore

from .learning.in_force import own_model
from .rules import Rules

_KEPT: Final = "moderation.verdict"
_NO_WORDS: Final = Lexicon()


class Unjudged(FailedBefore):
    """The engine has failed on this text already; it is not asked again."""


def judged(draft: Draft, rules: Rules) -> Verdict:
    """What the engine says of the draft's text, asked once for all phases, with what is switched on here.

    Raises:
        Unjudged: it was asked before, and failed. The first time it raises whatever went wrong.
    """
    kept: Verdict | None = draft.shared.get(_KEPT)
    if kept is not None:
        return kept
    if _KEPT in draft.shared:
        raise Unjudged
    draft.shared[_KEPT] = None
    draft.shared[_KEPT] = verdict = judge(
        draft.body,
        lexicon=lexicon() if rules.lexicon else _NO_WORDS,
        models=models_for(draft.thread.title_id, rules),
    )
    return verdict


@cache
def lexicon() -> Lexicon:
    """The word lists, read once: ours, and the newsroom's own folder when settings.REMBUK_LEXICON names one."""
    return load_lexicon(settings.REMBUK_LEXICON)


@cache
def models() -> Models:
    """The models, read once: those that come with the package; `settings.REMBUK_MODELS` may name a folder with others.

    Raises:
        ModelError: one of them cannot be used, so every comment waits.
    """
    if settings.REMBUK_MODELS is None:
        return shipped()
    folder = Path(settings.REMBUK_MODELS)
    return Models(load_model(folder / "abuse.json.gz"), load_model(folder / "gambling.json.gz"))


def trouble() -> str:
    """Why nothing can be judged at the moment, in the words of whatever failed; empty when all is well."""
    try:
        judge("Halo", lexicon=lexicon(), models=models())
    except (LexiconError, ModelError, OSError) as problem:
        return str(problem)
    return ""


def models_for(title_id: int, rules: Rules) -> Models:
    """What judges in a title: its own model for abuse where it learns and has one in force, else those of everyone.

    Raises:
        ModelError: one of them cannot be used, so comments wait.
    """
    if not rules.model:
        return NO_MODELS
    usual = models()
    own = own_model(title_id) if rules.learns else None
    return usual if own is None else Models(own, usual.gambling)


def told(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as a verdict keeps them, for moderators."""
    return [reason.to_json() for reason in reasons]


def places(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Reasons as a writer may see them: what kind and where, without rules and weights."""
    return [{"kind": reason.kind, "span": list(reason.span)} for reason in reasons]
