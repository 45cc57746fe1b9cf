"""What a reader downloads for a conversation, script and style, compressed: prints a table, fails when it is too much.

Each file is compressed on its own with brotli at quality 11, as the site serves it. The story around it is not counted.
"""

from __future__ import annotations

import sys
from pathlib import Path

import brotli

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "src" / "rembuk" / "design" / "static" / "design"
SECTION = ("tokens.css", "base.css", "forms.css", "talk.css", "rembuk.js", "talk.js")
BUDGET = 20 * 1024  # bytes


def compressed(path: Path) -> int:
    """Bytes on the wire."""
    return len(brotli.compress(path.read_bytes(), quality=11))


def main() -> int:
    """Weigh every file of the section."""
    total = 0
    print(f"{'file':12} {'bytes':>7} {'brotli':>7}")
    for name in SECTION:
        path = STATIC / name
        weight = compressed(path)
        total += weight
        print(f"{name:12} {path.stat().st_size:7,} {weight:7,}")
    print(f"{'section':12} {'':7} {total:7,} of {BUDGET:,}")
    return 0 if total <= BUDGET else 1


if __name__ == "__main__":
    sys.exit(main())
