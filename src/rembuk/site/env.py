"""Typed readers for the environment. A setting that cannot be read stops the start with a sentence."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The value of `name`, or what stands in the file that `name_FILE` points to (for secrets)."""
    file_name = os.environ.get(f"{name}_FILE")
    if file_name:
        try:
            return Path(file_name).read_text(encoding="utf-8").strip()
        except OSError as problem:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {problem.strerror}") from None
    return os.environ.get(name, default)


def kept(file: Path) -> str:
    """What stands in a file that an earlier command has kept; empty when there is none."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except OSError as problem:
        raise ImproperlyConfigured(f"{file} cannot be read: {problem.strerror}") from None


def flag(name: str, default: bool) -> bool:
    """A yes/no value: 1, true, yes, on or 0, false, no, off."""
    value = os.environ.get(name)
    if value is None:
        return default
    if value.lower() in _TRUE:
        return True
    if value.lower() in _FALSE:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not “{value}”")


def number(name: str, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name)
    if value is None:
        return default
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not “{value}”") from None


def reach(name: str, default: str) -> str:
    """How to reach somebody: an e-mail address, or the address of a page."""
    value = text(name, default).strip()
    is_page = value.startswith(("https://", "http://")) and bool(urlsplit(value).hostname)
    mailbox, _at, domain = value.partition("@")
    if value and not is_page and not (mailbox and domain and value.isprintable() and not set(value) & set(" <>:,/")):
        raise ImproperlyConfigured(f"{name} must be an e-mail address or begin with https://, not “{value}”")
    return value


def words(name: str, default: list[str]) -> list[str]:
    """A list, separated by commas."""
    value = os.environ.get(name)
    return default if value is None else [word.strip() for word in value.split(",") if word.strip()]


def database(name: str, default_file: Path) -> dict[str, object]:
    """Django's description of the database at `postgresql://user:password@host:port/name` or `sqlite:///path`.

    SQLite writes ahead (WAL), syncs every commit to disk (FULL) and takes its write lock at BEGIN (IMMEDIATE), so that
    two writers wait for each other instead of failing half-way.
    """
    patience = number("REMBUK_DATABASE_PATIENCE", 20)  # seconds that a write waits for another
    url = text(name) or f"sqlite:///{default_file}"
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        name = unquote(parts.path[1:] if parts.path.startswith("//") else parts.path)
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name,
            # Closing the last connection folds the write-ahead log in and syncs: not at the end of each request.
            "CONN_MAX_AGE": None,
            # Tests use a file as well: a database in memory knows other locks than the one readers meet.
            "TEST": {"NAME": f"{name}.test"},
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": patience,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"}:
        host = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair).get("host")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(host) if host else (parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "OPTIONS": {"options": f"-c lock_timeout={patience * 1000}"},
        }
    raise ImproperlyConfigured(f"{name} must start with sqlite:/// or postgresql://, not “{parts.scheme}”")
