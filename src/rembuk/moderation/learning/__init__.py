"""Learning from the moderators.

`labels` says which decisions teach, `in_force` which model judges a title, `nightly` starts the training, `lesson` does
it. Only the command imports `lesson`: it brings scikit-learn, which no web process needs.
"""

from __future__ import annotations
