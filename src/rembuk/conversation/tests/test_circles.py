from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from rembuk.conversation import access, actions, queries
from rembuk.conversation.actions import circles, networks
from rembuk.conversation.fragment import Writer
from rembuk.conversation.models import Comment, Follow, Mute, Thread
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader

Say = Callable[..., Comment]
SignIn = Callable[[Reader], Client]
PIECE: dict[str, Any] = {"headers": {"Rembuk-Piece": "1"}}


def test_following_is_a_switch(ratna: Reader, thread: Thread) -> None:
    assert actions.follow(reader=ratna, thread=thread) == actions.follow(reader=ratna, thread=thread)
    assert queries.follows(ratna, thread)
    for _ in range(2):
        actions.unfollow(reader=ratna, thread=thread)
    assert not queries.follows(ratna, thread)


def test_muting_is_a_switch_also_for_the_newsroom(ratna: Reader, damar: Reader) -> None:
    assert actions.mute(reader=ratna, other=damar) == actions.mute(reader=ratna, other=damar)
    assert queries.muted_by(ratna) == {damar.public_id}
    assert queries.muted_by(damar) == set()
    for _ in range(2):
        actions.unmute(reader=ratna, other=damar)
    assert not Mute.objects.exists()


def test_nobody_mutes_themselves_or_everybody(
    ratna: Reader, bagas: Reader, damar: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(actions.Refused):
        actions.mute(reader=ratna, other=ratna)
    monkeypatch.setattr(circles, "MOST_MUTES", 1)
    first = actions.mute(reader=ratna, other=bagas)
    with pytest.raises(actions.Refused, match="1"):
        actions.mute(reader=ratna, other=damar)
    assert actions.mute(reader=ratna, other=bagas) == first


def test_the_follow_button(ratna: Reader, story: StoryPage, thread: Thread, sign_in: SignIn) -> None:
    address = reverse("conversation:follow", args=[thread.pk])
    refused = Client().post(address, {"on": "1"})
    assert refused["Location"].startswith(reverse("account_login"))
    assert "bincang" in refused["Location"]
    client = sign_in(ratna)
    assert client.get(address).status_code == 405
    answer = client.post(address, {"on": "1"}, **PIECE)
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.post(address, {"on": "1"})["Location"] == f"{story.url}#bincang"
    assert Follow.objects.get().reader == ratna
    client.post(address, {"on": "0", "next": "https://jahat.test/"})
    assert not Follow.objects.exists()


@pytest.mark.parametrize("deed", ["follow", "mute"])
def test_what_one_decides_has_a_pace(
    ratna: Reader,
    bagas: Reader,
    say: Say,
    thread: Thread,
    sign_in: SignIn,
    deed: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(networks, "time", SimpleNamespace(time=lambda: 1_700_000_000.0))  # all of it in one minute
    say(bagas)
    own = thread.pk if deed == "follow" else bagas.public_id
    client, address = sign_in(ratna), reverse(f"conversation:{deed}", args=[own])
    for n in range(circles.CHANGES_A_MINUTE):
        assert client.post(address, {"on": f"{1 - n % 2}"}, **PIECE).status_code == 204
    # The last one was “no longer”: saying it again changes nothing, so it is not too fast.
    assert client.post(address, {"on": "0"}, **PIECE).status_code == 204
    refused = client.post(address, {"on": "1"}, **PIECE)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert "Coba lagi" in refused.json()["message"]
    told = client.post(address, {"on": "1"}, follow=True)
    assert "Coba lagi" in told.content.decode()
    assert not Follow.objects.exists()
    assert not Mute.objects.exists()


@pytest.mark.parametrize("following", [True, False])
def test_both_states_of_the_follow_button_stand_in_the_page(ratna: Reader, thread: Thread, following: bool) -> None:
    request = RequestFactory().get("/")
    html = render_to_string(
        "conversation/_bar.html", {"thread": thread, "viewer": ratna, "following": following}, request
    )
    assert html.count('data-if="following"') == html.count('data-unless="following"') == 1
    hidden = 'data-unless="following" hidden' if following else 'data-if="following" hidden'
    assert hidden in html
    assert html.count("hidden>") == 1


def test_muting_from_a_comment_and_ending_it(ratna: Reader, bagas: Reader, say: Say, sign_in: SignIn) -> None:
    comment = say(bagas)
    address = reverse("conversation:mute", args=[bagas.public_id])
    acts = reverse("conversation:acts", args=[comment.public_id])
    assert address not in Client().get(acts).content.decode()
    client = sign_in(ratna)
    assert f'action="{address}"' in client.get(acts).content.decode()
    back = reverse("conversation:permalink", args=[comment.public_id])
    assert client.post(address, {"on": "1", "next": back})["Location"] == back
    assert Mute.objects.get().muted == bagas
    assert 'name="on" value="0"' in client.get(acts, **PIECE).content.decode()
    away = client.post(address, {"on": "0", "next": "//jahat.test"})
    assert away["Location"] == reverse("conversation:my_page")
    assert not Mute.objects.exists()


def test_only_someone_who_wrote_can_be_found_by_an_id(ratna: Reader, bagas: Reader, say: Say, sign_in: SignIn) -> None:
    client, address = sign_in(ratna), reverse("conversation:mute", args=[bagas.public_id])
    say(bagas, "tahan ini")
    assert client.post(address, {"on": "1"}).status_code == 404
    say(bagas)
    assert client.post(address, {"on": "1"}).status_code == 302
    own = client.post(reverse("conversation:mute", args=[ratna.public_id]), {"on": "1"})
    assert own.status_code == 404


def test_the_readers_page_has_the_button(ratna: Reader, bagas: Reader, say: Say, sign_in: SignIn) -> None:
    say(bagas)
    say(ratna)
    mute = reverse("conversation:mute", args=[bagas.public_id])
    page = reverse("conversation:reader", args=[bagas.handle])
    assert mute not in Client().get(page).content.decode()
    assert mute in sign_in(ratna).get(page).content.decode()
    own = sign_in(ratna).get(reverse("conversation:reader", args=[ratna.handle])).content.decode()
    assert "bisukan" not in own


def test_a_muted_comment_is_folded_without_script(ratna: Reader, bagas: Reader, say: Say) -> None:
    opener = say(bagas, "Panjang lebar.")
    reply = say(ratna, "Balasan.", opener)
    shown = queries.one(ratna, opener)
    shown.replies = [queries.one(ratna, reply)]
    html = Writer("en", muted={bagas.public_id}).one(shown)
    folded, _end, rest = html.partition("</details>")
    assert '<details class="c muted"><summary' in folded
    assert "Panjang lebar." in folded
    assert "Balasan." in rest
    assert "<details" not in rest
    assert "<details" not in Writer("en").one(shown)


def test_my_conversations(
    ratna: Reader, bagas: Reader, story: StoryPage, thread: Thread, say: Say, sign_in: SignIn
) -> None:
    say(bagas)
    actions.follow(reader=ratna, thread=thread)
    actions.mute(reader=ratna, other=bagas)
    page = reverse("conversation:my_page")
    assert Client().get(page)["Location"].startswith(reverse("account_login"))
    html = sign_in(ratna).get(page).content.decode()
    for part in (
        story.title,
        "Bagas",
        reverse("conversation:export"),
        reverse("conversation:follow", args=[thread.pk]),
    ):
        assert part in html
    assert "Bagas" not in sign_in(bagas).get(page).content.decode().split("</header>", 1)[1].split("<footer")[0]
    StoryPage.objects.update(live=False)
    assert story.title not in sign_in(ratna).get(page).content.decode()


def test_acts_say_what_stands(ratna: Reader, bagas: Reader, say: Say) -> None:
    comment = say(bagas)
    acts = access.acts_on(ratna, comment)
    assert (acts.mute, acts.unmute) == (True, False)
    actions.mute(reader=ratna, other=bagas)
    acts = access.acts_on(ratna, comment)
    assert (acts.mute, acts.unmute) == (False, True)
    own = access.acts_on(bagas, comment)
    assert (own.mute, own.unmute) == (False, False)
