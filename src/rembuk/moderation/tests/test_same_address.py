"""Whoever was stopped as a guest is stopped under the account with the same address, and reads why."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from rembuk.conversation import tasks
from rembuk.conversation.actions import guests
from rembuk.conversation.guest_links import address_hash
from rembuk.conversation.models import Comment, Guest, House, Thread
from rembuk.conversation.queries import thread_of
from rembuk.moderation import queries
from rembuk.moderation.actions import lift, sanction, tell_what_follows
from rembuk.moderation.models import RejectionReason, Sanction
from rembuk.moderation.sanction_letters import tell_sanctioned
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers import mailboxes
from rembuk.readers.keys import keyring
from rembuk.readers.models import Reader
from rembuk.sealed.keyring import KeyKind, KeyRing

from .conftest import CLEAN

Write = Callable[..., Comment]
SignIn = Callable[[Reader], Client]
Give = Callable[..., Sanction]
ADDRESS = "sari.utami@gmail.com"
SECRET = "pantun di bawah hujan"
BODY = "Menurut saya harga beras di pasar kami masih terlalu mahal."
SAID = "Keputusan ini dikenakan kepada “Pak Tamu”, tamu yang menulis dengan alamat surel Anda"
FROM = "Diberikan kepada tamu dengan alamat surel yang sama:"


@pytest.fixture
def guest(db: None) -> Reader:
    """Whom Sari's address spoke as."""
    return voice("Pak Tamu")


@pytest.fixture
def give(damar: Reader, reason: RejectionReason, guest: Reader) -> Give:
    """Damar gives the guest something."""

    def make(kind: str = "ban", days: int | None = 30, **facts: Any) -> Sanction:
        usual: dict[str, Any] = {"moderator": damar, "reader": guest, "reason": reason, "kind": kind, "days": days}
        return sanction(**(usual | facts))

    return make


@pytest.fixture
def sari(make_reader: Callable[..., Reader]) -> Reader:
    """Her account. Its address is confirmed; written with other dots, and a word behind a plus."""
    return with_address(make_reader("Sari"), "S.ari.Utami+kabar@googlemail.com")


@pytest.fixture
def other_title(title: TitlePage) -> TitlePage:
    """A second title."""
    made: TitlePage = title.get_parent().add_child(instance=TitlePage(title="Lintas Sore", slug="lintas-sore"))
    return made


@pytest.fixture
def _a_second(settings: Any) -> Iterator[None]:
    """What holds is believed for a second, as in a server."""
    settings.CACHES = settings.CACHES | {"brief": {"BACKEND": "rembuk.site.brief.SharedMemory", "LOCATION": "guests"}}
    caches["brief"].clear()
    yield
    caches["brief"].clear()


def voice(name: str) -> Reader:
    reader = Reader.objects.create_voice(name, kind=Reader.Kind.GUEST)
    Guest.objects.create(reader=reader, name=name, address_hash=address_hash(ADDRESS))
    return reader


def with_address(reader: Reader, email: str, *, verified: bool = True) -> Reader:
    EmailAddress.objects.create(user=reader, email=email, verified=verified)
    return reader


def outcome(reader: Reader, title: TitlePage) -> str:
    return queries.standing_of(reader, title.pk).outcome


def test_the_whole_way(
    client: Client, sign_in: SignIn, story: StoryPage, damar: Reader, reason: RejectionReason, settings: Any
) -> None:
    """Banned as a guest, signed up with the same mailbox, confirmed, signed in: refused, with the reason."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    thread = thread_of(story)
    House.objects.create(title=thread.title, guests_may_write=True)
    client.post(_as_guest(thread, ADDRESS))
    ban = sanction(moderator=damar, reader=Comment.objects.get().author, reason=reason, kind="ban", days=30)
    form = {"display_name": "Sari Utami", "email": "sariutami@googlemail.com", "password1": SECRET, "terms": "on"}
    assert client.post(reverse("account_signup"), form).status_code == 302
    sari = Reader.objects.get(email=form["email"])
    assert queries.own_sanctions(sari) == [], "not confirmed: nothing is told, and nothing holds"
    link = re.search(r"https?://[^/]+(/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    client.post(link[1])
    assert EmailAddress.objects.get(user=sari).verified
    _check_letter(sari, ban)
    browser, address = sign_in(sari), reverse("conversation:post", args=[thread.pk])
    refused = browser.post(address, {"body": BODY, "client_key": uuid.uuid4()})
    page = refused.content.decode()
    assert refused.status_code == 422
    for part in (SAID, reason.text, BODY):
        assert part in page
    shown = browser.get(reverse("moderation:standing")).content.decode()
    for part in (SAID, reason.text, "Larangan"):
        assert part in shown
    assert "balas surel" not in shown, "not everyone got a letter that could be answered"
    assert Comment.objects.count() == 1
    lift(moderator=damar, sanction=ban, why="Sudah berbaikan.")
    assert browser.post(address, {"body": BODY, "client_key": uuid.uuid4()}).status_code == 302
    assert SAID not in browser.get(reverse("moderation:standing")).content.decode()


@pytest.mark.parametrize(
    ("kind", "days", "wanted"),
    [("ban", 30, "reject"), ("pause", 3, "reject"), ("approve_first", 7, "hold"), ("warning", None, "publish")],
)
def test_what_follows_an_address_and_what_does_not(
    sari: Reader, bagas: Reader, title: TitlePage, give: Give, kind: str, days: int | None, wanted: str
) -> None:
    given = give(kind, days)
    standing = queries.standing_of(sari, title.pk)
    assert standing.outcome == wanted
    assert (SAID in standing.message) == (wanted == "reject")
    assert queries.own_sanctions(sari) == ([] if kind == "warning" else [given])
    assert outcome(bagas, title) == "publish"


def test_a_warning_stays_behind_where_a_ban_follows(sari: Reader, title: TitlePage, give: Give) -> None:
    warning, ban = give("warning", None), give("approve_first", 7)
    assert queries.standing_of(sari, title.pk).warning is None
    assert outcome(sari, title) == "hold"
    assert queries.own_sanctions(sari) == [ban]
    assert queries.standing_of(warning.reader, title.pk).warning == warning


def test_an_address_that_is_only_claimed_bears_nothing(bagas: Reader, title: TitlePage, give: Give) -> None:
    with_address(bagas, ADDRESS, verified=False)
    give()
    assert outcome(bagas, title) == "publish"
    assert queries.own_sanctions(bagas) == []


def test_the_ban_of_one_title_leaves_the_others(
    sari: Reader, title: TitlePage, other_title: TitlePage, give: Give
) -> None:
    give(title=other_title)
    assert outcome(sari, title) == "publish"
    refused = queries.standing_of(sari, other_title.pk)
    assert refused.outcome == "reject"
    assert other_title.title in refused.message


def test_it_goes_with_the_address(bagas: Reader, title: TitlePage, give: Give) -> None:
    give()
    with_address(bagas, ADDRESS)
    assert outcome(bagas, title) == "reject"
    EmailAddress.objects.filter(user=bagas, email=ADDRESS).delete()
    assert outcome(bagas, title) == "publish"


def test_any_name_of_the_address_counts_and_the_strictest_speaks(sari: Reader, title: TitlePage, give: Give) -> None:
    give("approve_first", 7, reader=voice("Nama Lain"))
    assert outcome(sari, title) == "hold"
    give("ban", 3, reader=sari)
    own = queries.standing_of(sari, title.pk)
    assert own.outcome == "reject"
    assert "tamu" not in own.message, "what was given to the account itself needs no explanation"
    give("ban", 90)
    assert SAID in queries.standing_of(sari, title.pk).message


def test_nobody_else_gets_it(
    damar: Reader, title: TitlePage, give: Give, make_reader: Callable[..., Reader], guest: Reader
) -> None:
    """Colleagues are not sanctioned, and accounts of other kinds have no address here."""
    give()
    colleague = with_address(make_reader("Sari"), ADDRESS)
    assert outcome(colleague, title) == "reject"
    colleague.groups.add(Group.objects.get(name=damar.groups.get().name))
    colleague = Reader.objects.get(pk=colleague.pk)
    assert outcome(colleague, title) == "publish"
    assert queries.own_sanctions(colleague) == []
    linked = Reader.objects.create_voice("Dari situs lain", kind=Reader.Kind.LINKED)
    assert outcome(linked, title) == "publish"
    assert outcome(guest, title) == "reject"


def test_a_new_key_keeps_the_old_sanctions(
    own_keys: Path, sari: Reader, guest: Reader, title: TitlePage, give: Give
) -> None:
    give()
    KeyRing.rotate(own_keys, KeyKind.INDEX)
    keyring.cache_clear()
    assert Guest.objects.get(reader=guest).address_hash != address_hash(ADDRESS)
    assert outcome(sari, title) == "reject"


@pytest.mark.usefixtures("_a_second")
def test_what_a_post_asks_of_the_database(
    sari: Reader, bagas: Reader, ratna: Reader, title: TitlePage, give: Give
) -> None:
    def asked(reader: Reader) -> int:
        with CaptureQueriesContext(connection) as captured:
            queries.standing_of(reader, title.pk)
        return len(captured)

    give("warning", None)
    give("ban", 30, reader=ratna)
    outcome(bagas, title)
    assert [asked(bagas), asked(sari)] == [0, 0], "nothing of a guest's follows an address"
    give("ban", 30)
    caches["brief"].clear()
    outcome(bagas, title)
    for number in range(2 * mailboxes.MOST):
        with_address(bagas, f"bagas{number}@contoh.test")
    assert asked(bagas) == 1, "however many addresses"
    assert len(mailboxes.confirmed(bagas)) == mailboxes.MOST
    assert asked(sari) == 4, "the addresses, the sanction, and (two) whether it is a colleague"


def test_moderators_see_where_it_comes_from_and_no_address(
    sign_in: SignIn, sari: Reader, damar: Reader, give: Give, write: Write, lose: Write, guest: Reader, title: TitlePage
) -> None:
    browser, address = sign_in(damar), reverse("moderation_author", args=[sari.public_id])
    assert FROM not in browser.get(address).content.decode()
    ban, comment = give("ban", 30, note="Sudah tiga kali"), lose(sari)
    for where in (address, reverse("moderation_comment", args=[comment.public_id])):
        page = browser.get(where).content.decode()
        assert FROM in page
        assert reverse("moderation_author", args=[guest.public_id]) in page
        assert "gmail" not in page
        assert "googlemail" not in page
    browser.post(reverse("moderation_lift", args=[ban.pk]), {"why": "Sudah meminta maaf"})
    assert outcome(sari, title) == "publish"
    assert FROM not in browser.get(address).content.decode()
    give("ban", 30)
    assert queries.holding_for(sari, sari) == [], "only moderators ask about writers"


def test_the_screen_of_one_name_shows_what_holds_from_another(
    sign_in: SignIn, damar: Reader, give: Give, guest: Reader
) -> None:
    give("warning", None)
    other = voice("Nama Lain")
    page = sign_in(damar).get(reverse("moderation_author", args=[other.public_id])).content.decode()
    assert FROM in page
    assert reverse("moderation_author", args=[guest.public_id]) in page


def test_a_banned_reader_does_not_write_as_a_guest(
    client: Client, sari: Reader, story: StoryPage, give: Give, settings: Any
) -> None:
    """No link is sent to an address that an account has confirmed, and one from before posts nothing."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    thread = thread_of(story)
    House.objects.create(title=thread.title, guests_may_write=True)
    earlier = _as_guest(thread, "dua@contoh.test")
    with_address(sari, "dua@contoh.test")
    give("ban", 30, reader=sari)
    client.post(earlier)
    for email in (ADDRESS, "dua@contoh.test", sari.email):
        waiting = _waiting(thread, email)
        tasks.tell_guest.func(waiting.pk)
        assert "/tamu/" not in str(mail.outbox[-1].body)
    assert not Comment.objects.exists()


def test_a_confirmed_address_brings_a_letter_only_while_it_holds(
    sari: Reader, bagas: Reader, damar: Reader, give: Give
) -> None:
    give("warning", None)
    give("ban", 30, reader=sari)
    tell_what_follows(reader=sari, address=ADDRESS)
    tell_what_follows(reader=bagas, address=ADDRESS)
    assert _letters() == [], "warnings stay behind, own ones were told, and who has not the address hears nothing"
    ban = give("ban", 30)
    tell_what_follows(reader=sari, address="lain@contoh.test")
    assert _letters() == [], "another address of the account has nothing to do with it"
    tell_what_follows(reader=sari, address=ADDRESS)
    assert _letters() == [[ban.pk, sari.pk]]
    lift(moderator=damar, sanction=ban, why="Sudah cukup.")
    for given, reader in ((ban, sari), (give(), bagas)):
        tell_sanctioned.func(given.pk, reader.pk)
    assert mail.outbox == [], "lifted since, and no address"


def _letters() -> list[list[int]]:
    """The sanctions and readers about whom letters wait that follow an address."""
    waiting = DBTaskResult.objects.filter(task_path=tell_sanctioned.module_path)
    return [task.args_kwargs["args"] for task in waiting if len(task.args_kwargs["args"]) == 2]


def _check_letter(sari: Reader, ban: Sanction) -> None:
    """The letter that waits for a moment after the address was confirmed."""
    assert _letters() == [[ban.pk, sari.pk]]
    tell_sanctioned.func(ban.pk, sari.pk)
    letter = mail.outbox[-1]
    assert letter.to == [sari.email]
    for part in (SAID, ban.reason.text, "/status/"):
        assert part in " ".join(str(letter.body).split())


def _waiting(thread: Thread, email: str) -> Any:
    facts: dict[str, Any] = {"parent": None, "client_key": uuid.uuid4(), "network": "203.0.113.0/24"}
    return guests.write_as_guest(thread=thread, name="Pak Tamu", email=email, body=CLEAN, **facts)


def _as_guest(thread: Thread, email: str) -> str:
    """What a guest wrote; returns the address of the link in the letter."""
    tasks.tell_guest.func(_waiting(thread, email).pk)
    found = re.search(r"https?://[^/]+(/bincang/tamu/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]
