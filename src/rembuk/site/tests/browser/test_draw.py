"""The draw is proved to anyone: what the page offers is downloaded, and checked with what the page says."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import Open
from .newsroom import Newsroom


@pytest.fixture
def proof(open_browser: Open, demo: Newsroom, tmp_path: Path) -> list[str]:
    """The command that stands on the page, in a folder with the bundle and the verifier out of it."""
    page = open_browser(java_script_enabled=False)
    page.goto(f"{demo.sister}/program/cerita-warung/")
    page.get_by_role("link", name="Lihat hasil undian").click()
    expect(page.get_by_role("list").filter(has=page.locator("li[value='1']")).locator("li")).to_have_count(90)
    with page.expect_download() as download:
        page.get_by_role("link", name="Unduh").click()
    unpack, command = page.locator("code", has_text="verify.py").all_inner_texts()

    bundle = tmp_path / download.value.suggested_filename
    download.value.save_as(bundle)
    assert shlex.split(unpack)[:2] == ["unzip", bundle.name]
    with zipfile.ZipFile(bundle) as packed:
        for name in shlex.split(unpack)[2:]:
            packed.extract(name, tmp_path)
    assert shlex.split(command)[0] == "python3"
    return [sys.executable, *shlex.split(command)[1:]]


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={})


def test_anyone_can_check_the_draw(proof: list[str], tmp_path: Path) -> None:
    answer = _run(proof, tmp_path)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.rstrip().endswith("SAH / ALL HOLDS")


def test_one_altered_byte_is_noticed(proof: list[str], tmp_path: Path) -> None:
    bundle = tmp_path / proof[2]
    altered = bytearray(bundle.read_bytes())
    altered[len(altered) // 2] ^= 1
    bundle.write_bytes(altered)
    answer = _run(proof, tmp_path)
    assert answer.returncode != 0
    assert "ALL HOLDS" not in answer.stdout


def test_exchanged_winners_are_noticed_although_every_check_sum_fits(proof: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(tmp_path / proof[2]) as packed:
        packed.extractall(folder)
    result, sums = folder / "result.json", folder / "SHA256SUMS"
    before = result.read_bytes()
    facts = json.loads(before)
    facts["order"][0], facts["order"][90] = facts["order"][90], facts["order"][0]
    after = json.dumps(facts, separators=(",", ":"), sort_keys=True).encode() + b"\n" * before.endswith(b"\n")
    assert len(after) == len(before)
    result.write_bytes(after)
    sums.write_text(sums.read_text().replace(sha256(before).hexdigest(), sha256(after).hexdigest()))

    answer = _run([*proof[:2], folder.name, *proof[3:]], tmp_path)
    assert answer.returncode != 0
    assert "Winners and reserves" in answer.stdout.partition("[GAGAL/FAIL]")[2]
