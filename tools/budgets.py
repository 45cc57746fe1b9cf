"""Size budgets: a module, a function, a template and a test file fit on a few screens.

`tools/budgets.allow` lists the exceptions with the size they have today: it may only shrink. A file that outgrows its
line there, or no longer needs it, fails the check.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = ROOT / "tools" / "budgets.allow"
MODULE, FUNCTION, TEMPLATE, TEST_FILE = 350, 45, 150, 400


def sizes() -> Iterator[tuple[str, int, int]]:
    """Everything that has a budget: its name, its size, its budget."""
    for path in sorted((ROOT / "src").rglob("*.py")) + sorted((ROOT / "tools").glob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if "/migrations/" in name:
            continue
        text = path.read_text(encoding="utf-8")
        yield name, text.count("\n"), TEST_FILE if "/tests/" in name else MODULE
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{name}:{node.name}", lines, FUNCTION
    for path in sorted((ROOT / "src").rglob("templates/**/*")):
        if path.is_file():
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8").count("\n"), TEMPLATE


def allowed() -> dict[str, int]:
    """The exceptions: name and size."""
    if not ALLOWED.exists():
        return {}
    rows = [line.split() for line in ALLOWED.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return {row[0]: int(row[1]) for row in rows}


def main() -> int:
    """Compare everything with its budget."""
    exceptions, problems = allowed(), []
    for name, size, budget in sizes():
        exception = exceptions.pop(name, None)
        if exception is None and size > budget:
            problems.append(f"{name}: {size}, the budget is {budget}")
        elif exception is not None and size > exception:
            problems.append(f"{name}: grew to {size}; the allow-list says {exception} and may only shrink")
        elif exception is not None and size <= budget:
            problems.append(f"{name}: fits now ({size}); take it off the allow-list")
    problems += [f"{name}: is on the allow-list and does not exist" for name in exceptions]
    print("\n".join(problems) or "Budgets: everything fits.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
