"""The screens for the rules of places: whose they are, what they show, and what they change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from rembuk.audit.models import AuditRow
from rembuk.conversation.models import Nudge, NudgeDay, Thread
from rembuk.conversation.queries import thread_of
from rembuk.moderation.actions import Changed
from rembuk.moderation.actions.layers import change_rules
from rembuk.moderation.models import Layer
from rembuk.moderation.rules import rules_for
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

SignIn = Callable[[Reader], Client]


@pytest.fixture
def thread(make_story: Callable[..., StoryPage]) -> Thread:
    """A conversation under a story of the section Ekonomi."""
    return thread_of(make_story("Harga beras", kicker="Ekonomi"))


def addresses(thread: Thread) -> list[str]:
    """All of them."""
    return [
        reverse("moderation_rules"),
        reverse("moderation_rules_title", args=[thread.title_id]),
        reverse("moderation_rules_section", args=[thread.title_id]) + "?nama=Ekonomi",
        reverse("moderation_rules_thread", args=[thread.pk]),
    ]


def fields_of(client: Client, address: str) -> dict[str, Any]:
    """What a browser would send of the form as it stands."""
    form = client.get(address).context["form"]
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        sent[bound.html_name] = sent[f"initial-{bound.name}"] = "" if value is None else str(value)
    return sent


def test_editors_see_them_and_moderators_do_not(sign_in: SignIn, sekar: Reader, damar: Reader, thread: Thread) -> None:
    editor = sign_in(sekar)
    assert [editor.get(address).status_code for address in addresses(thread)] == [200] * 4
    moderator = sign_in(damar)
    for address in addresses(thread):
        assert moderator.get(address).status_code == 302
        assert moderator.post(address, {"newcomers": 1}).status_code == 302
    assert Layer.objects.count() == 0


def test_a_section_that_nobody_uses_is_none(sign_in: SignIn, sekar: Reader, thread: Thread) -> None:
    base = reverse("moderation_rules_section", args=[thread.title_id])
    for query in ("", "?nama=", "?nama=Entah", "?nama=%00"):
        assert sign_in(sekar).get(base + query).status_code == 404


def test_each_place_is_changed_alone_and_only_in_what_was_changed(
    sign_in: SignIn, sekar: Reader, thread: Thread, title: TitlePage
) -> None:
    client = sign_in(sekar)
    _overview, of_title, of_section, of_thread = addresses(thread)
    changes: list[tuple[str, dict[str, Any]]] = [
        (of_title, {"newcomers": "3", "lexicon": "False", "peer": "-"}),
        (of_section, {"newcomers": "2"}),
        (of_thread, {"words": "tersangka", "nudges": "False"}),
    ]
    for address, change in changes:
        assert client.post(address, {**fields_of(client, address), **change}).status_code == 302
    rules = rules_for(thread)
    assert (rules.newcomers, rules.lexicon, rules.nudges, rules.words) == (2, False, False, ("tersangka",))
    kept = [each.data["changed"] for each in AuditRow.objects.filter(verb="moderation.change_rules").order_by("pk")]
    assert [set(each) for each in kept] == [{"newcomers", "lexicon", "peer"}, {"newcomers"}, {"words", "nudges"}]
    assert Layer.objects.get(thread=None, section="").peer == ""
    client.post(of_title, {**fields_of(client, of_title), "peer": "", "lexicon": ""})
    layer = Layer.objects.get(thread=None, section="")
    assert (layer.peer, layer.lexicon, layer.newcomers) == (None, None, 3)


def test_the_screen_says_what_holds_and_where_it_comes_from(sign_in: SignIn, sekar: Reader, thread: Thread) -> None:
    Layer.objects.create(title_id=thread.title_id, newcomers=3)
    response = sign_in(sekar).get(addresses(thread)[3])
    holds = {str(label): (value, str(where)) for label, value, where in response.context["holds"]}
    newcomers = str(Layer._meta.get_field("newcomers").verbose_name)
    value, where = holds[newcomers]
    assert value == "3"
    assert "installation" not in where
    assert "instalasi" not in where
    assert "help-warning" not in response.content.decode()


def test_it_warns_where_nobody_judges(sign_in: SignIn, sekar: Reader, thread: Thread) -> None:
    off = dict.fromkeys(("links", "lexicon", "gambling", "model"), False)
    Layer.objects.create(title_id=thread.title_id, **off)
    assert "help-warning" in sign_in(sekar).get(addresses(thread)[3]).content.decode()


def test_what_is_wrong_comes_back_with_what_was_typed(sign_in: SignIn, sekar: Reader, thread: Thread) -> None:
    client, address = sign_in(sekar), addresses(thread)[1]
    response = client.post(address, {**fields_of(client, address), "hold_abuse": "300", "words": "kata"})
    assert response.status_code == 422
    assert ">\nkata</textarea>" in response.content.decode()
    long = client.post(address, {**fields_of(client, address), "words": "a" * 101})
    assert long.status_code == 422
    assert Layer.objects.count() == 0


def test_a_stale_tab_overwrites_nothing_unseen(sign_in: SignIn, sekar: Reader, thread: Thread) -> None:
    client, address = sign_in(sekar), addresses(thread)[1]
    first, second = fields_of(client, address), fields_of(client, address)
    saved = {"newcomers": "3", "words": "tersangka\r\nkorban", "lexicon": "False"}
    assert client.post(address, {**first, **saved}).status_code == 302
    stale = {**second, "newcomers": "5", "words": "saksi", "lexicon": "True", "most_links": "4"}
    answer = client.post(address, stale)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert {name: "sementara itu" in str(errors[name]).lower() for name in errors} == dict.fromkeys(saved, True)
    standing = zip(saved, ("3", "tersangka, korban", "tidak"), strict=True)
    assert all(f": {said}." in str(errors[name]) for name, said in standing)
    layer = Layer.objects.get()
    assert (layer.newcomers, layer.lexicon, layer.most_links) == (3, False, None), "nothing of it is saved"
    page = answer.content.decode()
    assert ">\nsaksi</textarea>" in page
    assert 'name="initial-newcomers" value="3"' in page
    again = {**stale, **{f"initial-{name}": value for name, value in saved.items()}}
    assert client.post(address, again).status_code == 302
    layer.refresh_from_db()
    assert (layer.newcomers, layer.words, layer.lexicon, layer.most_links) == (5, "saksi", True, 4)


def test_two_tabs_that_say_the_same_do_not_quarrel(sign_in: SignIn, sekar: Reader, thread: Thread) -> None:
    client, address = sign_in(sekar), addresses(thread)[1]
    sent = {**fields_of(client, address), "newcomers": "3", "words": "tersangka\r\nkorban", "lexicon": "False"}
    assert [client.post(address, sent).status_code for _tab in range(2)] == [302, 302]
    assert AuditRow.objects.filter(verb="moderation.change_rules").count() == 1


def test_what_was_saved_at_the_same_moment_is_looked_at_first(sekar: Reader, title: TitlePage) -> None:
    change_rules(actor=sekar, title=title, newcomers=3)
    with pytest.raises(Changed, match="bersamaan"):
        change_rules(actor=sekar, title=title, seen={"newcomers": None}, newcomers=5)
    assert change_rules(actor=sekar, title=title, seen={"newcomers": 3, "words": "x"}, newcomers=5).newcomers == 5


def test_the_numbers_of_the_nudge_stand_by_their_title(
    sign_in: SignIn, sekar: Reader, ratna: Reader, thread: Thread
) -> None:
    NudgeDay.objects.create(title_id=thread.title_id, day=timezone.localdate(), shown=8, rewritten=4, anyway=3, left=1)
    NudgeDay.objects.create(title_id=thread.title_id, day="2020-01-01", shown=100)
    for mark, outcome in [("a", "open"), ("b", "rewritten")]:
        Nudge.objects.create(reader=ratna, thread=thread, mark=mark, asks=[], waits=True, outcome=outcome)
    (row,) = sign_in(sekar).get(addresses(thread)[0]).context["titles"]
    numbers = row.nudges
    assert (numbers.shown, numbers.rewritten, numbers.anyway, numbers.left, numbers.open) == (10, 5, 3, 1, 1)
    assert numbers.share == 56


def test_the_overview_costs_no_more_with_more_conversations(
    sign_in: SignIn, sekar: Reader, thread: Thread, make_story: Callable[..., StoryPage]
) -> None:
    client, address = sign_in(sekar), addresses(thread)[0]

    def cost() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    few = cost()
    for number in range(8):
        other = thread_of(make_story(f"Kabar {number}", kicker=f"Rubrik {number}"))
        Layer.objects.create(title_id=thread.title_id, thread=other)
    assert cost() <= few
