"""The phases in a person's words."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LABELS: Final[dict[str, str | Promise]] = {
    "length": gettext_lazy("Length"),
    "thread_state": gettext_lazy("State of the conversation"),
    "standing": gettext_lazy("Standing of the writer"),
    "repetition": gettext_lazy("Repetition"),
    "links": gettext_lazy("Links and contact bait"),
    "lexicon": gettext_lazy("Listed words"),
    "gambling": gettext_lazy("Gambling"),
    "model": gettext_lazy("Trained model"),
    "history": gettext_lazy("Earlier rejections of the writer"),
    "newcomer": gettext_lazy("First comments of an account"),
    "story_words": gettext_lazy("Words listed for this place"),
    "external": gettext_lazy("Classifier of the newsroom's own"),
    "reports": gettext_lazy("Readers' reports"),
    "unjudged": gettext_lazy("No judge was switched on"),
}


def phase_label(name: str) -> str:
    """A phase, given by its dotted name; none means that no phase had held the comment."""
    if not name:
        return _("No phase: it was published at first")
    last = name.rpartition(".")[2]
    return str(LABELS.get(last, last))
