from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss

from rembuk.civility.training.measure import average_precision, calibration, measured, precision, recall_at
from rembuk.civility.training.robust import disguised, losses
from rembuk.civility.training.rows import Row, RowsError, Source, read_rows, read_texts

PAIRS = st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.9, 1.0])), min_size=2, max_size=40)


@given(PAIRS)
def test_average_precision_and_brier_are_those_of_scikit_learn(pairs: list[tuple[bool, float]]) -> None:
    labels, scores = [label for label, _ in pairs], [score for _, score in pairs]
    figures = measured(labels, scores)
    if not 0 < sum(labels) < len(labels):
        assert figures.average_precision is None
        return
    assert np.isclose(average_precision(labels, scores), average_precision_score(labels, scores))
    assert figures.brier is not None
    assert np.isclose(figures.brier, brier_score_loss(labels, scores))


def test_recall_at_a_share_of_false_positives() -> None:
    labels = [True] * 4 + [False] * 100
    scores = [0.9, 0.8, 0.5, 0.1] + [0.7] + [0.2] * 99
    assert recall_at(labels, scores, 0.0) == 0.5
    assert recall_at(labels, scores, 0.01) == 0.75
    assert precision(labels, [score >= 0.6 for score in scores]) == 2 / 3
    assert precision(labels, [False] * 104) is None


def test_calibration_counts_every_row_once() -> None:
    bins = calibration([True, False, True], [0.0, 0.05, 1.0])
    assert [(tenth.rows, tenth.share) for tenth in bins] == [(2, 0.5), (1, 1.0)]


def test_a_disguise_takes_longer_words_only() -> None:
    assert disguised("aku tidak mau 2024", str.upper) == "aku TIDAK mau 2024"
    found = losses(["tidak apa", "bukan"], lambda _number, text: text.islower(), most=5, attacks={"up": str.upper})
    assert [(loss.name, loss.before, loss.after, loss.points) for loss in found] == [("up", 1.0, 0.0, 100.0)]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rows.csv", 'isi,nilai\n"dua\nbaris",1\nsatu,0\n'),
        ("rows.jsonl", '{"isi": "dua\\nbaris", "nilai": true}\n\n{"isi": "satu", "nilai": "approved"}\n'),
    ],
)
def test_rows_are_read(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert read_rows(tmp_path / name, Source("isi", "nilai")) == [Row("dua\nbaris", True), Row("satu", False)]


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("rows.csv", b"text,label\nsatu,mungkin\n", "rows.csv:2"),
        ("rows.csv", b"mulai,akhir\nsatu,dua\n", "mulai, akhir"),
        ("rows.csv", b"text\nsatu\n", "no label"),
        ("rows.csv", b"text,label\n", "no row"),
        ("rows.csv", b"text,label\n\x81,1\n", "UTF-8"),
        ("rows.jsonl", b'{"text": "a", "label": 1}\n{"text"\n', "rows.jsonl:2"),
        ("rows.jsonl", b"[]\n", "object"),
    ],
)
def test_rows_that_cannot_be_read_say_where(name: str, content: bytes, word: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RowsError, match=word):
        read_rows(tmp_path / name)


def test_one_label_may_be_named(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("text,label\na,kasar\nb,baik\n", encoding="utf-8")
    assert [row.label for row in read_rows(tmp_path / "rows.csv", Source(positive="Kasar"))] == [True, False]


TABLES = {
    "a semicolon and a mark of its encoding": "\ufeffid;Comment;Class\n7;satu, dua;1\n8;tiga;0\n".encode(),
    "a tab, packed, with labels in words": gzip.compress(b"label\ttweet\njudol\tsatu, dua\nnon-judol\ttiga\n"),
    "sixteen bits": "teks|is_spam\nsatu, dua|True\ntiga|False\n".encode("utf-16"),
    "the text is the longest, the label the one that says yes and no": b'no,apa,siapa\n4,"satu, dua",1.0\n5,tiga,0.0\n',
    "no names": b'"satu, dua",1\ntiga,0\n',
    "lines of another system": b'text,label\r\n"satu, dua",1\r\n\r\ntiga,0\r\n',
}


@pytest.mark.parametrize("content", TABLES.values(), ids=TABLES.keys())
def test_any_table_is_read_without_a_word_about_it(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes(content)
    assert read_rows(tmp_path / "rows.csv") == [Row("satu, dua", True), Row("tiga", False)]
    assert read_texts(tmp_path / "rows.csv") == ["satu, dua", "tiga"]


def test_what_was_found_out_is_told_and_what_was_said_counts(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("text;label;other\na, b;1;0\nc;0;1\n", encoding="utf-8")
    told: list[str] = []
    assert read_rows(tmp_path / "rows.csv", Source(label="other"), told=told) == [Row("a, b", False), Row("c", True)]
    assert told == ["2 rows: the text from \u201ctext\u201d, the label from \u201cother\u201d"]
    assert read_texts(tmp_path / "rows.csv", Source("text;label;other", delimiter=","))[0] == "a"


def test_a_mood_is_no_label(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("text,label\na,positive\nb,negative\n", encoding="utf-8")
    with pytest.raises(RowsError, match="--positive"):
        read_rows(tmp_path / "rows.csv")


def test_a_table_in_the_code_page_of_a_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_bytes("text,label\ncaf\u00e9 \u201cini\u201d,1\n".encode("cp1252"))
    assert read_rows(tmp_path / "rows.csv") == [Row("caf\u00e9 \u201cini\u201d", True)]
