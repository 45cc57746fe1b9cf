"""The cost of a page does not grow with what stands on it."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from rembuk.conversation.actions import post_comment
from rembuk.moderation.actions import approve
from rembuk.newsroom.models import Person, StoryPage
from rembuk.readers.models import Reader
from rembuk.trust.actions import open_case
from rembuk.vouchers.actions import redeem
from rembuk.vouchers.models import Merchant
from rembuk.vouchers.queries import code_of
from rembuk.vouchers.tests.factories import a_voucher

from .addresses import TABLE
from .world import FOUL, World, delivery, post

NUMBERS = itertools.count(1)


def cost(client: Client, path: str) -> int:
    """How many questions a page asks of the database, once what is asked only once has been asked."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def write(world: World, many: int, make_reader: Callable[..., Reader]) -> None:
    """Comments of new readers, with a reply to each second one. Short and different: nobody takes them for a flood."""
    for number in itertools.islice(NUMBERS, many):
        comment = post(make_reader(f"Penulis {number}"), world.thread, f"Cerita nomor {number} #BicaraJernih")
        if number % 2:
            body, key = f"Tanggapan untuk nomor {number}", uuid.uuid4()
            post_comment(author=world.people["bagas"], thread=world.thread, body=body, client_key=key, parent=comment)


@pytest.mark.parametrize("name", ["nobody", "ratna"])
def test_a_story_page(name: str, world: World, make_reader: Callable[..., Reader]) -> None:
    browser, path = world.browser(name), world.story.url
    write(world, 10, make_reader)
    few = cost(browser, path)
    write(world, 30, make_reader)
    assert cost(browser, path) <= few
    assert few <= 46


@pytest.mark.parametrize("path", ["/", "/umpan.xml"])
def test_the_front_page_and_the_feed(path: str, world: World, make_story: Callable[..., StoryPage]) -> None:
    browser = world.browser("nobody")
    for number in range(3):
        make_story(f"Kabar {number}", kicker="Ekonomi")
    few = cost(browser, path)
    for number in range(3, 15):
        make_story(f"Kabar {number}", kicker="Ekonomi")
    assert cost(browser, path) <= few
    assert few <= 20


def _held(world: World, make_reader: Callable[..., Reader]) -> None:
    post(make_reader(f"Penulis {next(NUMBERS)}"), world.thread, f"{FOUL} {uuid.uuid4()}")


def _case(world: World, _make_reader: Callable[..., Reader]) -> None:
    open_case(email=world.people["bagas"].email, subject="Ganti ponsel", actor=world.people["intan"])


def _delivery(world: World, _make_reader: Callable[..., Reader]) -> None:
    delivery(world.channel, world.story, "unknown", uuid.uuid4().hex[:12])


def _channel(world: World, _make_reader: Callable[..., Reader]) -> None:
    world.channel.pk = None
    world.channel.save()


def _shop(world: World, make_reader: Callable[..., Reader]) -> None:
    shop = Merchant.objects.create(name=f"Warung {uuid.uuid4()}", place="Semarang")
    voucher = a_voucher(world.people["ratna"])
    owner = make_reader(f"Pemilik {next(NUMBERS)}")
    shop.people.add(owner)
    redeem(merchant=shop, cashier=owner, code=code_of(voucher.holder, voucher), key=uuid.uuid4())


def _entry(world: World, make_reader: Callable[..., Reader]) -> None:
    write(world, 1, make_reader)


def _voucher(world: World, _make_reader: Callable[..., Reader]) -> None:
    a_voucher(world.people["ratna"])


def _programme(world: World, _make_reader: Callable[..., Reader]) -> None:
    made = world.running
    made.pk, made.slug = None, f"p-{uuid.uuid4()}"
    made._state.adding = True
    made.save()


def _decision(world: World, _make_reader: Callable[..., Reader]) -> None:
    held = post(world.people["bagas"], world.thread, f"{FOUL} {uuid.uuid4()}")
    approve(moderator=world.people["damar"], comment=held)


def _person(_world: World, _make_reader: Callable[..., Reader]) -> None:
    Person.objects.create(name=f"Wartawan {next(NUMBERS)}")


# Who opens which screen, of what it then shows more, and how many questions it may ask at most.
SCREENS: list[tuple[str, str, Callable[..., None], int]] = [
    ("damar", "moderation_queue", _held, 40),
    ("damar", "moderation_history", _decision, 40),
    ("damar", "moderation_author", _decision, 40),
    ("damar", "moderation_comment", _decision, 40),
    ("intan", "trust_cases", _case, 40),
    ("intan", "trust_case", _case, 40),
    ("sekar", "updates_outbox", _delivery, 40),
    ("sekar", "channels:index", _channel, 60),
    ("sekar", "wagtailsnippets_newsroom_person:list", _person, 60),
    ("yoga", "vouchers_books", _shop, 40),
    ("yoga", "vouchers_pay", _shop, 40),
    ("yoga", "merchants:index", _shop, 60),
    ("yoga", "programme_list:index", _programme, 60),
    ("yoga", "programmes_dashboard", _entry, 40),
    ("ratna", "programmes:programme", _entry, 25),
    ("ratna", "programmes:draw", _entry, 25),
    ("ratna", "wallet:wallet", _voucher, 25),
    ("ratna", "trust:security", _case, 25),
    ("nobody", "programmes:list", _programme, 25),
    ("nobody", "conversation:hashtag", _entry, 25),
    ("tini", "merchant:takings", _shop, 25),
]


@pytest.mark.parametrize(("name", "screen", "more", "most"), SCREENS, ids=[row[1] for row in SCREENS])
def test_a_screen(
    name: str,
    screen: str,
    more: Callable[..., None],
    most: int,
    world: World,
    make_reader: Callable[..., Reader],
) -> None:
    path, browser = reverse(screen, args=TABLE[screen].args(world)), world.browser(name)
    for _number in range(2):
        more(world, make_reader)
    few = cost(browser, path)
    for _number in range(8):
        more(world, make_reader)
    assert cost(browser, path) <= few
    assert few <= most
