"""The `rembuk` command: its words, its processes, and what it refuses."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
import pytest
from django.utils import translation

from rembuk.site import cli, prepare, say, serve

Run = Callable[..., int | str | None]


@pytest.fixture
def rembuk(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command with these words; returns what it exits with."""

    def run(*words: str) -> int | str | None:
        monkeypatch.setattr(sys, "argv", ["rembuk", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code

    return run


def test_help_names_every_command(rembuk: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert rembuk("--help") == 0
    shown = capsys.readouterr().out
    for name in ("demo", "serve", "worker", "prepare", "doctor", "import-story", "manage"):
        assert re.search(rf"^    {name}\s", shown, re.MULTILINE)


@pytest.mark.parametrize("name", ["demo", "serve", "worker", "prepare", "doctor"])
def test_each_command_has_help_and_refuses_words_it_does_not_know(
    rembuk: Run, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rembuk(name, "--help") == 0
    assert f"rembuk {name}" in capsys.readouterr().out
    assert rembuk(name, "--lekas") == f"rembuk: “--lekas” is not understood; try `rembuk {name} --help`."


def test_a_word_that_is_no_command(rembuk: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert rembuk("jalan") == 2
    assert "invalid choice: 'jalan'" in capsys.readouterr().err
    assert rembuk() == 2


def test_manage_hands_on_to_django(rembuk: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert rembuk("manage", "version") == 0
    assert capsys.readouterr().out.strip() == django.get_version()


def test_stop_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        say.stop("the disk is full; make room.")
    assert ended.value.code == "rembuk: the disk is full; make room."


def test_numbers_are_grouped_as_the_language_of_the_command_has_it(capsys: pytest.CaptureFixture[str]) -> None:
    with translation.override("id"):  # as the demo does for what it makes
        assert say.number(1_234_567) == "1,234,567"
        assert len(list(say.bar("Stories", range(3_000), 3_000))) == 3_000
    assert "3,000 in " in capsys.readouterr().out


def test_the_bar_is_one_line_without_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(say.bar("Stories", "abc", 3)) == ["a", "b", "c"]
    shown = capsys.readouterr().out
    assert shown.startswith("Stories ")
    assert shown.count("\n") == 1
    assert "3 in " in shown
    assert "\r" not in shown


def test_the_bar_fills_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert list(say.bar("Stories", range(4), 4)) == [0, 1, 2, 3]
    last = capsys.readouterr().out.rsplit("\r", 1)[1]
    assert "█" * say.WIDTH in last
    assert "4/4 in " in last


def test_a_bar_over_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(say.bar("Stories", [], 0)) == []
    assert "0 in " in capsys.readouterr().out


@pytest.mark.parametrize(("host", "family"), [("127.0.0.1", socket.AF_INET), ("::1", socket.AF_INET6)])
def test_a_busy_port_is_refused_and_a_free_one_is_not(host: str, family: socket.AddressFamily) -> None:
    with socket.socket(family) as other:
        other.bind((host, 0))
        other.listen()
        port = int(other.getsockname()[1])
        with pytest.raises(SystemExit, match=rf"port {port} on {host} cannot be used .* choose another one"):
            serve.refuse_busy_port(host, port)
    serve.refuse_busy_port(host, port)


def test_a_server_that_shares_its_port_is_noticed_too() -> None:
    """Granian binds with SO_REUSEPORT: a second one would get half of the readers."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(SystemExit):
            serve.refuse_busy_port("127.0.0.1", int(other.getsockname()[1]))


def test_a_place_that_cannot_be_written_is_refused(settings: Any, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    settings.VAR = blocked / "var"
    with pytest.raises(SystemExit, match="cannot be written; run this in a folder of your own, or set REMBUK_VAR"):
        prepare.refuse_unwritable()
    settings.VAR = tmp_path / "new" / "var"
    prepare.refuse_unwritable()
    assert settings.VAR.is_dir()


@pytest.mark.django_db
def test_prepare_makes_keys_once_and_may_run_again(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.VAR, settings.REMBUK_KEYS, settings.SECRET_KEY_FILE = tmp_path, tmp_path / "keys", tmp_path / "secret-key"

    def kept() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    assert prepare.run() == 0
    made = kept()
    assert made["secret-key"].decode() == settings.SECRET_KEY
    assert settings.SECRET_KEY_FILE.stat().st_mode & 0o777 == 0o600
    assert len(made) > 3
    assert prepare.run() == 0
    assert kept() == made
    assert "back them up, and never together with the database" in capsys.readouterr().out


def test_prepare_stops_at_keys_that_others_can_read(settings: Any, tmp_path: Path) -> None:
    settings.VAR, settings.REMBUK_KEYS, settings.SECRET_KEY_FILE = tmp_path, tmp_path / "keys", tmp_path / "secret-key"
    settings.REMBUK_KEYS.mkdir(mode=0o700)
    os.chmod(settings.REMBUK_KEYS, 0o755)  # noqa: S103  # that is the fault
    (settings.REMBUK_KEYS / "master-1.key").write_bytes(b"x" * 32)
    with pytest.raises(SystemExit, match="rembuk: "):
        prepare.run()
