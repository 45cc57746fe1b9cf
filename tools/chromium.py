"""Print the path of a Chromium for the browser tests, and get one when the machine has none.

In this order: $REMBUK_CHROMIUM, a Chromium or Chrome on the PATH, Debian's package (as root), Playwright's download.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def on_this_machine() -> str | None:
    """A browser that is already there."""
    given = os.environ.get("REMBUK_CHROMIUM")
    return given or next((found for name in NAMES if (found := shutil.which(name))), None)


def from_debian() -> str | None:
    """Debian's own, when we may install it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Chromium from Debian's packages (once) …", file=sys.stderr, flush=True)
    surroundings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        subprocess.run(command, env=surroundings, stdout=sys.stderr, check=False)
    return shutil.which("chromium")


def from_playwright() -> str | None:
    """Playwright's own build."""
    print("Downloading Chromium through Playwright (once) …", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def main() -> int:
    """Print the path or say what to do."""
    found = on_this_machine() or from_debian() or from_playwright()
    if not found:
        print("No Chromium: install one and set REMBUK_CHROMIUM to its path.", file=sys.stderr)
        return 1
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
