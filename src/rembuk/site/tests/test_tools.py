"""The developer's tools, on a small tree of their own."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

TOOLS = Path(__file__).resolve().parents[4] / "tools"
BENCHMARKS = TOOLS.with_name("benchmarks")


def _tool(name: str, folder: Path = TOOLS) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"rembuk_tool_{name}", folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def budgets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """`tools/budgets.py` over an empty tree."""
    module = _tool("budgets")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "ALLOWED", tmp_path / "budgets.allow")
    (tmp_path / "src").mkdir()
    return module


@pytest.fixture
def messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """`tools/messages.py` over one small room."""
    monkeypatch.setattr(sys, "path", [str(TOOLS), *sys.path])
    module = _tool("messages")
    monkeypatch.setattr(module, "SOURCE", tmp_path)
    (tmp_path / "warung" / "templates").mkdir(parents=True)
    (tmp_path / "warung" / "__init__.py").touch()
    (tmp_path / "warung" / "views.py").write_text(
        'a = _("Open")\nb = pgettext("door", "Open")\nc = ngettext("%(n)d cake", "%(n)d cakes", 2)\n', encoding="utf-8"
    )
    (tmp_path / "warung" / "templates" / "page.html").write_text(
        '{% load i18n %}<p>{% translate "Closed" %}</p>', encoding="utf-8"
    )
    yield module
    sys.modules.pop("compile_messages_hook", None)


def test_a_function_that_is_too_long_is_named(
    budgets: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "\n".join(["def long() -> None:", *["    pass"] * budgets.FUNCTION]) + "\n"
    (tmp_path / "src" / "a.py").write_text(body, encoding="utf-8")
    assert budgets.main() == 1
    assert capsys.readouterr().out.strip() == "src/a.py:long: 46, the budget is 45"


def test_the_allow_list_may_only_shrink(
    budgets: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "src" / "a.py"
    budgets.ALLOWED.write_text("# why it is so long\nsrc/a.py 360\n", encoding="utf-8")
    file.write_text("a = 1\n" * 360, encoding="utf-8")
    assert budgets.main() == 0
    file.write_text("a = 1\n" * 361, encoding="utf-8")
    assert budgets.main() == 1
    file.write_text("a = 1\n" * 350, encoding="utf-8")
    assert budgets.main() == 1
    file.unlink()
    assert budgets.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ", 1)[1].split(" ")[0] for line in lines[-3:]] == ["grew", "fits", "is"]


def test_a_string_without_indonesian_is_named(
    messages: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert messages.main("check", []) == 1
    assert "not up to date" in capsys.readouterr().out
    messages.main("update", [])
    assert messages.main("check", []) == 1
    shown = capsys.readouterr().out
    assert shown.count("no Indonesian for") == 8  # the four strings, told of by both
    file = tmp_path / "warung" / "locale" / "id" / "LC_MESSAGES" / "django.po"
    text = file.read_text(encoding="utf-8")
    assert 'msgctxt "door"' in text
    filled = "\n\n".join(
        block.replace('msgstr ""', 'msgstr "x"').replace('msgstr[0] ""', 'msgstr[0] "%(n)d kue"') if number else block
        for number, block in enumerate(text.split("\n\n"))
    )
    file.write_text(filled, encoding="utf-8")
    assert messages.main("check", []) == 0
    assert file.with_suffix(".mo").exists()


def test_a_string_that_is_gone_is_dropped(messages: ModuleType, tmp_path: Path) -> None:
    messages.main("update", [])
    (tmp_path / "warung" / "templates" / "page.html").write_text("<p></p>", encoding="utf-8")
    messages.main("update", [])
    file = tmp_path / "warung" / "locale" / "id" / "LC_MESSAGES" / "django.po"
    assert "Closed" not in file.read_text(encoding="utf-8")


def test_the_memory_of_a_command_is_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not that of whatever else this process has waited for."""
    monkeypatch.setattr(sys, "path", [str(BENCHMARKS), *sys.path])
    before = set(sys.modules)
    moving = _tool("moving", BENCHMARKS)
    subprocess.run([sys.executable, "-c", "bytearray(900_000_000)"], check=True)  # our own Python
    done, memory = moving._cli(None, "--help")
    assert done.returncode == 0, done.stderr
    assert 5 < memory < 800
    for name in {"harness", "report", "words", "chart", "machine", "poster"} - before:
        sys.modules.pop(name, None)


def test_translations_newer_than_their_compiled_form_are_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = _tool("setup")
    monkeypatch.setattr(module, "ROOT", str(tmp_path))
    folder = tmp_path / "src" / "rembuk" / "warung" / "locale" / "id" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    po, mo = folder / "django.po", folder / "django.mo"
    po.touch()
    assert module.changed_messages() == [str(po)]  # never compiled
    mo.touch()
    os.utime(po, (1_000, 1_000))
    os.utime(mo, (1_000, 1_000))
    assert module.changed_messages() == []
    os.utime(po, (1_001, 1_001))  # what a pull brings
    assert module.changed_messages() == [str(po)]
