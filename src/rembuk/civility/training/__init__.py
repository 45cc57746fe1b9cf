"""Train models out of labelled rows. Scoring never imports this: it needs scikit-learn.

`train_abuse` takes an operator's own rows or a newsroom's decisions, `train_gambling` rows of advertising,
`train_seed` unlabelled comments and nothing else.
"""

from __future__ import annotations

from rembuk.civility.models import LEAST_DECISIONS, LEAST_EACH
from rembuk.civility.training.abuse import train_abuse
from rembuk.civility.training.gambling import train_gambling
from rembuk.civility.training.measure import choose_threshold, measured
from rembuk.civility.training.rows import Row, RowsError, read_rows
from rembuk.civility.training.seed import train_seed
from rembuk.civility.training.trained import Held, TrainedModel, TrainingError

__all__ = [
    "LEAST_DECISIONS",
    "LEAST_EACH",
    "Held",
    "Row",
    "RowsError",
    "TrainedModel",
    "TrainingError",
    "choose_threshold",
    "measured",
    "read_rows",
    "train_abuse",
    "train_gambling",
    "train_seed",
]
