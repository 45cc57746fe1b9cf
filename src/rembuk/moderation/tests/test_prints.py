"""Almost the same text again: from several accounts, or from one writer, it waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rembuk.conversation.actions import edit_comment, remove_comment
from rembuk.conversation.models import Comment
from rembuk.moderation import prints
from rembuk.moderation.models import TextPrint
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

Write = Callable[..., Comment]
BASE = (
    "Saya sudah tiga kali mengurus surat di kelurahan {0} dan selalu diminta datang lagi besok pagi dengan alasan yang "
    "sama, padahal semua berkas sudah lengkap sejak awal bulan."
)
OTHER = (
    "Pasar lama itu justru lebih adem karena pohonnya masih besar, jadi jangan buru-buru dibongkar hanya demi parkiran "
    "yang setengah hari saja sudah kosong."
)


def states(comments: list[Comment]) -> list[str]:
    return [str(comment.state) for comment in comments]


def test_the_third_account_with_almost_the_same_waits(write: Write, make_reader: Callable[..., Reader]) -> None:
    places = ("Manggis", "Mawar", "Melati")
    written = [write(make_reader(f"Warga {place}"), BASE.format(place)) for place in places]
    assert states(written) == ["published", "published", "held"]
    (reason,) = written[2].verdicts.get().reasons
    assert (reason["kind"], reason["accounts"], reason["near"]) == ("copied", 3, True)


def test_the_third_of_one_writer_waits_and_is_not_refused(write: Write, ratna: Reader) -> None:
    assert states([write(ratna, BASE.format(place)) for place in ("Manggis", "Mawar", "Melati")]) == [
        "published", "published", "held"
    ]  # fmt: skip


def test_other_texts_and_short_ones_are_not_almost_the_same(write: Write, ratna: Reader) -> None:
    texts = [BASE.format("Manggis"), OTHER, "Setuju sekali, Pak RT.", "Setuju sekali, Bu RT.", "Setuju sekali, RT."]
    assert set(states([write(ratna, text) for text in texts])) == {"published"}


def test_withdrawn_old_and_other_titles_do_not_count(
    write: Write, ratna: Reader, title: TitlePage, make_reader: Callable[..., Reader]
) -> None:
    first, second = write(ratna, BASE.format("Manggis")), write(make_reader("Warga"), BASE.format("Mawar"))
    assert len(prints.near(BASE.format("Melati"), title.pk)) == 2
    assert prints.near(BASE.format("Melati"), title.pk + 1) == []
    remove_comment(author=ratna, comment=first)
    TextPrint.objects.filter(comment=second).update(made_at=timezone.now() - prints.RECENT - timedelta(minutes=1))
    assert prints.near(BASE.format("Melati"), title.pk) == []


def test_an_edit_is_not_compared_with_itself(write: Write, ratna: Reader, bagas: Reader) -> None:
    write(bagas, BASE.format("Manggis"))
    own = write(ratna, BASE.format("Mawar"))
    assert edit_comment(author=ratna, comment=own, body=BASE.format("Melati")).state == "published"


@pytest.mark.parametrize("bits", [0, 1, 2**63 - 1, 2**63, 2**64 - 1])
def test_sixty_four_bits_survive_the_database(
    bits: int, write: Write, ratna: Reader, title: TitlePage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prints, "_near_print", lambda _text: bits)
    comment = write(ratna, BASE.format("Manggis"))
    assert prints.near(BASE.format("Mawar"), title.pk) == [(comment.pk, ratna.pk)]


def test_what_is_compared_with_is_read_once_for_many_posts(
    write: Write, ratna: Reader, title: TitlePage, story: StoryPage, settings: Any
) -> None:
    write(ratna, BASE.format("Manggis"))
    settings.CACHES = {**settings.CACHES, "brief": {"BACKEND": "rembuk.site.brief.SharedMemory"}}
    caches["brief"].clear()
    with CaptureQueriesContext(connection) as captured:
        for _ in range(3):
            assert prints.near(BASE.format("Mawar"), title.pk)
    caches["brief"].clear()
    assert len(captured) == 1
