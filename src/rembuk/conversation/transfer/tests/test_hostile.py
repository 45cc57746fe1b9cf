"""Files made to do harm, and files that went wrong: a sentence, or a note with its place; never a crash or a flood."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rembuk.conversation.transfer.opening import Source
from rembuk.conversation.transfer.rows import Bad, Broken, CommentRow, Left, Unreadable

from .conftest import FILES, Read, author, comment, lines, page
from .isso_file import isso

BILLION_LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><disqus>&b;</disqus>'
EXTERNAL = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><disqus>&a;</disqus>'
FOREIGN_DTD = '<!DOCTYPE x SYSTEM "https://contoh.test/x.dtd"><disqus/>'
PARAMETER = '<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]><disqus/>'


@pytest.mark.parametrize("document", [BILLION_LAUGHS, EXTERNAL, FOREIGN_DTD, PARAMETER])
@pytest.mark.parametrize("form", ["disqus", "wordpress"])
def test_document_types_are_refused_with_a_sentence(read: Read, form: str, document: str) -> None:
    with pytest.raises(Unreadable, match="attacks"):
        read(form, document)


def _zip(content: bytes, names: tuple[str, ...] = ("ekspor.json",)) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return target.getvalue()


def test_packed_bombs_are_refused(read: Read) -> None:
    bomb = lines() + " " * 40_000_000
    for packed in (gzip.compress(bomb.encode()), _zip(bomb.encode())):
        with pytest.raises(Unreadable, match="times its size"):
            read("jsonl", packed)


def test_a_zip_with_several_files_is_refused_where_one_is_meant(read: Read) -> None:
    with pytest.raises(Unreadable, match="2 files"):
        read("jsonl", _zip(b"{}", ("a.json", "b.json")))
    with pytest.raises(Unreadable, match="damaged"):
        read("jsonl", b"PK\x03\x04" + b"x" * 100)


def test_a_gzip_that_breaks_off_gives_what_it_had(read: Read) -> None:
    whole = gzip.compress(lines(page(), author(), *(comment(n) for n in range(9_000))).encode())
    rows = read("jsonl", whole[: len(whole) // 2])
    assert isinstance(rows[-1], Broken)
    assert sum(isinstance(row, CommentRow) for row in rows) > 1_000


def test_a_missing_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"tiada\.json cannot be read"):
        Source(tmp_path / "tiada.json")


def test_one_bad_line_stops_nothing(read: Read) -> None:
    good = json.dumps(comment(2))
    odd: list[dict[str, Any]] = [
        {"written": "0000-00-00T00:00:00Z"},
        {"written": "9999-12-31T23:59:59Z"},
        {"written": "1969-07-20T20:17:00Z"},
        {"written": 10**30},
        {"text": "x" * 70_000},
        {"text": ["x"]},
        {"text": " \n"},
        {"id": "x" * 500},
        {"id": True},
        {"id": None},
        {"page": ""},
        {"author": {}},
        {"state": "secret"},
        {"reactions": [1]},
    ]
    spoiled = [
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"kind": ' + b"1" * 5_000 + b"}",
        b'{"kind": NaN}',
        b"not JSON",
        b"[1, 2]",
        b'{"kind": "surprise"}',
        b"x" * 5_000_000,
        *(json.dumps(comment(3, **facts)).encode() for facts in odd),
    ]
    content = lines(page(), author()).encode() + b"\n".join([*spoiled, good.encode()])
    rows = read("jsonl", content)
    assert [row.place for row in rows if isinstance(row, Bad)] == list(range(4, 4 + len(spoiled)))
    assert [row.foreign_id for row in rows if isinstance(row, CommentRow)] == ["k2"]


def test_what_no_database_takes_is_taken_out(read: Read) -> None:
    rows = read("jsonl", lines(comment(1, text="satu\0dua\ud800tiga")))
    assert [row.text for row in rows if isinstance(row, CommentRow)] == ["satudua?tiga"]
    rows = read("commento", (FILES / "commento.json").read_text().replace("Setuju,", "Set\\u0000uju\\ud800,"))
    assert "Setuju" in next(row.text for row in rows if isinstance(row, CommentRow))


def test_wrong_bytes_and_control_characters_in_xml_cost_no_row(read: Read) -> None:
    whole = (FILES / "disqus.xml").read_bytes()
    spoiled = whole.replace(b"Tetangga", b"Tetan\x0bgga\xe9").replace(b"Warung saya", b"War\x00ung saya")
    rows = read("disqus", spoiled)
    texts = [row.text for row in rows if isinstance(row, CommentRow)]
    assert len(texts) == 4
    assert "Tetan gga\ufffd" in texts[0]
    assert texts[1].startswith("War ung")
    assert Left("letters") in rows


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_other_encodings_are_understood(read: Read, encoding: str) -> None:
    text = (FILES / "disqus.xml").read_text().replace("Betul", "Bétul")
    content = text.replace('encoding="utf-8"', f'encoding="{encoding.removesuffix("-sig")}"').encode(encoding)
    assert any(isinstance(row, CommentRow) and row.text.startswith("Bétul") for row in read("disqus", content))


def test_an_unknown_encoding_is_a_sentence(read: Read) -> None:
    with pytest.raises(Unreadable, match="encoding"):
        read("disqus", '<?xml version="1.0" encoding="kuno-9"?><disqus/>')


def test_depth_has_a_bound(read: Read) -> None:
    assert isinstance(read("disqus", "<disqus>" + "<a>" * 100_000)[-1], Broken)
    assert isinstance(read("commento", '{"comments": ' + "[" * 100_000)[-1], Broken)
    assert isinstance(read("commento", '{"comments": [{"a": ' + '{"a":' * 100_000)[-1], Broken)
    deep = '{"comments": [{"a": ' + "[" * 100_000 + "]" * 100_000 + "}]}"
    assert [type(row) for row in read("commento", deep)] == [Bad]


def test_one_endless_value_is_refused(read: Read) -> None:
    with pytest.raises(Unreadable, match="megabytes"):
        read("commento", '{"comments": [{"markdown": "' + "x" * 9_000_000)
    with pytest.raises(Unreadable, match="megabytes"):
        read("commento", '{"comments": [{"markdown": "' + '\\"' * 5_000_000)
    with pytest.raises(Unreadable, match="megabytes"):
        read("disqus", "<disqus><!--" + "x" * 9_000_000)
    with pytest.raises(Unreadable, match="megabytes"):
        read("disqus", '<disqus><post a="' + "x" * 9_000_000)


def test_a_text_of_megabytes_is_one_bad_row(read: Read) -> None:
    whole = (FILES / "disqus.xml").read_text().replace("Saya hapus saja.", "x" * 9_000_000)
    rows = read("disqus", whole)
    assert [row.place for row in rows if isinstance(row, Bad)] == [79, 92]


def test_a_huge_number_is_one_bad_row(read: Read) -> None:
    spoiled = (FILES / "commento.json").read_text().replace('"score":2', '"score":1' + "0" * 5_000)
    rows = read("commento", spoiled)
    assert [row.place for row in rows if isinstance(row, Bad)] == [2]
    assert sum(isinstance(row, CommentRow) for row in rows) == 2


def test_one_bad_entry_of_an_array_stops_nothing(read: Read) -> None:
    good = (FILES / "commento.json").read_text().partition("[\n")[2].partition("\n")[0].removesuffix(",")
    spoiled = [
        "7",
        '"kata"',
        '{"a" 1}',
        '{"a": [}',
        "[1]",
        '{"a": "' + "x" * 3_000_000 + '", "b": "' + "y" * 3_000_000 + '"}',
    ]
    rows = read(
        "commento", '{"lain": [{"b": 1}], "comments": [\n' + ",\n".join([*spoiled[:3], good, spoiled[5], good]) + "]}"
    )
    assert [row.place for row in rows if isinstance(row, Bad)] == [2, 3, 4, 6]
    assert [row.place for row in rows if isinstance(row, CommentRow)] == [5, 7]


def test_isso_files_run_nothing(read: Read, tmp_path: Path) -> None:
    path = isso(tmp_path / "isso.db")
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(
            "DROP TABLE comments; CREATE VIEW comments AS WITH RECURSIVE x(id) AS (SELECT 1 UNION ALL SELECT id FROM x)"
            " SELECT id FROM x;"
        )
    with pytest.raises(Unreadable, match="no Isso database"):
        read("isso", path)
    with pytest.raises(Unreadable, match="no Isso database"):
        read("isso", b"SQLite format 3\0" + b"x" * 5_000)


def test_an_isso_that_still_runs_is_refused(read: Read, tmp_path: Path) -> None:
    path = isso(tmp_path / "isso.db")
    path.with_name("isso.db-wal").write_bytes(b"x")
    with pytest.raises(Unreadable, match="stop Isso"):
        read("isso", path)


def test_a_damaged_isso_gives_what_can_be_read(read: Read, tmp_path: Path) -> None:
    people = [(n, None, 1577836800.0 + n, None, 1, "kata " * 50, f"P{n}", None, 0, 0) for n in range(1, 400)]
    path = isso(tmp_path / "isso.db", *people)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 20_000] = b"\xff" * 20_000
    rows = read("isso", bytes(content))
    assert isinstance(rows[-1], Broken)
    assert any(isinstance(row, CommentRow) for row in rows)


def test_isso_times_that_are_none(read: Read, tmp_path: Path) -> None:
    odd = [float("inf"), 1e300, -5.0, "kemarin"]
    people = [(n, None, when, None, 1, "kata", "P", None, 0, 0) for n, when in enumerate(odd, start=1)]
    rows = read("isso", isso(tmp_path / "isso.db", *people))
    assert [row.place for row in rows if isinstance(row, Bad)] == [1, 2, 3, 4]


def test_our_own_format_says_what_it_is(read: Read) -> None:
    with pytest.raises(Unreadable, match="first line"):
        read("jsonl", json.dumps(comment(1)))
    with pytest.raises(Unreadable, match="newer"):
        read("jsonl", json.dumps({"rembuk": "comments", "version": 2}))
    with pytest.raises(Unreadable, match="not known here"):
        read("remark42", json.dumps({"version": 7}))
