"""Compile the translations whenever the package is built or installed for development (a hatchling build hook)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


def compile_messages(source: Path) -> list[Path]:
    """Write a .mo beside every .po below `source`; returns what was written."""
    written = []
    for po in sorted(source.rglob("*/LC_MESSAGES/django*.po")):
        with po.open("rb") as text:
            catalog = read_po(text, locale=po.parent.parent.name, abort_invalid=True)
        mo = po.with_suffix(".mo")
        with mo.open("wb") as compiled:
            write_mo(compiled, catalog)
        written.append(mo)
    return written


class CompileMessages(BuildHookInterface[Any]):
    """Runs before the files of the wheel are collected."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling."""
        compile_messages(Path(self.root) / "src")
