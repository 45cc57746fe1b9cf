"""Where this room's files are, for the tests that read them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

ROOM: Final = Path(__file__).parent.parent
STATIC: Final = ROOM / "static" / "design"
SHEETS: Final = sorted(STATIC.glob("*.css"))
SCRIPTS: Final = sorted(STATIC.glob("*.js"))
TEMPLATES: Final = sorted(path for path in (ROOM / "templates").rglob("*") if path.is_file())
SERVED: Final = sorted(path for path in STATIC.iterdir() if path.is_file())


def name_of(path: Path) -> str:
    return path.relative_to(ROOM).as_posix()
