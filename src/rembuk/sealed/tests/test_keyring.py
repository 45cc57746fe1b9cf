from __future__ import annotations

import threading
import traceback
from pathlib import Path

import pytest

from rembuk.sealed.keyring import Key, KeyKind, KeyRing, KeyRingError


def test_create_makes_one_private_file_per_kind(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "keys"
    KeyRing.create(folder)
    assert sorted(file.name for file in folder.iterdir()) == ["code-1.key", "index-1.key", "master-1.key"]
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert len({file.read_text() for file in folder.iterdir()}) == 3
    assert [entry.name for entry in folder.parent.iterdir()] == ["keys"]


def test_load_gives_back_what_create_wrote(tmp_path: Path) -> None:
    created = KeyRing.create(tmp_path / "keys")
    loaded = KeyRing.load(tmp_path / "keys")
    assert all(created.all(kind) == loaded.all(kind) for kind in KeyKind)


def test_create_refuses_to_overwrite(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    before = KeyRing.create(folder).current(KeyKind.MASTER)
    with pytest.raises(KeyRingError, match="never overwritten"):
        KeyRing.create(folder)
    assert KeyRing.load(folder).current(KeyKind.MASTER) == before


def test_create_accepts_an_empty_folder_and_closes_it(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o755)
    KeyRing.create(folder)
    assert folder.stat().st_mode & 0o777 == 0o700


def test_of_many_creators_one_wins(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    made: list[KeyRing] = []
    refused: list[KeyRingError] = []

    def create() -> None:
        try:
            made.append(KeyRing.create(folder))
        except KeyRingError as error:
            refused.append(error)

    threads = [threading.Thread(target=create) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(refused)) == (1, 7)
    assert made[0].all(KeyKind.CODE) == KeyRing.load(folder).all(KeyKind.CODE)
    assert [entry.name for entry in tmp_path.iterdir()] == ["keys"]


def test_rotation_writes_with_the_new_key_and_reads_with_both(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    old = KeyRing.create(folder)
    new = KeyRing.rotate(folder, KeyKind.MASTER)
    assert new.versions(KeyKind.MASTER) == [2, 1]
    assert new.versions(KeyKind.INDEX) == [1]
    assert new.current(KeyKind.MASTER).version == 2
    assert new.get(KeyKind.MASTER, 1) == old.current(KeyKind.MASTER)
    assert not [entry for entry in folder.iterdir() if entry.name.startswith(".")]


def test_versions_sort_as_numbers() -> None:
    keys = [Key(kind, version, bytes(32)) for kind in KeyKind for version in (2, 10, 9)]
    assert KeyRing(keys).versions(KeyKind.INDEX) == [10, 9, 2]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyRingError, match=r"no key folder at .*keys"):
        KeyRing.load(tmp_path / "keys")


def test_a_missing_kind_is_named(tmp_path: Path) -> None:
    KeyRing.create(tmp_path / "keys")
    (tmp_path / "keys" / "index-1.key").unlink()
    with pytest.raises(KeyRingError, match=r"no index key \(index-1\.key\)"):
        KeyRing.load(tmp_path / "keys")


def test_a_missing_old_version_is_named(tmp_path: Path) -> None:
    ring = KeyRing.create(tmp_path / "keys")
    with pytest.raises(KeyRingError, match=r"master-7\.key is needed but missing"):
        ring.get(KeyKind.MASTER, 7)


@pytest.mark.parametrize("text", ["", "ab", "g" * 64, "a" * 63, "a" * 65, "a" * 64 + "\n\n"])
def test_a_malformed_file_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    KeyRing.create(tmp_path / "keys")
    (tmp_path / "keys" / "code-1.key").write_text(text)
    with pytest.raises(KeyRingError, match=r"code-1\.key must hold 64") as caught:
        KeyRing.load(tmp_path / "keys")
    assert not text.strip() or text.strip() not in str(caught.value)


def test_a_file_or_folder_open_to_others_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    KeyRing.create(folder)
    (folder / "master-1.key").chmod(0o640)
    with pytest.raises(KeyRingError, match=r"chmod 0600 .*master-1\.key"):
        KeyRing.load(folder)
    folder.chmod(0o755)
    with pytest.raises(KeyRingError, match="chmod 0700"):
        KeyRing.load(folder)


def test_no_representation_shows_a_key(tmp_path: Path) -> None:
    ring = KeyRing.create(tmp_path / "keys")
    key = ring.current(KeyKind.MASTER)
    try:
        raise RuntimeError(f"{ring!r} {key!r} {key} {ring.all(KeyKind.MASTER)}")
    except RuntimeError:
        shown = traceback.format_exc()
    assert "master-1" in shown
    assert "version=1" in shown
    assert key.secret.hex() not in shown
    assert repr(key.secret) not in shown


def test_purposes_do_not_meet() -> None:
    key = Key(KeyKind.INDEX, 1, bytes(range(32)))
    assert key.mac("a", b"x") == key.mac("a", b"x")
    assert len({key.mac("a", b"x"), key.mac("b", b"x"), key.mac("a", b"y"), key.mac("", b"ax")}) == 4
