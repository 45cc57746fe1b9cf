"""What disguises cost: the same rows again, their longer words written as those do who avoid a filter."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rembuk.civility.attacks import ATTACKS

_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True, slots=True)
class Loss:
    """Recall on the rows as they are, and disguised; `name` is the disguise."""

    name: str
    before: float
    after: float

    @property
    def points(self) -> float:
        """Percentage points lost."""
        return 100 * (self.before - self.after)


def disguised(text: str, attack: Callable[[str], str]) -> str:
    """Every word of four letters or more, disguised."""
    return _WORD.sub(lambda match: attack(match[0]), text)


def losses(
    texts: Sequence[str],
    found: Callable[[int, str], bool],
    *,
    most: int,
    rng_seed: int = 7,
    attacks: Mapping[str, Callable[[str], str]] = ATTACKS,
) -> list[Loss]:
    """The loss under each disguise, over at most `most` rows. `found` is asked with a row's number and a text."""
    if not texts or not most:
        return []
    chosen = sorted(random.Random(rng_seed).sample(range(len(texts)), min(most, len(texts))))
    before = sum(found(number, texts[number]) for number in chosen) / len(chosen)
    return [
        Loss(
            name,
            before,
            sum(found(number, disguised(texts[number], attack)) for number in chosen) / len(chosen),
        )
        for name, attack in attacks.items()
    ]
