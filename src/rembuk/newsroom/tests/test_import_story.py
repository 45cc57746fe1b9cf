"""`rembuk import-story`: from a pasted text to a draft that an editor can open."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from rembuk.audit.models import AuditRow
from rembuk.newsroom.actions import import_story
from rembuk.newsroom.models import Person, StoryCredit, StoryPage, TitlePage
from rembuk.newsroom.storytext import read_story

from .factories import make_story_of

TEXTS = Path(__file__).parent / "storytexts"
SAMPLE = TEXTS / "lintas_pagi_syndicated.txt"


def run(*words: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_story", *words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def drafted(title: TitlePage, name: str) -> StoryPage:
    text = (TEXTS / f"{name}.txt").read_text(encoding="utf-8")
    story: StoryPage = StoryPage.objects.get(pk=import_story(title=title, text=read_story(text)).story.pk)
    return story


def test_a_dry_run_needs_no_database() -> None:
    with translation.override("id"):
        out, err = run(str(SAMPLE), "--dry-run")
    assert "Berita terkait:" in out
    assert "[ajakan ke Telegram]" in out
    assert "diucapkan Lilis Maryani" in out
    assert err == ""


def test_json_stands_alone_on_standard_output(title: TitlePage) -> None:
    out, err = run(str(SAMPLE), "--title", "lintas-pagi", "--json")
    assert json.loads(out)["credits"][0]["name"] == "Wening Astuti"
    assert "Warga Tiga Desa" in err


def test_the_draft_is_there_and_not_public(title: TitlePage) -> None:
    out, _err = run(str(SAMPLE), "--title", "lintas-pagi")
    story = StoryPage.objects.get()
    assert not story.live
    assert f"/staf/pages/{story.pk}/edit/" in out
    assert story.title.startswith("[tanpa judul] ")
    assert story.get_latest_revision_as_object().title == story.title
    assert AuditRow.objects.get(verb="newsroom.import_story").subject_id == str(story.pk)


def test_everything_finds_its_place(title: TitlePage, sister: TitlePage) -> None:
    original = make_story_of(sister, "Dana pendamping jembatan dihitung ulang")
    related = make_story_of(title, "Warga Tiga Desa Gotong Royong Perbaiki Tanggul Kali Bening")
    story = drafted(title, "lintas_pagi_syndicated")
    kinds = [block.block_type for block in story.body]
    assert kinds[:7] == ["quote", "paragraph", "paragraph", "heading", "paragraph", "paragraph", "related"]
    assert story.body[6].value["story"].pk == related.pk
    assert story.body[0].value["speaker"] == "Darto Kusuma"
    assert story.byline == [("Penulis", ["Wening Astuti"])]
    credit = story.syndication
    assert credit is not None
    assert (credit.publication, credit.original_story_id) == ("NiagaPetang.co.id", original.pk)
    assert credit.original_date is not None
    assert credit.original_date.isoformat() == "2021-03-08"


def test_a_related_story_that_is_not_here_is_a_hint_for_the_editor(title: TitlePage) -> None:
    draft = import_story(title=title, text=read_story(SAMPLE.read_text(encoding="utf-8")))
    assert draft.unplaced == ["Warga Tiga Desa Gotong Royong Perbaiki Tanggul Kali Bening"]


@pytest.mark.parametrize("path", sorted(TEXTS.glob("*.txt")), ids=lambda path: path.stem)
def test_every_text_becomes_a_draft_with_all_its_blocks(title: TitlePage, path: Path) -> None:
    text = read_story(path.read_text(encoding="utf-8"))
    story = import_story(title=title, text=text).story
    story.full_clean()
    assert len(StoryPage.objects.get(pk=story.pk).body) == len(text.body) + len(text.related)


def test_people_are_known_however_they_are_written(title: TitlePage) -> None:
    known = Person.objects.create(name="Kinanti Laras")
    story = drafted(title, "tempo_page")
    assert story.names_by_role == {"penulis": ["Kinanti Laras", "Bayu Segara"]}
    assert StoryCredit.objects.filter(person=known).count() == 1


def test_a_name_that_signs_twice_stands_once(title: TitlePage) -> None:
    assert drafted(title, "tribun_page").names_by_role == {"penulis": ["Ratih Palupi"], "editor": ["Bowo Laksana"]}


def test_the_same_text_twice_gets_two_addresses(title: TitlePage) -> None:
    first, second = (drafted(title, "cnn_page").slug for _time in range(2))
    assert second == f"{first}-2"


def test_the_text_is_never_markup(title: TitlePage) -> None:
    text = read_story("Judul Berita Contoh\nIsi <script>alert(1)</script> & lain-lain yang cukup panjang.")
    body = str(StoryPage.objects.get(pk=import_story(title=title, text=text).story.pk).body)
    assert "&lt;script&gt;" in body
    assert "<script>" not in body


def test_an_address_in_baca_becomes_a_link(title: TitlePage) -> None:
    opening = "Isi berita ini cukup panjang. " * 3
    text = read_story(f"{opening}\n(Baca: https://contoh.test/berita-lain)\nPenutup berita.")
    draft = import_story(title=title, text=text)
    assert draft.unplaced == []
    assert draft.story.body[1].value["url"] == "https://contoh.test/berita-lain"


@pytest.mark.parametrize("words", [[], ["--title", "tidak-ada"]])
def test_a_missing_title_lists_the_known_ones(sister: TitlePage, words: list[str]) -> None:
    with pytest.raises(CommandError, match="lintas-pagi, niaga-petang"):
        run(str(SAMPLE), *words)
    assert not StoryPage.objects.exists()


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "kosong"),
        (b" \n\t\n", "kosong"),
        (b"\xff\xfe\x00", "bukan teks UTF-8"),
        (b"abc\x00def", "bita nol"),
        (b"a" * 200_001, "lebih besar"),
    ],
)
def test_what_is_no_story_is_refused_in_words(tmp_path: Path, content: bytes, complaint: str) -> None:
    path = tmp_path / "naskah.txt"
    path.write_bytes(content)
    with translation.override("id"), pytest.raises(CommandError, match=complaint):
        run(str(path), "--dry-run")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"tidak-ada\.txt"):
        run(str(tmp_path / "tidak-ada.txt"), "--dry-run")


def test_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "naskah.txt"
    path.write_bytes("\ufeffJudul Naskah Ini\r\nIsi naskah yang lebih panjang daripada judulnya.\r\n".encode())
    with path.open() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        out, _err = run("-", "--dry-run", "--json")
    read: dict[str, Any] = json.loads(out)
    assert read["headline"] == "Judul Naskah Ini"


def test_readers_cannot_open_the_draft(title: TitlePage, client: Client) -> None:
    assert client.get(drafted(title, "tribun_page").url).status_code == 404
