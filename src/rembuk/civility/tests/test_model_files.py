from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rembuk.civility import judge
from rembuk.civility.models import (
    Model,
    ModelError,
    ModelOutdated,
    Models,
    Thresholds,
    files,
    load,
    packed,
    save,
    shipped,
    unpacked,
)
from rembuk.civility.tests import learned

Change = Callable[[dict[str, Any]], Any]


def _sealed(head: dict[str, Any], body: bytes) -> bytes:
    return gzip.compress(json.dumps(head).encode() + b"\n" + body)


def _changed(model: Model, change: Change) -> bytes:
    """A file whose hash is right and whose content is not."""
    values = json.loads(files.packed_body(model))
    change(values)
    body = json.dumps(values).encode()
    return _sealed({"format": 1, "kind": model.kind, "sha256": hashlib.sha256(body).hexdigest()}, body)


@pytest.mark.parametrize("kind", ["abuse", "gambling"])
def test_a_model_comes_back_as_it_was_written(kind: str, tmp_path: Path) -> None:
    model = {"abuse": learned.abuse, "gambling": learned.gambling}[kind]().model
    digest = save(model, tmp_path / "deep" / "model.json.gz")
    again = load(tmp_path / "deep" / "model.json.gz")
    assert again.digest == digest
    assert files.packed_body(again) == files.packed_body(model)
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["model.json.gz"]


def test_the_same_model_is_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        save(learned.abuse().model, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda values: values["features"].update(version=0), "another way"),
        (lambda values: values["features"].update(fingerprint="0"), "another way"),
        (lambda values: values.update(kind="hate"), "kind"),
        (lambda values: values["weights"].pop(), "do not fit"),
        (lambda values: values["weights"].__setitem__(0, "1"), "number"),
        (lambda values: values["weights"].__setitem__(0, True), "number"),
        (lambda values: values["weights"].__setitem__(0, 1e400), "JSON"),
        (lambda values: values.update(bias=float("nan")), "JSON"),
        (lambda values: values["names"].__setitem__(0, values["names"][1]), "twice"),
        (lambda values: values["names"].__setitem__(0, 7), "no text"),
        (lambda values: values.update(names=[], weights=[]), "do not fit"),
        (lambda values: values.update(known=["a"]), "known"),
        (lambda values: values.update(scale=[-1.0, 0.0]), "order"),
        (lambda values: values.update(scale=[1.0]), "out of bounds"),
        (lambda values: values["thresholds"].update(hold=1.5), "threshold"),
        (lambda values: values.pop("card"), "card"),
    ],
)
def test_what_does_not_match_is_refused(change: Change, word: str, tmp_path: Path) -> None:
    path = tmp_path / "model.json.gz"
    path.write_bytes(_changed(learned.abuse().model, change))
    with pytest.raises(ModelError, match=word) as caught:
        load(path)
    assert str(path) in str(caught.value)


def test_bytes_are_the_file(tmp_path: Path) -> None:
    content, digest = packed(learned.abuse().model)
    assert save(learned.abuse().model, tmp_path / "file") == digest
    assert (tmp_path / "file").read_bytes() == content
    assert unpacked(content, "row 7").digest == digest
    with pytest.raises(ModelError, match=r"^row 7: cut off"):
        unpacked(content[:-9], "row 7")


def test_what_another_version_wrote_is_told_from_what_is_damaged() -> None:
    def older(values: dict[str, Any]) -> None:
        values["features"].update(fingerprint="0")

    with pytest.raises(ModelOutdated):
        unpacked(_changed(learned.abuse().model, older), "old")
    with pytest.raises(ModelError) as caught:
        unpacked(_changed(learned.abuse().model, lambda values: values.pop("card")), "damaged")
    assert not isinstance(caught.value, ModelOutdated)


def test_one_byte_elsewhere_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.json.gz"
    save(learned.abuse().model, path)
    head, _, body = gzip.decompress(path.read_bytes()).partition(b"\n")
    path.write_bytes(gzip.compress(head + b"\n" + body.replace(b"1", b"2", 1)))
    with pytest.raises(ModelError, match="hash"):
        load(path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80\x04\x95pickle",
        gzip.compress(b"", mtime=0),
        gzip.compress(b"[]\n{}", mtime=0),
        gzip.compress(b'{"format": 2}\n{}', mtime=0),
        gzip.compress(b"{}", mtime=0)[:-4],
        gzip.compress(b"{}", mtime=0) + b"more",
        gzip.compress(b"[" * 100_000, mtime=0),
    ],
)
def test_what_is_no_model_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "model.json.gz"
    path.write_bytes(content)
    with pytest.raises(ModelError):
        load(path)


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_UNPACKED", 10_000)
    path = tmp_path / "model.json.gz"
    path.write_bytes(gzip.compress(b" " * 1_000_000))
    with pytest.raises(ModelError, match="too large"):
        load(path)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        load(tmp_path / "none.json.gz")


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "model.json.gz"
    digest = save(learned.abuse().model, path)
    with pytest.raises(ValueError, match="JSON"):
        save(replace(learned.abuse().model, bias=float("inf")), path)
    assert load(path).digest == digest
    assert len(list(tmp_path.iterdir())) == 1


def test_a_model_that_cannot_score_is_no_verdict() -> None:
    broken = replace(learned.gambling().model, weights=())
    with pytest.raises(IndexError):
        judge("main di mawar88 gampang menang", models=Models(gambling=broken))


def test_the_shipped_models_load_and_the_seed_never_holds() -> None:
    models = shipped()
    assert models.abuse is not None
    assert models.gambling is not None
    assert models.abuse.thresholds.hold is None
    assert models.abuse.stretched(1.0) < 0.75
    assert models.gambling.thresholds == Thresholds(None, models.gambling.thresholds.hold)
    for model in (models.abuse, models.gambling):
        assert {"detects", "trained_on", "licence", "rows", "figures", "least_groups"} <= model.card.keys()
