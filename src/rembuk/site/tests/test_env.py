"""The readers of the environment, and the settings made from them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from rembuk.site import env

NAME = "REMBUK_TEST_SETTING"


def test_text_comes_from_the_variable_or_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert env.text(NAME, "bila tak ada") == "bila tak ada"
    monkeypatch.setenv(NAME, "langsung")
    assert env.text(NAME) == "langsung"
    secret = tmp_path / "secret"
    secret.write_text("dari berkas\n", encoding="utf-8")
    monkeypatch.setenv(f"{NAME}_FILE", str(secret))
    assert env.text(NAME) == "dari berkas"


def test_a_file_that_cannot_be_read_stops_with_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "none"))
    with pytest.raises(ImproperlyConfigured, match=f"{NAME}_FILE cannot be read: No such file"):
        env.text(NAME)


@pytest.mark.parametrize(
    ("value", "wanted"), [("yes", True), ("1", True), ("On", True), ("no", False), ("0", False), ("", False)]
)
def test_flag(monkeypatch: pytest.MonkeyPatch, value: str, wanted: bool) -> None:
    assert env.flag(NAME, True) is True
    monkeypatch.setenv(NAME, value)
    assert env.flag(NAME, not wanted) is wanted


@pytest.mark.parametrize("value", ["", "bantuan@lintas.example", "https://lintas.example/bantuan"])
def test_how_to_reach_somebody(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, f" {value}\n")
    assert env.reach(NAME, "") == value


@pytest.mark.parametrize(
    "value", ["meja bantuan", "@", "bantuan@", "javascript:a@b", "a@b\nBcc: c@d", "Meja <a@b.example>", "https:///x"]
)
def test_what_reaches_nobody_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match="must be an e-mail address"):
        env.reach(NAME, "")


def test_what_was_kept(tmp_path: Path) -> None:
    assert env.kept(tmp_path / "none") == ""
    (tmp_path / "key").write_text(" rahasia\n", encoding="utf-8")
    assert env.kept(tmp_path / "key") == "rahasia"
    with pytest.raises(ImproperlyConfigured, match="cannot be read: Is a directory"):
        env.kept(tmp_path)


def test_a_flag_that_is_neither_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "maybe")
    with pytest.raises(ImproperlyConfigured, match="must be yes or no, not “maybe”"):
        env.flag(NAME, False)


def test_number(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.number(NAME, 7) == 7
    monkeypatch.setenv(NAME, "25")
    assert env.number(NAME, 7) == 25
    monkeypatch.setenv(NAME, "2.5")
    with pytest.raises(ImproperlyConfigured, match="must be a whole number"):
        env.number(NAME, 7)


def test_words(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.words(NAME, ["localhost"]) == ["localhost"]
    monkeypatch.setenv(NAME, " a.example , b.example,")
    assert env.words(NAME, []) == ["a.example", "b.example"]


def test_sqlite_by_default_and_by_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usual = env.database(NAME, tmp_path / "a b.sqlite3")
    assert (usual["ENGINE"], usual["NAME"]) == ("django.db.backends.sqlite3", str(tmp_path / "a b.sqlite3"))
    monkeypatch.setenv(NAME, "sqlite:///dekat.sqlite3")
    assert env.database(NAME, tmp_path)["NAME"] == "/dekat.sqlite3"
    monkeypatch.setenv(NAME, "sqlite:////var/lib/with%20space.sqlite3")
    assert env.database(NAME, tmp_path)["NAME"] == "/var/lib/with space.sqlite3"
    options = usual["OPTIONS"]
    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]


def test_postgresql_by_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(NAME, "postgresql://red%40ksi:k%2Fs@db.example:5433/rembuk")
    found = env.database(NAME, tmp_path)
    facts = [found[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert facts == ["red@ksi", "k/s", "db.example", "5433", "rembuk"]
    monkeypatch.setenv(NAME, "postgres:///rembuk?host=/run/postgresql")
    assert env.database(NAME, tmp_path)["HOST"] == "/run/postgresql"


def test_another_database_is_refused_by_the_name_of_its_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(NAME, "mysql://localhost/rembuk")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must start with sqlite:/// or postgresql://, not “mysql”"):
        env.database(NAME, tmp_path)


def settings_of(var: Path, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """Read the settings in a process of its own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("REMBUK_")}
    code = (
        "from rembuk.site import settings as s; print(s.SECRET_KEY, s.HTTPS, s.SESSION_COOKIE_SECURE, s.EMAIL_BACKEND)"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**clean, "REMBUK_VAR": str(var), **surroundings},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_secret_key_is_the_kept_one_and_reading_settings_writes_nothing(tmp_path: Path) -> None:
    var = tmp_path / "var"
    fresh = settings_of(var).stdout.split()
    assert len(fresh[0]) >= 50
    assert not var.exists()
    var.mkdir()
    (var / "secret-key").write_text("yang-disimpan\n", encoding="utf-8")
    kept = settings_of(var).stdout.split()
    assert kept[0] == "yang-disimpan"
    assert kept[3] == "django.core.mail.backends.smtp.EmailBackend"


def test_https_makes_cookies_secure(tmp_path: Path) -> None:
    shown = settings_of(tmp_path, REMBUK_BASE_URL="https://lintaspagi.example", REMBUK_SECRET_KEY="x" * 60)
    assert shown.stdout.split()[1:3] == ["True", "True"]
    assert not (tmp_path / "secret-key").exists()


def test_debug_is_refused_on_a_real_installation(tmp_path: Path) -> None:
    refused = settings_of(tmp_path, REMBUK_DEBUG="yes", REMBUK_DATABASE_URL="postgresql://localhost/rembuk")
    assert refused.returncode != 0
    assert "REMBUK_DEBUG shows tracebacks to visitors" in refused.stderr
