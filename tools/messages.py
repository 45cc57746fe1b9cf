"""Translations: each room keeps its own `locale/id/LC_MESSAGES/django.po` (English is what stands in the code).

    python tools/messages.py update    take up new strings, drop unused ones, then compile
    python tools/messages.py compile   compile only
    python tools/messages.py check     fail when a string has no Indonesian, or a file is not up to date

Django's own extractor needs GNU gettext on the machine; this one reads the same files with Babel from the lock.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from compile_messages_hook import compile_messages

SOURCE = Path(__file__).resolve().parent.parent / "src" / "rembuk"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def found_in(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    """Every translatable string of a file: line, message (a pair when it has a plural), context."""
    text = path.read_text(encoding="utf-8")
    method = "python"
    if path.suffix in {".html", ".txt"}:
        # templatize blanks everything but the strings and leaves calls that a lenient lexer can read.
        text, method = templatize(text), "javascript"
    for line, message, _comments, context in extract(method, io.BytesIO(text.encode()), keywords=KEYWORDS):
        yield line, message, context


def hidden_in(room: Path) -> Iterator[str]:
    """Strings that stand within an f-string, where Babel does not find them all."""
    for path in sources(room):
        if path.suffix == ".py":
            texts = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.JoinedStr)]
            for call in (inner for text in texts for inner in ast.walk(text)):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
                    yield f"{path.relative_to(SOURCE)}:{call.lineno}: a string to translate inside an f-string"


def sources(room: Path) -> list[Path]:
    """The files of a room that may hold strings."""
    wanted = [path for suffix in ("py", "html", "txt") for path in room.rglob(f"*.{suffix}")]
    return sorted(path for path in wanted if not {"tests", "migrations"} & set(path.relative_to(room).parts))


def empty_catalog() -> Catalog:
    """An Indonesian catalog. The language has one plural form, which Babel's table does not know."""
    catalog = Catalog(locale="id", project="Rembuk", charset="utf-8", fuzzy=False)
    catalog.mime_headers = [("Plural-Forms", "nplurals=1; plural=0;")]
    return catalog


def fresh_catalog(room: Path) -> Catalog:
    """What the code of a room asks for today."""
    catalog = empty_catalog()
    for path in sources(room):
        for _line, message, context in found_in(path):
            place = [(path.relative_to(room).as_posix(), 0)]
            flags = ["python-format"] if re.search(r"%\(\w+\)|%[sd]", str(message)) else []
            catalog.add(message, locations=place, context=context, flags=flags)
    return catalog


def updated(room: Path) -> tuple[Path, Catalog, str]:
    """The room's catalog brought up to date, and how its file should read."""
    path = room / "locale" / "id" / "LC_MESSAGES" / "django.po"
    catalog = empty_catalog()
    if path.exists():
        with path.open("rb") as text:
            catalog = read_po(text, locale="id", abort_invalid=True)
    catalog.update(fresh_catalog(room), no_fuzzy_matching=True, update_creation_date=False)
    catalog.obsolete.clear()
    out = io.BytesIO()
    write_po(out, catalog, width=120, omit_header=True, sort_output=True, include_lineno=False, ignore_obsolete=True)
    header = (
        'msgid ""\nmsgstr ""\n"Language: id\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    )
    return path, catalog, header + out.getvalue().decode()


def untranslated(catalog: Catalog) -> list[str]:
    """The strings a reader would meet in English."""
    missing = []
    for message in catalog:
        if message.id and not all(message.string if isinstance(message.string, tuple) else (message.string,)):
            missing.append(str(message.id))
    return missing


def main(task: str, names: list[str]) -> int:
    """Run one of the three tasks over the named rooms, or over all."""
    problems = []
    rooms = [SOURCE / name for name in names] or [path for path in SOURCE.iterdir() if (path / "__init__.py").exists()]
    for room in sorted(rooms):
        if task == "compile":
            break
        problems += hidden_in(room)
        path, catalog, text = updated(room)
        if not len(catalog):
            continue
        name = path.relative_to(SOURCE)
        if task == "update":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            problems.append(f"{name}: not up to date, run `make messages`")
        problems += [f"{name}: no Indonesian for {message!r}" for message in untranslated(catalog)]
    compile_messages(SOURCE)
    print("\n".join(problems) or "Translations: every string of every room is in Indonesian and compiled.")
    return 1 if problems and task == "check" else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "check", sys.argv[2:]))
