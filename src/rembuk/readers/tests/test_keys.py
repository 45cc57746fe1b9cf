from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from rembuk.readers.keys import keyring, make_keys
from rembuk.sealed.keyring import KeyKind


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.REMBUK_KEYS = tmp_path / "keys"
    settings.DEMO = settings.DEBUG = False
    keyring.cache_clear()
    yield settings.REMBUK_KEYS
    keyring.cache_clear()


def test_an_installation_without_keys_says_what_to_do(folder: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="rembuk prepare"):
        keyring()
    assert not folder.exists()


def test_a_demo_makes_its_keys_and_finds_them_again(folder: Path, settings: Any) -> None:
    settings.DEMO = True
    assert keyring() is keyring()
    made = keyring().current(KeyKind.MASTER).secret
    keyring.cache_clear()
    assert keyring().current(KeyKind.MASTER).secret == made


def test_keys_that_another_process_made_first_are_used(folder: Path) -> None:
    first = make_keys()
    assert make_keys().current(KeyKind.MASTER).secret == first.current(KeyKind.MASTER).secret


def test_damaged_keys_are_not_replaced(folder: Path, settings: Any) -> None:
    make_keys()
    (folder / "index-1.key").unlink()
    settings.DEMO = True
    with pytest.raises(ImproperlyConfigured, match="index"):
        keyring()
