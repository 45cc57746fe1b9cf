"""Settling how comments are judged in a title, a section or one conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from rembuk.audit.actions import record
from rembuk.conversation.actions import Refused
from rembuk.conversation.models import Thread
from rembuk.moderation import peers
from rembuk.moderation.models import Layer
from rembuk.moderation.phases.place import looked_for
from rembuk.moderation.rules import NAMES, words_in
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .decide import Changed

LONGEST_WORD = 100


@transaction.atomic
def change_rules(
    *,
    actor: Reader,
    title: TitlePage,
    section: str = "",
    thread: Thread | None = None,
    seen: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Layer:
    """Change the rules of a place; None takes a value from the place around it. What is not named stays.

    `seen` is what the editor looked at, by name; without it nothing is compared.

    Raises:
        Changed: something else was saved in one of these meanwhile.
        Refused: a value is out of its bounds, a word is too long or could not be found, or there is no such classifier.
    """
    layer, _made = Layer.objects.get_or_create(title=title, section=section, thread=thread)
    layer = Layer.objects.select_for_update().get(pk=layer.pk)
    if any(seen[name] != getattr(layer, name) for name in changes if seen and name in seen):
        raise Changed(_("Something else was saved here at the same moment. Open the page again and look at it first."))
    changed = _set(layer, changes)
    if not changed:
        return layer
    _check(layer)
    if "words" in changed:
        _check_words(words_in(layer.words))
    layer.save(update_fields=sorted(changed))
    record("moderation.change_rules", layer, actor=actor, title=title.pk, section=section, changed=changed)
    return layer


def _set(layer: Layer, changes: dict[str, Any]) -> dict[str, list[Any]]:
    """Put the values in; what differs comes back for the record. Words may name people, so only their number does."""
    if unknown := set(changes) - {*NAMES, "words"}:
        raise ValueError(f"there is no rule {min(unknown)}")
    changed: dict[str, list[Any]] = {}
    for name, value in changes.items():
        before = getattr(layer, name)
        if before != value:
            setattr(layer, name, value)
            changed[name] = [len(words_in(before)), len(words_in(value))] if name == "words" else [before, value]
    return changed


def _check(layer: Layer) -> None:
    try:
        layer.full_clean()
    except ValidationError as problem:
        raise Refused(" ".join(problem.messages)) from None
    if layer.peer and layer.peer not in peers.read(settings.REMBUK_PEERS):
        raise Refused(_("There is no classifier of this name here. An operator enters them."))


def _check_words(words: Sequence[str]) -> None:
    for word in words:
        if len(word) > LONGEST_WORD:
            raise Refused(_("A word or phrase of the list has at most %(n)d letters.") % {"n": LONGEST_WORD})
        parts = looked_for(word)
        if not parts:
            raise Refused(
                _("“%(word)s” has no letter and no digit, so no comment could be found by it.") % {"word": word}
            )
        if len(parts) == 1 and len(parts[0]) == 1 and parts[0].isascii():
            raise Refused(_("“%(word)s” is a single letter: it would hold ordinary comments.") % {"word": word})
