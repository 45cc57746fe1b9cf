"""What a run found: `name value unit` lines as they come, then a JSON file and a chart in `results/`."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

import chart
import machine

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass
class Figure:
    """One measured figure; `samples` are the single measurements that it stands for."""

    name: str
    value: float
    unit: str
    samples: list[float] = field(default_factory=list)


@dataclass
class Report:
    """Collects the figures and notes of a run. `failures` make it end with 1."""

    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def say(self, name: str, value: float, unit: str, samples: Sequence[float] = ()) -> None:
        """One line of the result."""
        if math.isnan(value):
            self.note(f"{name}: too few answers to say")
            return
        print(f"{name} {_short(value)} {unit}", flush=True)
        self.figures.append(Figure(name, value, unit, list(samples)))

    def note(self, sentence: str) -> None:
        """What a reader of the figures must know; on standard error, so that the lines stay machine-readable."""
        print(f"# {sentence}", file=sys.stderr, flush=True)
        self.notes.append(sentence)

    def fail(self, sentence: str) -> None:
        """Something that must never happen did: the run goes on and ends with 1."""
        self.note(f"FAILED: {sentence}")
        self.failures.append(sentence)

    def keep(self, names: Sequence[str]) -> Path:
        """Write `results/<time>-<names>.json` and the chart beside it; returns the JSON file."""
        now = datetime.now().astimezone()
        RESULTS.mkdir(exist_ok=True)
        stem = f"{now:%Y-%m-%d-%H%M%S}-{'-'.join(names)}"
        whole = {
            "date": now.isoformat(timespec="seconds"),
            "benchmarks": list(names),
            "machine": machine.facts(),
            "notes": self.notes,
            "failures": self.failures,
            "figures": [asdict(figure) for figure in self.figures],
        }
        target = RESULTS / f"{stem}.json"
        target.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        rows = [(figure.name, figure.value, figure.unit) for figure in self.figures]
        target.with_suffix(".svg").write_text(chart.draw(f"Rembuk · {now:%Y-%m-%d}", rows), encoding="utf-8")
        return target


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 1_000 else f"{value:.4g}"
