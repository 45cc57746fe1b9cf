"""Each thing that `rembuk doctor` looks for can be found, and a sound installation is well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.migrations.recorder import MigrationRecorder

from rembuk.moderation import engine
from rembuk.readers.models import Reader
from rembuk.site import doctor, prepare
from rembuk.site.doctor import Finding
from rembuk.trust.actions import open_case, unseal
from rembuk.trust.models import Opening
from rembuk.updates.models import Channel
from rembuk.vouchers.models import Account
from rembuk.vouchers.tests.factories import a_voucher

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _well(settings: Any, tmp_path: Path) -> None:
    """Nothing is wrong, unless a test breaks it."""
    settings.VAR, settings.SECRET_KEY_FILE = tmp_path, tmp_path / "secret-key"
    prepare.keep_secret_key()


def found(check: Callable[[], Iterator[Finding]]) -> str:
    """What a check finds, in one line; empty when all is well."""
    return " | ".join(f"{finding.what} → {finding.remedy}" for finding in check())


def test_missing_keys(settings: Any, tmp_path: Path) -> None:
    assert found(doctor.keys) == ""
    settings.REMBUK_KEYS = tmp_path / "nowhere"
    assert "restore the folder from its backup" in found(doctor.keys)


def test_word_lists_and_models_that_cannot_be_read(settings: Any, tmp_path: Path) -> None:
    assert found(doctor.judging) == ""
    for name in ("REMBUK_LEXICON", "REMBUK_MODELS"):
        engine.lexicon.cache_clear()
        engine.models.cache_clear()
        setattr(settings, name, tmp_path / "nowhere")
        assert "every comment waits" in found(doctor.judging)
        setattr(settings, name, None)
    engine.lexicon.cache_clear()
    engine.models.cache_clear()


def test_a_secret_key_that_is_not_kept_or_open_to_others(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REMBUK_SECRET_KEY", raising=False)
    monkeypatch.delenv("REMBUK_SECRET_KEY_FILE", raising=False)
    settings.SECRET_KEY_FILE = tmp_path / "lost"
    assert "each process makes its own" in found(doctor.secret_key)
    settings.SECRET_KEY_FILE.touch(mode=0o600)  # what a power cut could have left behind
    assert "each process makes its own" in found(doctor.secret_key)
    prepare.keep_secret_key()
    assert found(doctor.secret_key) == ""
    assert settings.SECRET_KEY_FILE.read_text(encoding="utf-8") == settings.SECRET_KEY
    settings.SECRET_KEY_FILE.chmod(0o644)
    assert "can be read by others" in found(doctor.secret_key)


def test_migrations_that_have_not_run() -> None:
    assert found(doctor.database) == ""
    last = MigrationRecorder.Migration.objects.filter(app="vouchers").latest("id")
    last.delete()
    assert found(doctor.database) == "1 migrations have not run → run `rembuk prepare`"


def test_a_cache_that_keeps_nothing(settings: Any) -> None:
    assert found(doctor.limits) == ""
    settings.CACHES = settings.CACHES | {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert "does not keep what it is given" in found(doctor.limits)


def test_books_that_do_not_balance(ratna: Reader) -> None:
    a_voucher(ratna)
    assert found(doctor.books) == ""
    Account.objects.filter(kind="voucher").update(balance=99_999)
    assert "the ledger does not balance" in found(doctor.books)
    assert "pay nobody" in found(doctor.books)


@pytest.mark.parametrize("harm", ["changed", "removed"])
def test_a_log_of_openings_that_somebody_touched(harm: str, ratna: Reader, intan: Reader) -> None:
    case = open_case(email=ratna.email, subject="Alamat hadiah", actor=intan)
    for reason in ("Kurir menunggu di depan", "Kurir datang lagi", "Kurir sudah pulang"):
        unseal(case=case, field="phone", reason=reason, actor=intan)
    assert found(doctor.openings) == ""
    middle = Opening.objects.order_by("sequence")[1]
    if harm == "removed":
        middle.delete()
    else:
        Opening.objects.filter(pk=middle.pk).update(payload=middle.payload | {"reason": "Iseng"})
    assert "the log of openings is broken" in found(doctor.openings)


def test_a_channel_that_cannot_be_reached(title: Any, settings: Any) -> None:
    settings.REMBUK_TELEGRAM_TOKEN = ""
    assert found(doctor.updates) == ""
    Channel.objects.create(
        title=title, name="Kabar", chat="@lintaspagi", invitation="Ikuti.", join_url="https://t.me/x"
    )
    assert found(doctor.updates).endswith("see Outbox in the staff screens")
    assert "REMBUK_TELEGRAM_TOKEN" in found(doctor.updates)


def test_a_disk_that_is_nearly_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE", 0)
    assert found(doctor.disk) == ""
    monkeypatch.setattr(doctor, "LEAST_FREE", 1 << 62)
    assert "a full disk refuses comments" in found(doctor.disk)


def test_what_django_finds(settings: Any) -> None:
    assert found(doctor.django_checks) == ""
    settings.HTTPS, settings.SECURE_HSTS_SECONDS = True, 0
    assert "security.W004" in found(doctor.django_checks)


def test_the_whole_report(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE", 0)
    assert doctor.run() == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "Everything is well."
    assert [line.split() for line in lines[:-1]] == [[name, "well"] for name, _check in doctor.CHECKS]


def test_a_check_that_fails_does_not_stop_the_others(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    settings.VAR = tmp_path / "nowhere"  # the disk of a folder that is not there cannot be measured
    settings.REMBUK_KEYS = tmp_path / "nowhere"
    assert doctor.run() == 1
    shown = capsys.readouterr().out
    assert "could not be looked at: FileNotFoundError" in shown
    assert "keys       WRONG" in shown
    assert "ledger     well" in shown
    assert shown.rstrip().endswith("2 to mend.")


def test_a_system_check_that_nobody_wants_to_see_is_not_hidden(settings: Any) -> None:
    assert settings.SILENCED_SYSTEM_CHECKS == []
    call_command("check", fail_level="WARNING")
