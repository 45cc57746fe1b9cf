"""The updates desk: a person's word on what is unclear, the screens, and who may see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rembuk.audit.models import AuditRow
from rembuk.newsroom.models import StoryPage
from rembuk.readers.models import Reader
from rembuk.updates import actions
from rembuk.updates.models import Channel, Delivery
from rembuk.updates.panels import invitation
from rembuk.updates.telegram.fake import FakeBotApi

from .conftest import CHAT, TOKEN

Work = Callable[[], int]
SignIn = Callable[[Reader], Client]


@pytest.fixture
def unclear(delivery: Delivery, telegram: FakeBotApi, work: Work) -> Delivery:
    """A delivery that arrived, but whose answer was lost."""
    telegram.control.next("accept-then-drop")
    work()
    delivery.refresh_from_db()
    return delivery


def test_it_arrived(unclear: Delivery, sekar: Reader, telegram: FakeBotApi, work: Work) -> None:
    settled = actions.settle(delivery=unclear, actor=sekar, arrived=True)
    assert (settled.state, settled.sent_at, settled.problem) == ("sent", unclear.claimed_at, "")
    assert (work(), len(telegram.messages(CHAT))) == (0, 1)
    assert AuditRow.objects.get(verb="updates.settle", actor=sekar).data == {"arrived": True}


def test_send_again(unclear: Delivery, sekar: Reader, telegram: FakeBotApi, work: Work) -> None:
    actions.settle(delivery=unclear, actor=sekar, arrived=False)
    assert work() == 1
    unclear.refresh_from_db()
    assert (unclear.state, len(telegram.messages(CHAT))) == ("sent", 2)


def test_only_one_word_counts(unclear: Delivery, sekar: Reader) -> None:
    actions.settle(delivery=unclear, actor=sekar, arrived=True)
    with pytest.raises(actions.AlreadyDecided):
        actions.settle(delivery=unclear, actor=sekar, arrived=False)
    with pytest.raises(actions.AlreadyDecided):
        actions.send_again(delivery=unclear, actor=sekar)


def test_a_refused_one_goes_again(delivery: Delivery, sekar: Reader, telegram: FakeBotApi, work: Work) -> None:
    Channel.objects.update(chat="@tidakada")
    work()
    Channel.objects.update(chat=CHAT)
    actions.send_again(delivery=delivery, actor=sekar)
    work()
    delivery.refresh_from_db()
    assert (delivery.state, len(telegram.messages(CHAT))) == ("sent", 1)


def test_nobody_else_may_decide(unclear: Delivery, damar: Reader, sign_in: SignIn) -> None:
    with pytest.raises(PermissionDenied):
        actions.settle(delivery=unclear, actor=damar, arrived=True)
    with pytest.raises(PermissionDenied):
        actions.send_again(delivery=unclear, actor=damar)
    client = sign_in(damar)
    assert client.get(reverse("updates_outbox")).status_code == 404
    assert client.post(reverse("updates_settle", args=[unclear.pk]), {"answer": "again"}).status_code == 404
    assert client.post(reverse("updates_send_again", args=[unclear.pk])).status_code == 404
    assert reverse("updates_outbox") not in client.get(reverse("wagtailadmin_home")).content.decode()
    unclear.refresh_from_db()
    assert unclear.state == "unknown"


def test_the_outbox_shows_the_unclear_first(
    unclear: Delivery, make_story: Callable[..., StoryPage], sekar: Reader, sign_in: SignIn
) -> None:
    make_story('Cabai <img src="x"> turun', announcement="pick")
    client = sign_in(sekar)
    page = client.get(reverse("updates_outbox")).content.decode()
    assert page.index("Tanggul jebol") < page.index("Cabai &lt;img src=&quot;x&quot;&gt; turun")
    for words in ("Sudah sampai", "Kirim lagi", "Warga sudah mengungsi.", "Baca di Lintas Pagi"):
        assert words in page
    only_queued = client.get(reverse("updates_outbox"), {"state": "queued"}).content.decode()
    assert "Tanggul jebol" not in only_queued
    assert "Cabai" in only_queued
    assert "Tanggul jebol" in client.get(reverse("updates_outbox"), {"state": "nonsense"}).content.decode()
    assert "Kabar (1)" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_outbox_costs_the_same_however_long_it_is(
    channel: Channel, make_story: Callable[..., StoryPage], sekar: Reader, sign_in: SignIn
) -> None:
    client = sign_in(sekar)

    def cost() -> int:
        Delivery.objects.update(state="unknown")
        client.get(reverse("updates_outbox"))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("updates_outbox"))
        return len(asked)

    make_story("Berita pertama", announcement="pick")
    before = cost()
    for number in range(12):
        make_story(f"Berita {number}", announcement="pick")
    assert cost() == before


@pytest.mark.parametrize(("answer", "state"), [("arrived", "sent"), ("again", "queued"), ("perhaps", "unknown")])
def test_the_two_buttons(unclear: Delivery, sekar: Reader, sign_in: SignIn, answer: str, state: str) -> None:
    reply = sign_in(sekar).post(reverse("updates_settle", args=[unclear.pk]), {"answer": answer})
    assert reply.headers["Location"] == reverse("updates_outbox")
    unclear.refresh_from_db()
    assert unclear.state == state


def test_the_button_of_a_refused_one(delivery: Delivery, sekar: Reader, sign_in: SignIn) -> None:
    client = sign_in(sekar)
    address = reverse("updates_send_again", args=[delivery.pk])
    client.post(address)  # it is not refused: nothing happens but a sentence
    Delivery.objects.update(state="refused", attempts=8, problem="x")
    assert address in client.get(reverse("updates_outbox")).content.decode()
    client.post(address)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts, delivery.problem) == ("queued", 0, "")


def test_the_channels_screens_never_show_the_token(
    channel: Channel, telegram: FakeBotApi, sekar: Reader, sign_in: SignIn
) -> None:
    client = sign_in(sekar)
    for address in (reverse("channels:index"), reverse("channels:edit", args=[channel.pk])):
        page = client.get(address).content.decode()
        assert CHAT in page
        assert TOKEN not in page


@pytest.mark.parametrize(
    ("field", "value"),
    [("join_url", "javascript:alert(1)"), ("join_url", "t.me/x"), ("chat", "lintaspagi"), ("chat", "@a b")],
)
def test_a_channels_addresses_are_checked(channel: Channel, field: str, value: str) -> None:
    setattr(channel, field, value)
    with pytest.raises(ValidationError) as refusal:
        channel.full_clean()
    assert list(refusal.value.message_dict) == [field]


def test_the_invitation_beside_a_story(
    channel: Channel, story: StoryPage, rf: RequestFactory, bagas: Reader, django_assert_num_queries: Any
) -> None:
    request = rf.get("/")
    request.user = bagas
    with django_assert_num_queries(1):
        panel = invitation(request, story)
    assert panel is not None
    assert panel.place == "aside"
    for words in (channel.name, channel.invitation, f"Gabung {CHAT}", f'href="{channel.join_url}"'):
        assert words in panel.html


def test_no_channel_no_invitation(story: StoryPage, rf: RequestFactory, bagas: Reader) -> None:
    request = rf.get("/")
    request.user = bagas
    assert invitation(request, story) is None
