"""Each format as its system writes it, read into neutral rows."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from rembuk.conversation.transfer.rows import Author, Bad, Broken, CommentRow, Left, Page, Row

from .conftest import FILES, Read
from .isso_file import isso

CABAI = "https://lama.contoh.test/harga-cabai"


def comments(rows: Sequence[Row]) -> dict[str, CommentRow]:
    """The comments by id."""
    return {row.foreign_id: row for row in rows if isinstance(row, CommentRow)}


def names(rows: Sequence[Row]) -> dict[str, str]:
    """The authors' names by id."""
    return {row.foreign_id: row.name for row in rows if isinstance(row, Author)}


def test_disqus(read: Read) -> None:
    rows = read("disqus", FILES / "disqus.xml")
    assert rows[0] == Page(
        "501", "https://lama.contoh.test/2023/05/warung-belajar-berjualan-daring/", "Warung belajar berjualan daring"
    )
    found = comments(rows)
    assert list(found) == ["9002", "9001", "9003", "9004"]
    assert [row.state for row in found.values()] == ["published", "published", "rejected", "removed"]
    reply = found["9002"]
    assert (reply.parent_id, reply.page_key, reply.place) == ("9001", "501", 36)
    assert reply.written_at == datetime(2023, 5, 2, 3, 15, tzinfo=UTC)
    assert reply.text == (
        "Betul, Bu. Tetangga saya juga begitu.\n\n> asal kuota murah\n> saya ikut\n\n"
        "Lihat https://contoh.test/panduan dan peta ini (https://contoh.test/peta)."
    )
    assert reply.left == ("emails", "addresses")
    assert found["9001"].text == "Warung saya di Sleman sudah ikut, & pembelinya bertambah. #BicaraJernih"
    assert found["9004"].text == ""
    assert names(rows)["wulan_88"] == "Wulan"
    assert [row.place for row in rows if isinstance(row, Bad)] == [92]


def test_wordpress(read: Read) -> None:
    rows = read("wordpress", FILES / "wordpress.xml")
    found = comments(rows)
    assert found["12"].text == "Di pasar kami lima puluh ribu.\nBesok mungkin lebih.\n\nSemoga turun, ya."
    assert (found["13"].parent_id, found["12"].parent_id) == ("12", "")
    assert [row.state for row in found.values()] == ["published", "held", "rejected"]
    # Without the time in GMT, the local clock of this installation counts: Jakarta is seven hours ahead.
    assert found["13"].written_at == datetime(2022, 1, 5, 3, tzinfo=UTC)
    assert found["13"].author_id == "user:3"
    assert found["12"].left == ("emails", "addresses", "websites")
    assert Left("pingbacks") in rows
    assert Page("77", CABAI + "/", "Harga cabai naik lagi") in rows


def test_isso(read: Read, tmp_path: Path) -> None:
    path = isso(
        tmp_path / "isso.db",
        (1, None, 1577836800.25, None, 1, "Naik [lagi](https://contoh.test/a) ya?", "Darto", "darto@contoh.test", 3, 1),
        (2, 1, 1577836900.0, 1577836960.0, 2, "> Naik\n\nBetul.", None, None, 0, 0),
        (3, 1, 1577837000.0, None, 4, "", None, None, 0, 0),
        (4, 1, 1577837000.0, None, 9, "apa", "Darto", "darto@contoh.test", 0, 0),
    )
    rows = read("isso", path)
    found = comments(rows)
    assert rows[0] == Page("1", "/harga-cabai/", "Harga cabai naik lagi")
    assert found["1"].text == "Naik lagi (https://contoh.test/a) ya?"
    assert found["1"].written_at == datetime(2020, 1, 1, 0, 0, 0, 250000, tzinfo=UTC)
    assert found["1"].reactions == {"setuju": 3}
    assert found["1"].left == ("emails", "addresses", "downvotes")
    assert (found["2"].author_id, found["2"].parent_id, found["2"].state) == ("anonymous", "1", "held")
    assert found["2"].edited_at == datetime(2020, 1, 1, 0, 2, 40, tzinfo=UTC)
    assert found["3"].state == "removed"
    assert [row.place for row in rows if isinstance(row, Bad)] == [4]


def test_remark42(read: Read) -> None:
    rows = read("remark42", FILES / "remark42.json")
    found = comments(rows)
    first = found["r1"]
    assert (first.text, first.page_key, first.place) == (
        "Naik terus, ini datanya (https://contoh.test/data).", CABAI, 2,
    )  # fmt: skip
    assert first.written_at == datetime(2023, 1, 5, 2, 0, 0, 123456, tzinfo=UTC)
    assert first.pinned_at == first.written_at
    assert first.reactions == {"setuju": 2}
    assert first.left == ("addresses", "avatars", "downvotes")
    assert found["r2"].edited_at == datetime(2023, 1, 5, 3, 4, tzinfo=UTC)
    assert found["r2"].text == "Terima kasih. https://contoh.test/foto.jpg"
    assert found["r3"].state == "removed"
    assert names(rows)["github_aa"] == "Darto & Istri"
    assert Left("closed") in rows
    assert [row.place for row in rows if isinstance(row, Bad)] == [5]


def test_commento(read: Read) -> None:
    rows = read("commento", FILES / "commento.json")
    found = comments(rows)
    assert found["c2"].text == "Setuju, lihat peta (https://contoh.test/peta)."
    assert (found["c2"].parent_id, found["c1"].parent_id) == ("c1", "")
    assert [row.state for row in found.values()] == ["published", "held", "removed"]
    assert (found["c1"].author_id, found["c1"].left) == ("anonymous", ("downvotes",))
    assert names(rows) == {"u1": "Wulan"}
    assert Page("/harga-cabai", CABAI) in rows


def test_comentario(read: Read) -> None:
    rows = read("comentario", gzip.compress((FILES / "comentario.json").read_bytes()))
    first, second = comments(rows).values()
    assert (first.text, first.state, first.reactions) == ("Bagaimana di Sleman?", "published", {"setuju": 3})
    assert first.edited_at == datetime(2024, 2, 1, 1, 5, tzinfo=UTC)
    assert first.pinned_at is not None
    assert (second.state, second.parent_id, second.author_name) == ("held", first.foreign_id, "Tamu")
    assert Page(first.page_key, "/harga-cabai", "Harga cabai naik lagi") in rows


def test_coral(read: Read) -> None:
    rows = read("coral", FILES / "coral.json")
    found = comments(rows)
    assert found["k1"].text == "Di sini lima puluh.\n\nMaaf tadi salah."
    assert [each.text for each in found["k1"].earlier] == ["Di sini enam puluh."]
    assert found["k1"].edited_at == datetime(2024, 5, 1, 1, 3, tzinfo=UTC)
    assert found["k1"].featured_at == datetime(2024, 5, 1, 5, tzinfo=UTC)
    assert found["k1"].left == ("flags",)
    assert (found["k2"].parent_id, found["k2"].reactions) == ("k1", {"setuju": 4})
    assert [row.state for row in found.values()] == ["published", "published", "held", "published"]
    assert (found["old1"].author_id, found["old1"].reactions) == ("u2", {"setuju": 2})
    assert names(rows) == {"u1": "Darto", "u2": "Wulan"}


def test_coral_in_several_files(read: Read, tmp_path: Path) -> None:
    """As a folder or a zip, and as one array instead of a document a line."""
    lines = (FILES / "coral.json").read_bytes().splitlines(keepends=True)
    parts = {"comments.json": b"".join(lines[1:5]), "stories.json": lines[0], "users.json": b"".join(lines[5:])}
    folder, packed = tmp_path / "coral", BytesIO()
    folder.mkdir()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            (folder / name).write_bytes(content)
            archive.writestr(name, content)
    whole = comments(read("coral", FILES / "coral.json")).keys()
    assert comments(read("coral", folder)).keys() == whole
    assert comments(read("coral", packed.getvalue())).keys() == whole
    assert comments(read("coral", b"[" + b",".join(lines) + b"]")).keys() == whole


def test_no_address_is_ever_handed_on(read: Read, tmp_path: Path) -> None:
    person = (1, None, 1577836800.0, None, 1, "Halo", "Darto", "darto@contoh.test", 0, 0)
    sources = {name: FILES / f"{name}.json" for name in ("remark42", "commento", "comentario", "coral")}
    sources |= {name: FILES / f"{name}.xml" for name in ("disqus", "wordpress")}
    sources["isso"] = isso(tmp_path / "isso.db", person)
    for form, path in sources.items():
        said = repr(read(form, path))
        assert "@contoh.test" not in said
        assert "192.0.2" not in said


def test_two_guests_of_one_name_stay_two_people(read: Read, tmp_path: Path) -> None:
    one, other = ((n, None, 1577836800.0, None, 1, "Halo", "Darto", f"{n}@contoh.test", 0, 0) for n in (1, 2))
    assert len(names(read("isso", isso(tmp_path / "isso.db", one, other)))) == 2


def test_what_stood_before_the_break_is_there(read: Read) -> None:
    for form, name in (("disqus", "disqus.xml"), ("wordpress", "wordpress.xml"), ("commento", "commento.json")):
        whole = (FILES / name).read_bytes()
        full = comments(read(form, whole))
        rows = read(form, whole[: int(len(whole) * 0.7)])
        assert isinstance(rows[-1], Broken)
        kept = comments(rows)
        assert kept
        assert kept.items() <= full.items()
