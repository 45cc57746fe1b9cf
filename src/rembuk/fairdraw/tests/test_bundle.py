"""The bundle holds, in a bare Python too; and one changed byte, wherever it is, makes it fail."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from rembuk.fairdraw import (
    MIN_LEAD,
    QUICKNET,
    BeaconError,
    CommitmentError,
    StepDown,
    draw,
    time_of_round,
    verifier,
    verify,
    write_bundle,
)
from rembuk.fairdraw.beacon import KNOWN_CHAINS
from rembuk.fairdraw.bundle import pack
from rembuk.fairdraw.canonical import canonical, sha256_hex
from rembuk.fairdraw.tests.samples import ROUND, frozen

Files = dict[str, bytes]


def written() -> bytes:
    base = frozen()
    steps = [StepDown(1_800_000_000, draw(base, ROUND).winners[2], "unreachable")]
    return write_bundle(base, ROUND, steps=steps, signature={"algorithm": "Ed25519", "value": "00"})


BUNDLE = written()
FILES: Files = {name: zipfile.ZipFile(io.BytesIO(BUNDLE)).read(name) for name in verify.NAMES}


def check(path: Path, data: bytes, *options: str) -> int:
    path.write_bytes(data)
    return verify.main([str(path), *options])


def sealed(files: Files) -> bytes:
    """A forger's bundle: changed files with checksums that fit."""
    sums = "".join(f"{sha256_hex(files[name])}  {name}\n" for name in verify.LISTED)
    return pack({**files, "SHA256SUMS": sums.encode()})


def test_the_same_draw_is_the_same_bytes() -> None:
    assert written() == BUNDLE
    assert pack(FILES) == BUNDLE == verify.pack(FILES)
    assert sealed(FILES) == BUNDLE


def test_the_readme_works_as_written_in_a_bare_python(tmp_path: Path) -> None:
    (tmp_path / "draw.zip").write_bytes(BUNDLE)
    for name in ("verify.py", "bls.py"):
        (tmp_path / name).write_bytes(FILES[name])
    command = [sys.executable, "-I", "-S", "verify.py", "draw.zip", "--commitment", frozen().hash, "--entry", "c0001"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "SAH / ALL HOLDS" in run.stdout
    assert "c0001: urutan / place" in run.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bls.py", "draw.zip", "verify.py"]


def test_without_bls_the_signature_counts_as_unchecked(tmp_path: Path) -> None:
    (tmp_path / "draw.zip").write_bytes(BUNDLE)
    (tmp_path / "verify.py").write_bytes(FILES["verify.py"])
    command = [sys.executable, "-I", "-S", "verify.py", "draw.zip"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 1
    assert "NOT CHECKED" in run.stdout


def test_an_unpacked_folder_is_checked_as_well(tmp_path: Path) -> None:
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    assert verify.main([str(tmp_path)]) == 0
    (tmp_path / "steps.json").unlink()
    assert verify.main([str(tmp_path)]) == 1


@pytest.mark.parametrize("name", sorted(FILES))
def test_one_changed_byte_in_any_file_is_found_and_named(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = FILES[name]
    for offset in {0, len(data) // 3, len(data) // 2, len(data) - 1}:
        flipped = data[:offset] + bytes([data[offset] ^ 1]) + data[offset + 1 :]
        assert check(tmp_path / "draw.zip", pack({**FILES, name: flipped})) == 1
        report = capsys.readouterr().out
        assert name in report, report


def test_one_changed_byte_anywhere_in_the_zip_is_found(tmp_path: Path) -> None:
    step = len(BUNDLE) // 150
    directory = range(BUNDLE.index(b"PK\x01\x02"), len(BUNDLE), 7)
    for offset in [*range(0, len(BUNDLE), step), *range(40), *directory]:
        flipped = BUNDLE[:offset] + bytes([BUNDLE[offset] ^ 1]) + BUNDLE[offset + 1 :]
        assert check(tmp_path / "draw.zip", flipped) == 1, offset


def forged(name: str, change: Callable[[Any], object]) -> bytes:
    """`name` changed in place, or replaced by what `change` returns; and every checksum mended."""
    value = json.loads(FILES[name])
    replacement = change(value)
    return sealed({**FILES, name: canonical(value if replacement is None else replacement)})


FORGERIES: list[tuple[str, Callable[[Any], object]]] = [
    ("entries.json", lambda rows: rows[:-1]),
    ("entries.json", lambda rows: rows[0].update(weight=2)),
    ("entries.json", lambda rows: rows.reverse()),
    ("entries.json", lambda rows: [*rows, rows[-1]]),
    ("exclusions.json", lambda rows: rows[0].update(reason="changed-afterwards")),
    ("exclusions.json", lambda rows: []),
    ("beacon.json", lambda beacon: beacon.update(round=ROUND.number + 1)),
    ("beacon.json", lambda beacon: beacon.update(signature="aa" * 48)),
    ("beacon.json", lambda beacon: beacon.update(signature=beacon["signature"].upper())),
    ("result.json", lambda result: result["winners"].reverse()),
    ("result.json", lambda result: result["order"].reverse()),
    ("result.json", lambda result: result["standing"].append("c0001")),
    ("steps.json", lambda steps: []),
    ("steps.json", lambda steps: steps[0].update(next=None)),
    ("commitment.json", lambda outer: outer["commitment"].update(winners=10)),
    ("commitment.json", lambda outer: outer.update(hash="0" * 64)),
    ("steps.json", lambda steps: {"a": 1}),
    ("commitment.json", lambda outer: []),
]


@pytest.mark.parametrize(("name", "change"), FORGERIES)
def test_a_forger_who_mends_the_checksums_still_fails(
    name: str, change: Callable[[Any], object], tmp_path: Path
) -> None:
    data = forged(name, change)
    assert data != BUNDLE
    assert check(tmp_path / "draw.zip", data) == 1


def test_a_whole_other_draw_needs_another_published_hash(tmp_path: Path) -> None:
    other = write_bundle(frozen(entries=29), ROUND)
    assert check(tmp_path / "draw.zip", other) == 0
    assert check(tmp_path / "draw.zip", other, "--commitment", frozen().hash) == 1


@pytest.mark.parametrize(
    "text",
    [
        b" []",
        b"[]\n",
        b"[] []",
        b'[{"a":1,"a":1}]',
        b"[1.0]",
        b"[NaN]",
        b"[9007199254740993]",
        b"\xff",
        b"[" * 5000,
        b"",
    ],
)
def test_json_that_two_readers_could_read_differently_is_refused(text: bytes, tmp_path: Path) -> None:
    assert check(tmp_path / "draw.zip", sealed({**FILES, "steps.json": text})) == 1


def zipped(members: list[tuple[str, bytes]], compression: int = zipfile.ZIP_STORED) -> bytes:
    container = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(container, "w", compression) as archive:
        warnings.simplefilter("ignore")  # a doubled name is one of the hostile cases
        for name, data in members:
            archive.writestr(name, data)
    return container.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a zip",
        BUNDLE + b"x",
        b"x" + BUNDLE,
        zipped([*FILES.items(), ("../evil.py", b"")]),
        zipped([*FILES.items(), ("steps.json", b"[]")]),
        zipped(list(FILES.items())[1:]),
        zipped(list(FILES.items()), zipfile.ZIP_DEFLATED),
        zipped([*list(FILES.items())[1:], (min(FILES), bytes(50_000_000))], zipfile.ZIP_DEFLATED),
    ],
    ids=["empty", "no-zip", "trailing", "leading", "traversal", "twice", "missing", "deflated", "bomb"],
)
def test_a_hostile_container_is_refused_and_nothing_is_unpacked(data: bytes, tmp_path: Path) -> None:
    assert check(tmp_path / "draw.zip", data) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["draw.zip"]


@pytest.mark.parametrize("change", [{"hash": "0" * 64}, {"public_key": "aa" * 96}, {"genesis": 1_600_000_000}])
def test_a_chain_that_is_not_drands_own_is_refused(
    change: dict[str, object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = frozen()
    beacon = base.document["beacon"]
    document = {**base.document, "beacon": {**beacon, "chain": {**beacon["chain"], **change}}}
    outer = {"commitment": document, "hash": sha256_hex(canonical(document)), "signature": None}
    assert check(tmp_path / "draw.zip", sealed({**FILES, "commitment.json": canonical(outer)})) == 1
    assert "[GAGAL/FAIL] Putaran acak" in capsys.readouterr().out


def test_a_round_too_near_the_freeze_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = {**frozen().document, "created_at": time_of_round(QUICKNET, ROUND.number) - MIN_LEAD + 1}
    outer = {"commitment": document, "hash": sha256_hex(canonical(document)), "signature": None}
    assert check(tmp_path / "draw.zip", sealed({**FILES, "commitment.json": canonical(outer)})) == 1
    assert "too near the freeze" in capsys.readouterr().out


def test_both_writings_know_the_same_chains() -> None:
    rows = {tuple(asdict(chain)[key] for key in verify.CHAIN_KEYS) for chain in KNOWN_CHAINS}
    assert rows == set(verify.KNOWN_CHAINS)


def test_a_bundle_is_written_for_the_committed_round_and_verifier_only() -> None:
    base = frozen()
    with pytest.raises(BeaconError):
        write_bundle(base, replace(ROUND, number=ROUND.number - 1))
    other = {**verifier(), "verify.py": b"print('SAH / ALL HOLDS')"}
    with pytest.raises(CommitmentError, match="verifier has changed"):
        write_bundle(base, ROUND, code=other)
    assert write_bundle(base, ROUND, code=verifier()) == write_bundle(base, ROUND)


@pytest.mark.parametrize(("rows", "weight"), [(1, 10**7), (5_000, verify.MAX_WEIGHT)])
def test_weights_beyond_the_bounds_eat_no_memory(rows: int, weight: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "MAX_TICKETS", 1_000)
    entries = [{"entry": f"c{number:04}", "weight": weight} for number in range(rows)]
    tracemalloc.start()
    verify.order_of(entries, bytes(32))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000
