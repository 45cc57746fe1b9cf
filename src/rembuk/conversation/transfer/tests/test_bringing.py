"""What comes of a file: threads, trees, states, counters; once, however often it is run."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rembuk.audit.models import AuditRow
from rembuk.conversation.actions import post_comment
from rembuk.conversation.models import Comment, ImportedAuthor, ImportRun, Thread
from rembuk.conversation.phases import Answer, Draft
from rembuk.conversation.queries import thread_of
from rembuk.conversation.transfer.pages import key_of, read_map, slug_of
from rembuk.conversation.transfer.rows import Unreadable
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

from .conftest import FILES, Bring, assert_exact, author, comment, exported, lines, page, tree

pytestmark = pytest.mark.django_db


def test_a_file_of_disqus_from_end_to_end(bring: Bring, make_story: Callable[..., StoryPage]) -> None:
    story = make_story("Warung belajar berjualan daring", slug="warung-belajar-berjualan-daring")
    report = bring("disqus", FILES / "disqus.xml")
    assert dict(report.states) == {"published": 2, "held": 0, "rejected": 1, "removed": 1}
    assert (report.pages, report.stories, report.authors, report.already) == (2, 1, 3, 0)
    assert report.notes == {"bad": 1}
    assert bring.notes["bad"] == [(92, "the time is not understood")]  # type: ignore[attr-defined]
    thread = Thread.objects.get(story=story)
    assert (thread.comment_count, thread.version) == (2, 1)
    elsewhere = Thread.objects.get(story=None)
    assert (elsewhere.page_key, elsewhere.page_title) == (
        "https://lama.contoh.test/2023/06/harga-cabai/", "Harga cabai naik lagi",
    )  # fmt: skip
    reply = Comment.objects.get(imported__foreign_id="9002")
    assert reply.parent is not None
    assert (reply.imported.source, reply.parent.imported.foreign_id) == ("disqus:lintas-pagi", "9001")
    assert (reply.depth, reply.number, reply.is_shown) == (1, 1, True)
    assert '<a href="https://contoh.test/peta"' in reply.html
    assert reply.parent.hashtags.get().name == "bicarajernih"
    wulan = Reader.objects.get(display_name="Wulan")
    assert (wulan.kind, wulan.is_active, wulan.has_usable_password()) == ("imported", False, False)
    assert wulan.comments.count() == 2
    assert AuditRow.objects.get(verb="conversation.import_comments").data["published"] == 2
    assert_exact()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,<script>", "//jahat.example/a"])
def test_a_page_leads_to_the_web_only(bring: Bring, url: str) -> None:
    bring("jsonl", lines(page() | {"url": url}, page("/cabai"), author(), comment(1), comment(2, page="/cabai")))
    assert dict(Thread.objects.values_list("page_key", "page_url")) == {
        "/warung": "",
        "/cabai": "https://contoh.test/cabai",
    }


@pytest.mark.parametrize("name", ["disqus.xml", "wordpress.xml", "remark42.json", "commento.json", "coral.json"])
def test_twice_is_once(bring: Bring, name: str) -> None:
    form = name.partition(".")[0]
    first = bring(form, FILES / name)
    after = exported()
    second = bring(form, FILES / name)
    assert (second.comments, second.already) == (0, first.comments)
    assert exported() == after
    assert ImportedAuthor.objects.count() == Reader.objects.count()
    assert ImportRun.objects.get().finished_at is not None


def test_a_dry_run_counts_the_same_and_writes_nothing(bring: Bring, title: TitlePage) -> None:
    dry = bring("disqus", FILES / "disqus.xml", is_dry=True)
    assert not Thread.objects.exists()
    assert not ImportRun.objects.exists()
    assert not Reader.objects.exists()
    assert dry == bring("disqus", FILES / "disqus.xml")


def test_order_in_the_file_does_not_matter(bring: Bring) -> None:
    rows = [page(), author(), *(comment(n, n // 2 if n > 1 else None) for n in range(1, 40))]
    random.Random(7).shuffle(rows)
    bring("jsonl", lines(*rows))
    assert tree() == {f"Komentar {n}": f"Komentar {n // 2}" if n > 1 else None for n in range(1, 40)}
    assert_exact()


def test_orphans_and_circles_come_in_and_are_told(bring: Bring) -> None:
    report = bring(
        "jsonl",
        lines(page(), page("/lain"), author(), comment(1, 99), comment(2, 4), comment(3, 2), comment(4, 3),
              comment(5, 5), comment(6, 2), comment(7), comment(8, 7, page="/lain")),
    )  # fmt: skip
    assert report.notes == {"orphan": 2, "circle": 2}
    assert [place for place, _reason in bring.notes["circle"]] == [6, 9]  # type: ignore[attr-defined]
    assert [place for place, _reason in bring.notes["orphan"]] == [5, 12]  # type: ignore[attr-defined]
    assert tree() == {
        "Komentar 1": None, "Komentar 2": None, "Komentar 3": "Komentar 2", "Komentar 4": "Komentar 3",
        "Komentar 5": None, "Komentar 6": "Komentar 2", "Komentar 7": None, "Komentar 8": None,
    }  # fmt: skip
    assert_exact()


def test_an_orphan_finds_the_parent_of_an_earlier_file(bring: Bring) -> None:
    bring("jsonl", lines(page(), author(), comment(1), comment(2, 1)))
    report = bring("jsonl", lines(page(), author(), comment(3, 2), comment(4, 1)))
    assert report.notes == {}
    assert tree()["Komentar 3"] == "Komentar 2"
    assert Comment.objects.get(body="Komentar 3").depth == 2
    assert_exact()


def test_rows_that_cannot_stand_are_told(bring: Bring) -> None:
    bring("jsonl", lines(page(), author(), comment(1), comment(1, text="lagi"), comment(2, page="/tiada"),
                         comment(3, text="\u202e")))  # fmt: skip
    assert bring.notes["bad"] == [  # type: ignore[attr-defined]
        (5, "a comment with this id stood further up already"), (6, "its page is not in the file"),
        (7, "nothing of the text can be seen"),
    ]  # fmt: skip
    assert Comment.objects.get().body == "Komentar 1"


def test_a_chain_of_replies_may_be_as_deep_as_people_make_it(bring: Bring) -> None:
    deep = 5_000  # several batches, and far beyond any recursion
    bring("jsonl", lines(page(), author(), *(comment(n, n - 1 if n > 1 else None) for n in range(deep, 0, -1))))
    assert Comment.objects.get(body=f"Komentar {deep}").depth == deep - 1
    assert Comment.objects.get(parent=None).branch_count == deep - 1
    assert_exact()


def test_states_stay_and_a_branch_below_what_is_gone_can_be_read(bring: Bring) -> None:
    bring("jsonl", lines(page(), author(), comment(1, state="rejected"), comment(2, 1, state="removed", text=""),
                         comment(3, 2), comment(4, state="held"), comment(5, 4, state="held")))  # fmt: skip
    places = {row.imported.foreign_id: (row.is_shown, row.number) for row in Comment.objects.all()}
    assert places == {"k1": (True, 0), "k2": (True, 1), "k3": (True, 1), "k4": (False, 0), "k5": (False, 0)}
    assert Thread.objects.get().comment_count == 1
    assert_exact()


def test_talk_that_is_here_already_keeps_its_place(
    bring: Bring, title: TitlePage, story: StoryPage, bagas: Reader
) -> None:
    """An import into a thread that is in use: numbers go on, nothing that was written here changes."""
    story_page = {"kind": "page", "title": "lintas-pagi", "key": f"story:{story.slug}", "url": "", "name": ""}
    rows = [story_page, author(), *(comment(n, 1 if n > 1 else None, page=story_page["key"]) for n in range(1, 4))]
    bring("jsonl", lines(*rows[:-1]))
    thread = thread_of(story)
    opener = Comment.objects.get(body="Komentar 1")
    own = post_comment(author=bagas, thread=thread, body="Dari sini.", client_key=uuid.uuid4(), parent=opener)
    bring("jsonl", lines(*rows))
    numbers = dict(opener.replies.order_by("number").values_list("body", "number"))
    assert numbers == {"Komentar 2": 1, "Dari sini.": 2, "Komentar 3": 3}
    own.refresh_from_db()
    assert own.number == 2
    assert_exact()


def test_pages_that_moved(bring: Bring, make_story: Callable[..., StoryPage], tmp_path: Path) -> None:
    story = make_story("Harga cabai", slug="cabai-hari-ini")
    moves = tmp_path / "pindah.tsv"
    moves.write_text(
        "# lama\tbaru\nhttps://lama.contoh.test/harga-cabai/\thttps://contoh.test/cabai-hari-ini/\n", encoding="utf-8"
    )
    bring("wordpress", FILES / "wordpress.xml", moves=read_map(moves))
    assert set(Comment.objects.values_list("thread__story", flat=True)) == {story.pk}
    moves.write_text("satu kolom\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="line 1"):
        read_map(moves)


def test_old_addresses_of_one_page_share_a_thread(bring: Bring) -> None:
    twin = page("/warung#komentar") | {"key": "/lain", "url": "https://contoh.test/warung"}
    assert key_of("https://contoh.test/warung#komentar") == key_of("https://contoh.test/warung")
    assert len(key_of("https://contoh.test/" + "x" * 5_000)) == 500
    assert key_of("https://contoh.test/" + "x" * 5_000) != key_of("https://contoh.test/" + "x" * 5_001)
    bring("jsonl", lines(page(), twin, author(), comment(1), comment(2, page="/lain")))
    assert Thread.objects.count() == 2  # our own format has keys, and keys stay apart


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("https://contoh.test/2023/05/harga-cabai/", "harga-cabai"),
        ("/harga-cabai.html?utm=x#y", "harga-cabai"),
        ("https://contoh.test/?p=12", ""),
        ("http://[rusak", ""),
        ("", ""),
    ],
)
def test_slugs_of_addresses(address: str, slug: str) -> None:
    assert slug_of(address) == slug


def test_judged_texts_that_would_be_held_wait(bring: Bring, settings: Any) -> None:
    settings.REMBUK_PHASES = ["rembuk.conversation.transfer.tests.test_bringing.hold_foul_words"]
    report = bring("jsonl", lines(page(), author(), comment(1, text="tahan ini"), comment(2)), judges=True)
    assert (report.states["held"], report.states["published"]) == (1, 1)
    assert Comment.objects.get(state="held").verdicts.get().outcome == "hold"
    assert_exact()


def hold_foul_words(draft: Draft) -> Answer:
    """A phase that holds one word."""
    return Answer("hold" if "tahan" in draft.body else "publish")


def test_an_unknown_title_is_told(bring: Bring) -> None:
    report = bring(
        "jsonl", lines(page(title="entah"), page(), author(), comment(1, title="entah"), comment(2)), title=None
    )
    assert (report.comments, report.notes) == (1, {"bad": 1})


def test_a_file_cannot_speak_as_somebody_who_is_here(bring: Bring, bagas: Reader) -> None:
    person = {"kind": "author", "id": str(bagas.public_id), "name": "Bagas"}
    bring("jsonl", lines(page(), person, comment(1, author=str(bagas.public_id))))
    said_by = Comment.objects.get().author
    assert (said_by.display_name, said_by.kind) == ("Bagas", "imported")
    assert said_by != bagas
