from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rembuk.audit.models import AuditRow
from rembuk.conversation import actions, queries
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.panels import picks
from rembuk.newsroom.models import Person, StoryPage
from rembuk.newsroom.tests.factories import make_sister, make_story_of
from rembuk.readers.models import Reader

from .test_actions import heard

__all__ = ["heard"]

Say = Callable[..., Comment]
SignIn = Callable[[Reader], Client]


@pytest.mark.parametrize(
    ("mark", "deed", "undo"), [("pinned_at", "pin", "unpin"), ("featured_at", "feature", "unfeature")]
)
def test_a_mark_is_set_once_told_and_recorded(
    ratna: Reader, damar: Reader, thread: Thread, say: Say, heard: Any, mark: str, deed: str, undo: str
) -> None:
    comment = say(ratna)
    for verb, stands in ((deed, True), (undo, False)):
        for told in (["comment_changed"], []):  # the second press changes nothing
            assert heard(lambda verb=verb: getattr(actions, verb)(editor=damar, comment=comment)) == told
        comment.refresh_from_db()
        assert (getattr(comment, mark) is not None) is stands
        assert AuditRow.objects.get(verb=f"conversation.{verb}_comment").actor_id == damar.pk
    thread.refresh_from_db()
    assert (thread.version, thread.comment_count) == (3, 1)


def test_the_fourth_pin_is_refused_and_says_which_to_unpin(
    ratna: Reader, bagas: Reader, sekar: Reader, damar: Reader, thread: Thread, say: Say
) -> None:
    first, second, third, fourth = say(ratna), say(bagas), say(sekar), say(ratna)
    for comment in (first, second, third):
        actions.pin(editor=damar, comment=comment)
    with pytest.raises(actions.Refused, match=r"Ratna, Bagas.*Sekar.*Ratna"):
        actions.pin(editor=damar, comment=fourth)
    actions.unpin(editor=damar, comment=first)
    actions.pin(editor=damar, comment=fourth)
    actions.hide(comment=second, actor=damar)  # what nobody sees takes no place
    actions.pin(editor=damar, comment=first)
    assert [each.comment.pk for each in queries.pinned_of(thread)] == [first.pk, fourth.pk, third.pk]


def test_what_nobody_sees_is_not_singled_out(ratna: Reader, damar: Reader, say: Say) -> None:
    held = say(ratna, "tahan")
    for deed in (actions.pin, actions.feature):
        with pytest.raises(actions.Refused):
            deed(editor=damar, comment=held)
    assert not AuditRow.objects.filter(actor=damar.pk).exists()


def test_who_may_finds_the_buttons_and_others_nothing(
    ratna: Reader, damar: Reader, sekar: Reader, yoga: Reader, say: Say, sign_in: SignIn
) -> None:
    comment = say(ratna)
    acts = reverse("conversation:acts", args=[comment.public_id])
    mark = reverse("conversation:mark", args=[comment.public_id])
    for person in (ratna, yoga):
        client = sign_in(person)
        assert mark not in client.get(acts).content.decode()
        assert client.post(mark, {"deed": "pin"}).status_code == 404
    for person, deed in ((damar, "pin"), (sekar, "feature")):
        client = sign_in(person)
        page = client.get(acts).content.decode()
        assert f'action="{mark}"' in page
        assert f'value="{deed}"' in page
        assert client.post(mark, {"deed": deed}).status_code == 302
        assert f'value="un{deed}"' in client.get(acts).content.decode()
    assert client.post(mark, {"deed": "delete"}).status_code == 400
    assert Client().post(mark, {"deed": "pin"}).status_code == 404


def test_a_story_shows_what_is_pinned_and_picked(
    ratna: Reader, damar: Reader, story: StoryPage, say: Say, client: Client
) -> None:
    pinned, featured = say(ratna, "Jam empat <b>dijawab</b>."), say(ratna, "Ongkirnya separuh.\nSungguh.")
    actions.pin(editor=damar, comment=pinned)
    actions.feature(editor=damar, comment=featured)
    html = client.get(story.url).content.decode()
    on_top = html[html.index('class="pinned"') : html.index('class="picks"')]
    assert "Jam empat &lt;b&gt;dijawab&lt;/b&gt;." in on_top
    assert " id=" not in on_top  # the comment stands below, under its own id
    strip = html[html.index('class="picks"') : html.index('class="sorts"')]
    assert "Ongkirnya separuh.<br>Sungguh." in strip
    assert reverse("conversation:permalink", args=[featured.public_id]) in strip
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    later = client.get(f"{story.url}?urut=terbaru&setelah=1.1").content.decode()
    assert 'class="pinned"' not in later


def test_the_picks_of_a_title_page_by_page(
    ratna: Reader, damar: Reader, thread: Thread, say: Say, client: Client
) -> None:
    assert "Redaksi belum memilih" in client.get(reverse("conversation:picks")).content.decode()
    comments = [say(ratna, f"Nomor {n}.") for n in range(5)]
    for comment in reversed(comments):
        actions.feature(editor=damar, comment=comment)
    same = Comment.objects.get(pk=comments[1].pk).featured_at
    Comment.objects.filter(pk=comments[2].pk).update(featured_at=same)  # two at one moment
    elsewhere = queries.thread_of(make_story_of(make_sister(), "Niaga"))
    other = say(ratna, "Tetangga")
    Comment.objects.filter(pk=other.pk).update(thread=elsewhere, featured_at=same)
    seen: list[int] = []
    before = None
    for _ in range(3):
        page = queries.picks_of(ratna, thread.title, before=before, size=2)
        seen += [each.comment.pk for each in page.shown]
        before = int(page.next or 0) or None
    assert seen == [comments[n].pk for n in (0, 2, 1, 3, 4)]
    html = client.get(reverse("conversation:picks")).content.decode()
    assert "Nomor 4." in html
    assert "Tetangga" not in html
    StoryPage.objects.filter(pk=thread.story_id).update(live=False)
    assert queries.picks_of(ratna, thread.title).shown == []


def test_the_newest_three_picks_stand_beside_every_story(
    ratna: Reader, damar: Reader, story: StoryPage, make_story: Callable[..., StoryPage], say: Say
) -> None:
    request = RequestFactory().get("/")
    request.user = ratna
    beside = make_story("Berita lain")
    assert picks(request, beside) is None
    for n in range(4):
        actions.feature(editor=damar, comment=say(ratna, f"Nomor {n}."))
    panel = picks(request, beside)
    assert panel is not None
    assert panel.place == "aside"
    assert re.findall(r"Nomor \d", panel.html) == ["Nomor 3", "Nomor 2", "Nomor 1"]
    assert story.title in panel.html
    with CaptureQueriesContext(connection) as asked:
        picks(request, beside)
    assert len(asked) <= 4


def test_the_newsroom_wears_its_badge_in_lists(ratna: Reader, sekar: Reader, damar: Reader, say: Say) -> None:
    Person.objects.create(name="Sekar Wulandari", reader=sekar)
    comments = [say(ratna, "Satu #tagar"), say(sekar, "Dua #tagar")]
    for comment in comments:
        actions.feature(editor=damar, comment=comment)
    title = comments[0].thread.title
    lists = [queries.picks_of(ratna, title), queries.tagged(ratna, "tagar")]
    assert [[each.badge for each in page.shown] for page in lists] == [["staff", ""], ["staff", ""]]
    assert queries.written_by(ratna, sekar).shown[0].badge == "staff"
