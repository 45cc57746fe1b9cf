"""`import`: 50,000 comments in the plain JSON Lines format (`docs/moving.md`) into a fresh installation on SQLite."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from harness import Run, Site, stop
from words import sentence

COMMAND = "import-comments"
COMMENTS, AUTHORS, IN_THREAD = 50_000, 2_000, 500
DEEPEST = 12


def move(run: Run) -> None:
    """Import once, then the same file again: nothing may double."""
    if _cli(None, COMMAND, "--help")[0].returncode:
        run.report.note(f"import: this version has no `rembuk {COMMAND}`; nothing was measured")
        return
    total = int(run.pick(COMMENTS, 5_000))
    site, file = run.install({"readers": 0, "threads": {}}), run.folder / "comments.jsonl"
    with file.open("w", encoding="utf-8") as target:
        target.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in _lines(total))
    run.report.say("import.file", file.stat().st_size / 1_000_000, "MB")
    taken, memory = _timed(site, file)
    run.report.say("import.sqlite", total / taken, "comments/s")
    run.report.say("import.memory_at_most", memory, "MB")
    run.report.say("import.again", _timed(site, file)[0], "s")
    stand = run.ask(site, "count")["comments"]
    run.report.say("import.stand", stand, "comments")
    if stand != total:
        run.report.fail(f"import: {total} comments were in the file and {stand} stand in the database")


def _timed(site: Site, file: Path) -> tuple[float, float]:
    """Import the file; returns the seconds it took, and the most memory (MB) that this one process ever held."""
    begun = time.monotonic()
    done, memory = _cli(site, COMMAND, str(file))
    if done.returncode:
        stop(f"`rembuk {COMMAND}` failed (exit {done.returncode}):\n{done.stderr[-2_000:]}")
    return time.monotonic() - begun, memory


def _lines(total: int) -> Iterator[dict[str, object]]:
    """The file: what it is, pages, authors, comments; most are replies, up to twelve deep."""
    pages = [f"bench-{number}" for number in range(-(-total // IN_THREAD))]
    authors, begun = [str(uuid.uuid4()) for _ in range(AUTHORS)], datetime(2026, 1, 1, tzinfo=UTC)
    yield {"rembuk": "comments", "version": 1}
    for key in pages:
        address = f"https://lama.contoh.test/{key}"
        yield {"kind": "page", "title": "lintas-pagi", "key": key, "url": address, "name": f"Cerita {key}"}
    for number, author in enumerate(authors):
        yield {"kind": "author", "id": author, "name": f"Pembaca lama {number}"}
    spoken: list[tuple[str, int]] = []
    for number in range(total):
        if number % IN_THREAD == 0:
            spoken = []
        parent, depth = random.choice(spoken[-60:]) if number % 5 and spoken else (None, -1)
        if depth >= DEEPEST:
            parent, depth = None, -1
        spoken.append((str(uuid.uuid4()), depth + 1))
        yield {
            "kind": "comment",
            "id": spoken[-1][0],
            "title": "lintas-pagi",
            "page": pages[number // IN_THREAD],
            "parent": parent,
            "author": authors[number * 7 % AUTHORS],
            "written": f"{(begun + timedelta(seconds=number)).replace(tzinfo=None).isoformat()}.000000Z",
            "state": "published",
            "text": sentence(),
        }


def _cli(site: Site | None, *words: str) -> tuple[subprocess.CompletedProcess[str], float]:
    """Run one of our own commands; also returns the most memory (MB) that it ever held.

    `wait4` tells of this one child. It began as a copy of this process, so it is never less than what this one holds.
    """
    command = [sys.executable, "-m", "rembuk.site.cli", *words]
    surrounded = {**os.environ, **(site.surroundings if site else {})}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        process = subprocess.Popen(command, env=surrounded, stdout=subprocess.DEVNULL, stderr=said)  # noqa: S603
        _pid, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return subprocess.CompletedProcess(command, process.returncode, "", said.read()), used.ru_maxrss / 1_024
