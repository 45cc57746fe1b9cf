"""Rows of somebody's table whose brands the model that judges them has never met.

    python unseen.py FILE FOLDER ADVERTISING ORDINARY

Sets whole brands apart until there is enough advertising, trains a model for gambling on everything else, and puts it
into FOLDER beside the shipped one for abuse. Prints JSON: the texts, how many brands they are, what was trained on.
Takes some minutes.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

from rembuk.civility.lexicon import builtin
from rembuk.civility.models import save, shipped_model
from rembuk.civility.reading import read_text
from rembuk.civility.training import read_rows, train_gambling
from rembuk.civility.training.gambling import folds_of
from rembuk.civility.training.groups import grouped

PARTS = 12
SEED = 7


def main(file: str, folder: Path, advertising: int, ordinary: int) -> None:
    """Set apart, train, tell."""
    rows = read_rows(file)
    groups = grouped([read_text(row.text, builtin()) for row in rows], [row.label for row in rows])
    parts = folds_of(groups, PARTS, SEED)
    named = [set[str]() for _ in range(PARTS)]
    for group, part, row in zip(groups, parts, rows, strict=True):
        if row.label and not group.startswith("#"):
            named[part].add(group)
    # Many small brands rather than a large one; of the ordinary comments one part is enough.
    order = sorted(range(PARTS), key=lambda part: -len(named[part]))
    apart = [number for number, at in enumerate(parts) if at == order[0]]
    brands = set(named[order[0]])
    for part in order[1:]:
        if sum(rows[number].label for number in apart) >= advertising:
            break
        apart += [number for number, at in enumerate(parts) if at == part and rows[number].label]
        brands |= named[part]
    hidden = set(apart)
    chance = random.Random(SEED)
    found = {
        label: chance.sample(texts, min(many, len(texts)))
        for label, many in ((True, advertising), (False, ordinary))
        if (texts := sorted({rows[number].text for number in apart if rows[number].label is label}))
    }
    seen = [row for number, row in enumerate(rows) if number not in hidden]
    trained = train_gambling(seen, progress=lambda sentence: print(f"# {sentence}", file=sys.stderr, flush=True))
    folder.mkdir()
    save(trained.model, folder / "gambling.json.gz")
    save(shipped_model("abuse"), folder / "abuse.json.gz")
    told = {"advertising": found.get(True, []), "ordinary": found.get(False, [])}
    print(json.dumps({**told, "brands": len(brands), "trained_on": len(seen)}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
