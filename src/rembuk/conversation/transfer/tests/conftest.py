"""What the tests of moving share: a file becomes rows, or comments here."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.recount import recount
from rembuk.conversation.transfer.export import export
from rembuk.conversation.transfer.formats import rows
from rembuk.conversation.transfer.moving import opened
from rembuk.conversation.transfer.opening import Source
from rembuk.conversation.transfer.report import Report
from rembuk.conversation.transfer.rows import Row
from rembuk.newsroom.models import TitlePage

FILES = Path(__file__).parent / "files"

Read = Callable[..., list[Row]]
Bring = Callable[..., Report]


def ignore(*_facts: Any) -> None:
    """Hears of progress."""


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """The tests quote sentences as the code has them."""
    with translation.override("en"):
        yield


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """The rows of some bytes, or of a sample file."""

    def go(form: str, content: bytes | str | Path, name: str = "berkas") -> list[Row]:
        path = content if isinstance(content, Path) else tmp_path / name
        if not isinstance(content, Path):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return list(rows(form, Source(path)))

    return go


@pytest.fixture
def bring(tmp_path: Path, title: TitlePage) -> Bring:
    """Imports some bytes, or a sample file, into Lintas Pagi; the notes of the report stand in `bring.notes`."""

    def go(form: str, content: bytes | str | Path, **facts: Any) -> Report:
        path = content if isinstance(content, Path) else tmp_path / "berkas"
        if not isinstance(content, Path):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        moves: Mapping[str, str] = facts.get("moves", {})
        judges = facts.get("judges", False)
        with opened(path, form, facts.get("title", title), moves, judges=judges, tell=ignore) as found:
            report = found.run(ignore, is_dry=facts.get("is_dry", False))
            go.notes = {kind: list(found.notes(kind)) for kind in report.notes}  # type: ignore[attr-defined]
        return report

    return go


def lines(*objects: Mapping[str, Any]) -> str:
    """Our own format, with its first line."""
    head = {"rembuk": "comments", "version": 1}
    return "".join(json.dumps(each) + "\n" for each in (head, *objects))


def page(key: str = "/warung", title: str = "lintas-pagi") -> dict[str, Any]:
    """A page's line."""
    return {"kind": "page", "title": title, "key": key, "url": f"https://contoh.test{key}", "name": "Warung"}


def author(number: int = 1) -> dict[str, Any]:
    """An author's line."""
    return {"kind": "author", "id": f"a{number}", "name": f"Pembaca {number}"}


def comment(number: int, parent: int | None = None, /, **facts: Any) -> dict[str, Any]:
    """A comment's line."""
    return {
        "kind": "comment",
        "id": f"k{number}",
        "title": "lintas-pagi",
        "page": "/warung",
        "parent": None if parent is None else f"k{parent}",
        "author": "a1",
        "written": f"2024-03-01T08:00:{number % 60:02d}Z",
        "text": f"Komentar {number}",
        **facts,
    }


def exported(slug: str | None = None) -> bytes:
    """Everything, in our own format."""
    target = BytesIO()
    export(target, slug, ignore)
    return target.getvalue()


def tree() -> dict[str, str | None]:
    """Every comment's text with its parent's."""
    return dict(Comment.objects.order_by("pk").values_list("body", "parent__body"))


def assert_exact() -> None:
    """Every counter is what the comments say."""
    for thread in Thread.objects.all():
        assert recount(thread) == []
