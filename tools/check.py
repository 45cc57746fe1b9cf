"""`make check`: everything that can be said about the code without running its tests. Prints one line per check."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: list[tuple[str, list[str]]] = [
    ("ruff", [f"{BIN}/ruff", "check", "src", "tools", "benchmarks"]),
    ("format", [f"{BIN}/ruff", "format", "--check", "-q", "src", "tools", "benchmarks"]),
    ("imports", [f"{BIN}/lint-imports", "--no-cache"]),
    ("budgets", [sys.executable, "tools/budgets.py"]),
    ("weights", [sys.executable, "tools/weights.py"]),
    ("translations", [sys.executable, "tools/messages.py", "check"]),
    ("migrations", [f"{BIN}/rembuk", "manage", "makemigrations", "--check", "--dry-run"]),
    ("system checks", [f"{BIN}/rembuk", "manage", "check", "--fail-level", "WARNING"]),
    ("types", [f"{BIN}/mypy"]),
]


def main() -> int:
    """Run every check, also after one has failed, and say which failed."""
    failed = []
    with tempfile.TemporaryDirectory() as var:
        surroundings = {**os.environ, "REMBUK_VAR": var, "REMBUK_DEMO": "yes"}
        for name, command in CHECKS:
            begun = time.monotonic()
            done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
            word = "ok" if done.returncode == 0 else "FAILED"
            print(f"{name:15} {word:7} {time.monotonic() - begun:5.1f} s", flush=True)
            if done.returncode:
                failed.append(name)
                print(done.stdout + done.stderr, flush=True)
    print("check: everything holds" if not failed else f"check: failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
