"""Through the real command, in a process of its own."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from rembuk.civility import judge
from rembuk.civility.models import load
from rembuk.civility.tests import learned
from rembuk.civility.training import Row


def _run(*words: str, given: str | bytes = "") -> subprocess.CompletedProcess[bytes]:
    """`rembuk civility …`, where no settings and no database are to be had."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("REMBUK", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "rembuk.site.cli", "civility", *words],
        input=given.encode() if isinstance(given, str) else given,
        capture_output=True,
        env=surroundings | {"DJANGO_SETTINGS_MODULE": "no.such.settings"},
        timeout=100,
        check=False,
    )


def _rows(path: Path, rows: list[Row]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("text", "label"))
        writer.writerows((row.text, int(row.label)) for row in rows)
    return path


def test_score_answers_every_line_in_order() -> None:
    texts = ["Main di MAWAR88 auto maxwin", "terima kasih", "goblok lu", "dua\nbaris \U0001f600"]
    done = _run("score", given="".join(json.dumps({"text": text, "id": text[:3]}) + "\n" for text in texts))
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    for text, answer in zip(texts, answers, strict=True):
        verdict = judge(text)
        assert list(answer) == ["id", "abuse", "gambling", "spam", "action", "reasons"]
        assert all(list(reason) == ["kind", "span", "word", "weight"] for reason in answer["reasons"])
        assert answer["id"] == text[:3]
        assert answer["action"] == verdict.action
        assert {name: answer[name] for name in ("abuse", "gambling", "spam")} == dict(verdict.scores)
        assert [text[slice(*reason["span"])] for reason in answer["reasons"]] == [
            reason["word"] for reason in answer["reasons"]
        ]
        assert len(answer["reasons"]) == len(verdict.reasons)


def test_score_loses_nothing_to_lines_that_are_none() -> None:
    lines = [b'{"text": "halo"}', b"{nonsense", b'{"text": 7}', b"[]", b'\xff{"text": 1}', b"", b'{"text": "hai"}']
    lines += [json.dumps({"text": "anjing goblok " * 100_000, "id": 9}).encode(), b'{"text": "hai"}']
    done = _run("score", given=b"\n".join(lines))
    assert done.returncode == 1
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [answer.get("line") for answer in answers] == [None, 2, 3, 4, 5, 6, None, 8, None]
    assert answers[7]["id"] == 9
    assert all(answer["action"] == ("hold" if "error" in answer else "publish") for answer in answers)


def test_score_holds_back_when_a_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "abuse.json.gz").write_bytes(b"not a model")
    done = _run("score", "--models", str(tmp_path), given='{"text": "halo"}\n')
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"abuse.json.gz" in done.stderr


def test_explain_underlines_and_lists_words() -> None:
    done = _run("explain", "Main", "di", "MAWAR88", "auto", "maxwin")
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0, done.stderr
    assert lines[0].startswith("hold")
    assert lines[3] == "^^^^    ^^^^^^^ ^^^^^^^^^^^"
    assert any(line.startswith("Model for gambling: logit") for line in lines)


def test_evaluate_writes_markdown_and_a_plot(tmp_path: Path) -> None:
    rows = _rows(tmp_path / "rows.csv", learned.advertising(90))
    plot, out = tmp_path / "plot.svg", tmp_path / "figures.md"
    words = (
        "evaluate",
        str(rows),
        "--detector",
        "gambling",
        "--attacked",
        "10",
        "--plot",
        str(plot),
        "--out",
        str(out),
    )
    done = _run(*words)
    assert done.returncode == 0, done.stderr
    text = out.read_text(encoding="utf-8")
    assert "90 rows, 30 of them positive" in text
    assert "recall at 1 % false positives" in text
    assert text.count("points lost") == 1
    assert len(text.splitlines()) >= 9 + 8
    assert ElementTree.fromstring(plot.read_text(encoding="utf-8")).tag.endswith("svg")  # noqa: S314  # we wrote it


@pytest.mark.parametrize("kind", ["abuse", "gambling"])
def test_train_writes_weights_that_load(kind: str, tmp_path: Path) -> None:
    made = {"abuse": learned.decisions, "gambling": learned.advertising}[kind]()
    rows = _rows(tmp_path / "rows.csv", made)
    done = _run("train", kind, str(rows), "--out", str(tmp_path / "own.json.gz"), "--about", "a test", "--quiet")
    assert done.returncode == 0, done.stderr
    model = load(tmp_path / "own.json.gz")
    assert model.kind == kind
    assert model.card["trained_on"] == "a test"
    card = (tmp_path / "own.md").read_text(encoding="utf-8")
    assert model.digest in card
    assert done.stderr == b""


@pytest.mark.parametrize(
    "words",
    [
        ("train", "abuse", "none.csv", "--out", "x"),
        ("evaluate", "none.csv"),
        ("score", "--models", "nowhere"),
        ("train", "gambling", "none.csv", "--out", "x", "--seed"),
        ("score", "--lexicon", "no-such-folder"),
        ("nonsense",),
    ],
)
def test_what_cannot_be_done_is_said(words: tuple[str, ...], tmp_path: Path) -> None:
    done = _run(*words)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert done.stderr.strip()


@pytest.mark.parametrize("command", ["score", "explain", "evaluate", "train"])
def test_help_is_complete(command: str) -> None:
    done = _run(command, "--help")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) > 8


def test_scoring_never_brings_the_training_in() -> None:
    words = "import sys, rembuk.civility, rembuk.civility.commands.score, rembuk.civility.commands.explain\n"
    words += "rembuk.civility.judge('halo')\nprint({'sklearn', 'numpy', 'django'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, check=True, timeout=60)
    assert done.stdout.strip() == b"set()"
