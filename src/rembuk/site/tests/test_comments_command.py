"""`rembuk import-comments`: what it prints, in which language, and in which language its authors stand."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from rembuk.conversation.models import Comment
from rembuk.conversation.transfer.tests.conftest import author, comment, lines, page
from rembuk.newsroom.models import TitlePage
from rembuk.site import comments

pytestmark = pytest.mark.django_db


def test_the_report_is_english_with_numbers_in_groups_and_authors_are_of_the_house(
    title: TitlePage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "komentar.jsonl"
    nameless = author() | {"name": ""}
    told = [comment(number) for number in range(1_200)]
    path.write_text(lines(page(), nameless, *told, {"kind": "lain"}, comment(1, text="")), encoding="utf-8")
    with translation.override("id"):
        assert comments.run("import-comments", [str(path)]) == 0
        assert comments.run("import-comments", [str(path)]) == 0
    first, second = capsys.readouterr().out.split("Came in:\n")[1:]
    assert first.splitlines() == [
        "      1,200 published",
        "      1,200 comments in all",
        "Pages: 1 (stories here: 0), authors: 1.",
        "rows that cannot be brought: 2",
        "  line 1204: the line is no page, author or comment",
        "  line 1205: there is no text",
    ]
    assert "1,200 were here already and stay as they are" in second
    assert set(Comment.objects.values_list("author__display_name", flat=True)) == {"Anonim"}


def test_a_file_of_another_system_is_told_from_ours_in_one_sentence(title: TitlePage, tmp_path: Path) -> None:
    path = tmp_path / "wordpress.xml"
    path.write_text('<?xml version="1.0"?>\n<rss>\n<channel/>\n</rss>\n', encoding="utf-8")
    with pytest.raises(SystemExit, match="--from wordpress"):
        comments.run("import-comments", [str(path)])
