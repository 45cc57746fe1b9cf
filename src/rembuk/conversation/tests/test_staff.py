from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from rembuk.conversation import actions
from rembuk.conversation.models import Comment, House, Thread
from rembuk.conversation.queries import steering, thread_of
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

Say = Callable[..., Comment]
SignIn = Callable[[Reader], Client]


def fields_of(html: str) -> dict[str, str]:
    """What a browser would send of the page's main form, as it stands."""
    form = html[html.index('<form method="post" novalidate>') :]
    form = form[: form.index("</form>")]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        ticked = not re.search(r'type="(?:checkbox|radio)"', tag) or " checked" in tag
        if name and ticked:
            found[name[1]] = unescape(value[1]) if value else "on" if "checkbox" in tag else ""
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


@pytest.mark.parametrize("page", ["threads", "begin", "thread", "house"])
def test_only_those_who_steer_come_in(
    page: str, thread: Thread, sign_in: SignIn, ratna: Reader, damar: Reader, sekar: Reader, yoga: Reader
) -> None:
    args = {"thread": [thread.pk], "house": [thread.title_id]}.get(page, [])
    address = reverse(f"conversation_{page}", args=args)
    assert sign_in(ratna).get(address).status_code == 302
    for person, status in ((damar, 404), (sekar, 200), (yoga, 200)):
        client = sign_in(person)
        assert client.get(address).status_code == status
        shows = reverse("conversation_threads") in client.get(reverse("wagtailadmin_home")).content.decode()
        assert shows is (status == 200)
    assert steering.threads_for(damar).rows == []
    assert steering.titles_to_settle(damar) == []


def test_the_list_is_searched_and_filtered(
    thread: Thread, make_story: Callable[..., StoryPage], sekar: Reader, sign_in: SignIn
) -> None:
    now = timezone.now()
    kinds: dict[str, dict[str, Any]] = {
        "Warung tutup": {"is_open": False},
        "Warung lewat waktu": {"closes_at": now - timedelta(seconds=1)},
        "Warung belum buka": {"opens_at": now + timedelta(hours=1)},
        "Warung tua": {},
        "Pasar tua yang dibuka": {"closes_at": now + timedelta(hours=1)},
    }
    for headline, facts in kinds.items():
        made = thread_of(make_story(headline))
        Thread.objects.filter(pk=made.pk).update(**facts)
    elsewhere = actions.begin_thread(
        title=thread.title, actor=sekar, key="a", address="https://kabar.example/a", heading="Warung tetangga"
    )
    StoryPage.objects.filter(title="Warung tua").update(first_published_at=now - timedelta(days=8))
    StoryPage.objects.filter(title="Pasar tua yang dibuka").update(first_published_at=now - timedelta(days=8))
    StoryPage.objects.exclude(title__contains="tua").update(first_published_at=now - timedelta(days=1))
    House.objects.create(title=thread.title, close_after_days=7)

    def found(**asked: Any) -> set[str]:
        rows = steering.threads_for(sekar, **asked).rows
        assert all(bool(rules.closed) is (each.headline in closed) for each, rules in rows)
        return {each.headline for each, _rules in rows}

    closed = {"Warung tutup", "Warung lewat waktu", "Warung belum buka", "Warung tua"}
    assert found(state="closed") == closed
    assert found(state="open") == {elsewhere.headline, thread.headline, "Pasar tua yang dibuka"}
    assert found(words="warung t", state="closed") == {"Warung tutup", "Warung tua"}
    assert found(words="TETANGGA") == {"Warung tetangga"}
    html = sign_in(sekar).get(reverse("conversation_threads"), {"cari": "tetangga", "keadaan": "open"}).content.decode()
    assert "Warung tetangga" in html
    assert "Warung tutup" not in html
    assert sign_in(sekar).get(reverse("conversation_threads"), {"cari": "\0", "sebelum": "x"}).status_code == 200


def test_the_list_goes_on_and_costs_the_same(
    thread: Thread, sekar: Reader, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steering, "THREADS_PAGE", 3)
    for n in range(6):
        actions.begin_thread(
            title=thread.title, actor=sekar, key=str(n), address="https://a.example/", heading=f"N {n}"
        )
    page = steering.threads_for(sekar)
    assert (page.found, [each.headline for each, _rules in page.rows]) == (7, ["N 5", "N 4", "N 3"])
    later = steering.threads_for(sekar, before=page.next)
    assert [each.headline for each, _rules in later.rows] == ["N 2", "N 1", "N 0"]
    monkeypatch.setattr(steering, "THREADS_PAGE", 50)
    with CaptureQueriesContext(connection) as asked:
        steering.threads_for(sekar)
    assert len(asked) <= 5


def test_a_thread_is_steered_on_its_screen(thread: Thread, sekar: Reader, sign_in: SignIn) -> None:
    client, address = sign_in(sekar), reverse("conversation_thread", args=[thread.pk])
    form = fields_of(client.get(address).content.decode())
    assert client.post(address, form).status_code == 302
    thread.refresh_from_db()
    assert thread.version == 0  # nothing was changed
    closes = timezone.localtime() + timedelta(days=2)
    form |= {
        "mode": "questions",
        "slow_seconds": "45",
        "approval_first": "True",
        "closes_at": f"{closes:%Y-%m-%dT%H:%M}",
    }
    del form["is_open"]
    assert client.post(address, form).status_code == 302
    thread.refresh_from_db()
    assert (thread.mode, thread.slow_seconds, thread.approval_first, thread.is_open) == ("questions", 45, True, False)
    assert thread.closes_at == closes.replace(second=0, microsecond=0)
    again = fields_of(client.get(address).content.decode())
    assert again["approval_first"] == "True"
    assert client.post(address, again | {"approval_first": "", "slow_seconds": ""}).status_code == 302
    thread.refresh_from_db()
    assert (thread.slow_seconds, thread.approval_first, thread.is_open) == (None, None, False)
    refused = client.post(address, again | {"opens_at": "2099-01-01T10:00"})
    assert refused.status_code == 422
    assert 'value="2099-01-01T10:00"' in refused.content.decode()
    for slip in ("0001-01-01T10:00", "9999-12-31T23:59", "0202-11-24T10:00"):
        refused = client.post(address, again | {"opens_at": slip})
        assert refused.status_code == 422
        assert f'value="{slip}"' in refused.content.decode()


def test_two_editors_on_one_screen_keep_each_others_changes(
    thread: Thread, sekar: Reader, yoga: Reader, sign_in: SignIn
) -> None:
    address = reverse("conversation_thread", args=[thread.pk])
    opened_early = fields_of(sign_in(sekar).get(address).content.decode())
    client = sign_in(yoga)
    client.post(address, fields_of(client.get(address).content.decode()) | {"slow_seconds": "20"})
    sign_in(sekar).post(address, opened_early | {"mode": "questions"})
    thread.refresh_from_db()
    assert (thread.slow_seconds, thread.mode) == (20, "questions")


def test_nobody_overwrites_what_they_have_not_seen(thread: Thread, sekar: Reader, sign_in: SignIn) -> None:
    client, address = sign_in(sekar), reverse("conversation_thread", args=[thread.pk])
    stale = fields_of(client.get(address).content.decode())
    closed = {name: value for name, value in stale.items() if name != "is_open"}
    saved = closed | {"mode": "questions", "closes_at": "2030-01-01T10:00", "slow_seconds": "20"}
    assert client.post(address, saved).status_code == 302
    typed = {"mode": "discussion", "closes_at": "2031-02-02T11:00", "slow_seconds": "20", "approval_first": "True"}
    answer = client.post(address, stale | typed)
    html = answer.content.decode()
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"closes_at"}), "the rest was not touched"
    assert "2030-01-01 10:00:00" in html
    assert 'value="2031-02-02T11:00"' in html
    thread.refresh_from_db()
    assert (thread.approval_first, thread.is_open) == (None, False)
    assert client.post(address, fields_of(html)).status_code == 302
    thread.refresh_from_db()
    assert (str(timezone.localdate(thread.closes_at)), thread.approval_first) == ("2031-02-02", True)
    assert (thread.mode, thread.is_open) == ("questions", False)


def test_house_rules_on_their_screen(thread: Thread, sekar: Reader, sign_in: SignIn) -> None:
    client, address = sign_in(sekar), reverse("conversation_house", args=[thread.title_id])
    form = fields_of(client.get(address).content.decode())
    assert form["form-0-kind"] == "setuju"
    assert client.post(address, form).status_code == 302
    assert not House.objects.exclude(reactions=[]).exists()  # those of the software were shown, not taken over
    form |= {"close_after_days": "14", "guests_may_write": "on", "sort": "disukai", "shows_presence": "on"}
    form |= {f"form-2-{name}": "" for name in ("kind", "id", "en", "weight")}
    assert client.post(address, form).status_code == 302
    house = House.objects.get()
    assert (house.close_after_days, house.guests_may_write, house.sort, house.shows_presence) == (
        14,
        True,
        "disukai",
        True,
    )
    assert [each["kind"] for each in house.reactions] == ["setuju", "menarik"]


def test_a_down_vote_needs_its_tick(thread: Thread, sekar: Reader, sign_in: SignIn) -> None:
    client, address = sign_in(sekar), reverse("conversation_house", args=[thread.title_id])
    form = fields_of(client.get(address).content.decode())
    form |= {"form-3-kind": "turun", "form-3-id": "Turun", "form-3-en": "Down", "form-3-weight": "-1"}
    assert client.post(address, form).status_code == 422
    assert not House.objects.exists()
    assert client.post(address, form | {"knows_downvotes": "on"}).status_code == 302
    assert [each["weight"] for each in House.objects.get().reactions] == [1, 1, 1, -1]
    assert "knows_downvotes" in fields_of(client.get(address).content.decode())


@pytest.mark.parametrize(
    "line",
    [
        {"form-3-kind": "baru"},
        {"form-3-kind": "dua kata", "form-3-id": "A", "form-3-en": "B", "form-3-weight": "1"},
        {"form-3-kind": "setuju", "form-3-id": "A", "form-3-en": "B", "form-3-weight": "1"},
        {"slow_seconds": "86401"},
    ],
)
def test_what_is_wrong_comes_back_with_a_sentence(
    line: dict[str, str], thread: Thread, sekar: Reader, sign_in: SignIn
) -> None:
    client, address = sign_in(sekar), reverse("conversation_house", args=[thread.title_id])
    response = client.post(address, fields_of(client.get(address).content.decode()) | line)
    assert response.status_code == 422
    assert "error-message" in response.content.decode()
    assert not House.objects.exclude(reactions=[]).exists()


def test_a_conversation_on_another_site_is_begun(thread: Thread, sekar: Reader, sign_in: SignIn) -> None:
    client, address = sign_in(sekar), reverse("conversation_begin")
    page = {"title": thread.title_id, "key": "a", "address": "kabar.example/a", "heading": "Kabar"}
    assert client.post(address, page | {"address": ""}).status_code == 422
    response = client.post(address, page)
    made = Thread.objects.get(page_key="a")
    assert response["Location"] == reverse("conversation_thread", args=[made.pk])
    assert made.page_url == "https://kabar.example/a"
    assert "Kabar" in client.get(response["Location"]).content.decode()
    client.post(address, page | {"key": ""})
    assert Thread.objects.filter(page_key="https://kabar.example/a").exists()
