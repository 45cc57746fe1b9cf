"""What `manage check` says when the settings would let comments pass unseen, or hold all of them for a slip."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.core import checks

from . import peers
from .rules import USUAL, installed

BASIC: Final = "rembuk.conversation.phases_basic"
OWN: Final = "rembuk.moderation.phases"
NEEDED: Final = (f"{BASIC}.length", f"{BASIC}.thread_state", f"{OWN}.standing", f"{OWN}.unjudged")


def check_settings(**_given: Any) -> list[checks.CheckMessage]:
    """Errors in REMBUK_PHASES, REMBUK_RULES and REMBUK_PEERS."""
    listed = list(settings.REMBUK_PHASES)
    found = [f"REMBUK_PHASES leaves out {name}, which nothing may switch off." for name in NEEDED if name not in listed]
    if len(set(listed)) < len(listed):
        found.append("REMBUK_PHASES names a phase twice.")
    rules = installed()
    found += [f"REMBUK_RULES has {name}, which is no rule." for name in sorted(set(rules) - set(USUAL))]
    found += [
        f"REMBUK_RULES: {name} must be a {type(usual).__name__}."
        for name, usual in USUAL.items()
        if name != "words" and type(rules[name]) is not type(usual)
    ]
    try:
        named = peers.read(settings.REMBUK_PEERS)
    except peers.NoPeer as problem:
        found.append(str(problem))
    else:
        peer = rules["peer"]
        if peer and peer not in named:
            found.append(f"REMBUK_RULES names the classifier “{peer}”, which REMBUK_PEERS does not have.")
    return [checks.Error(text, id="moderation.E001") for text in found]
