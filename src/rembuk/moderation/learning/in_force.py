"""The model that a title has learned and is judged by. A process builds it once, and looks every few seconds whether
another one is in force."""

from __future__ import annotations

import logging
import threading
from typing import Final, Literal

from django.core.cache import caches

from rembuk.civility.models import Model, ModelError, ModelOutdated, unpacked
from rembuk.moderation.models import LearnedModel

logger = logging.getLogger(__name__)
BELIEVED: Final = 5  # seconds
_KEY: Final = "moderation.models_in_force"
Mark = tuple[int, str]  # the row, and the digest of its content
Built = Model | ModelError | None
Condition = Literal["whole", "outdated", "damaged"]

built: dict[int, tuple[Mark, Built]] = {}  # by title
_building = threading.Lock()


def own_model(title_id: int) -> Model | None:
    """The title's own model; None where there is none, or the one in force was trained for another version of the
    engine: then the seed judges until the next night.

    Raises:
        ModelError: it is damaged, so every comment of the title waits.
    """
    mark = marks().get(title_id)
    if mark is None:
        built.pop(title_id, None)
        return None
    known = built.get(title_id)
    if known is None or known[0] != mark:
        with _building:
            known = built.get(title_id)
            if known is None or known[0] != mark:
                known = built[title_id] = (mark, _build(mark))
    if isinstance(known[1], ModelError):
        raise known[1]
    return known[1]


def marks() -> dict[int, Mark]:
    """Which model is in force in which title: one query every few seconds for all of them."""
    known: dict[int, Mark] | None = caches["brief"].get(_KEY)
    if known is None:
        rows = LearnedModel.objects.filter(state=LearnedModel.State.IN_FORCE).order_by()
        known = {title: (pk, digest) for title, pk, digest in rows.values_list("title_id", "pk", "digest")}
        caches["brief"].set(_KEY, known, BELIEVED)
    return known


def look_again() -> None:
    """This process asks anew; the others do within seconds."""
    caches["brief"].delete(_KEY)


def read(weights: bytes | memoryview | None, mark: Mark) -> Model:
    """The model of a row. Raises ModelError, or ModelOutdated where only the engine has changed."""
    pk, digest = mark
    if weights is None:
        raise ModelError(f"model {pk}: its weights are not kept any more")
    model = unpacked(bytes(weights), f"model {pk}")
    if model.digest != digest or model.kind != "abuse":
        raise ModelError(f"model {pk}: its content does not match its row")
    return model


def condition(weights: bytes | memoryview | None, mark: Mark) -> Condition:
    """Whether a row's model can judge, and if not, why."""
    try:
        read(weights, mark)
    except ModelOutdated:
        return "outdated"
    except ModelError:
        return "damaged"
    return "whole"


def _build(mark: Mark) -> Built:
    try:
        return read(LearnedModel.objects.values_list("weights", flat=True).get(pk=mark[0]), mark)
    except ModelOutdated as problem:
        logger.warning("%s; the model that comes with the installation judges until then", problem)
        return None
    except ModelError as problem:
        logger.error("%s; comments of its title are held until an editor goes back to another model", problem)
        return problem
