"""The rules that every room keeps, read from the files themselves."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.dispatch import Signal

HOUSE = Path(__file__).resolve().parents[2]
ROOMS = sorted(path.parent for path in HOUSE.glob("*/__init__.py"))
PURE = {"civility", "fairdraw", "sealed"}  # libraries, whose README is also their reference
MIGRATIONS = sorted(HOUSE.glob("*/migrations/[0-9]*.py"))
EVENTS = sorted(HOUSE.glob("*/events.py"))
WRITES = re.compile(r"\.(save|create|get_or_create|update_or_create|bulk_create|bulk_update|update|delete)\(")


def named(path: Path) -> str:
    """A file as a test's name."""
    return path.relative_to(HOUSE).as_posix()


@pytest.mark.django_db
def test_no_model_waits_for_a_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("path", MIGRATIONS, ids=named)
def test_a_migration_imports_no_code_of_ours(path: Path) -> None:
    """Code moves on; a migration must still run in five years."""
    imported = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            imported.append("." * node.level + (node.module or ""))
    assert [name for name in imported if name.startswith(("rembuk", "."))] == []


def signals(path: Path) -> dict[str, str]:
    """The signals of an events.py, each with the docstring that stands below it."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    found = {}
    for node, below in zip(body, [*body[1:], None], strict=True):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and ast.unparse(node.value) == "Signal()":
            told = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
            found[ast.unparse(node.targets[0])] = str(below.value.value) if told else ""  # type: ignore[union-attr]  # told says so
    return found


@pytest.mark.parametrize("path", EVENTS, ids=named)
def test_every_event_says_what_it_tells(path: Path) -> None:
    known = signals(path)
    assert known, "an events.py without a signal"
    module = __import__(f"rembuk.{path.parent.name}.events", fromlist=["x"])
    assert {name for name, value in vars(module).items() if isinstance(value, Signal)} == known.keys()
    assert {name for name, told in known.items() if len(told) < 20} == set(), "these have no docstring below them"
    assert "events" in (path.parent / "README.md").read_text(encoding="utf-8"), "the README does not name events.py"


@pytest.mark.parametrize("room", ROOMS, ids=named)
def test_every_room_introduces_itself(room: Path) -> None:
    lines = (room / "README.md").read_text(encoding="utf-8").splitlines()
    assert lines[0].split(":")[0] == f"# {room.name}"
    assert 10 <= len(lines) <= (60 if room.name in PURE else 30)


def outside_actions() -> list[Path]:
    """The files that show pages; every write of theirs goes through a verb."""
    names = ("views.py", "views/*.py", "staff.py", "wagtail_hooks.py", "panels.py", "feeds.py", "access.py")
    return sorted(path for name in names for path in HOUSE.glob(f"*/{name}"))


@pytest.mark.parametrize("path", outside_actions(), ids=named)
def test_only_actions_write(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [f"{number}: {line.strip()}" for number, line in enumerate(lines, 1) if WRITES.search(line)] == []


def test_the_rule_about_writes_can_fail() -> None:
    assert WRITES.search("    comment.save()")
    assert WRITES.search("    Comment.objects.filter(pk=1).update(state='x')")
    assert not WRITES.search("    actions.post_comment(author=author)")


@pytest.mark.parametrize("room", ROOMS, ids=named)
def test_no_page_carries_inline_script_or_style(room: Path) -> None:
    """The strict policy of readers' pages would refuse it; what Wagtail frames is held to the same."""
    wrong = []
    for path in room.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text):
            wrong.append(named(path))
    assert wrong == []


def test_tests_that_empty_the_database_put_its_first_contents_back() -> None:
    """Otherwise the next one finds no page tree and no groups, and only sometimes."""
    files = sorted(HOUSE.rglob("tests/**/*.py"))
    bare = [
        path.relative_to(HOUSE).as_posix()
        for path in files
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("@pytest.mark.django_db(transaction=True") and "serialized_rollback=True" not in line
    ]
    assert bare == []
