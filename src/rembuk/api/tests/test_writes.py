"""Writing with a key: its own title only, within its scopes, and twice is the same as once."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from rembuk.api import limits
from rembuk.api.actions import make_key, revoke_key
from rembuk.api.models import ApiKey, Scope
from rembuk.audit.models import AuditRow
from rembuk.conversation.actions import Refused
from rembuk.conversation.models import Comment, Report, Thread
from rembuk.moderation import actions as moderation
from rembuk.moderation.models import Decision
from rembuk.moderation.queries import seen_state
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .conftest import Ask, Say

pytestmark = pytest.mark.django_db
Made = tuple[ApiKey, str]


def test_a_page_gets_its_thread_once(ask: Ask, title: TitlePage) -> None:
    sent = {"key": "artikel-7", "url": "https://contoh.id/7", "headline": "Harga beras", "slow_seconds": 10}
    first, again = ask("PUT", "/threads", sent), ask("PUT", "/threads", sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    thread = Thread.objects.get()
    assert (thread.page_key, thread.page_url, thread.title_id) == ("artikel-7", "https://contoh.id/7", title.pk)
    closed = ask("PATCH", f"/threads/{thread.pk}", {"is_open": False})
    assert (closed.json()["is_open"], closed.json()["version"]) == (False, 2)
    assert ask("PATCH", f"/threads/{thread.pk}", {"is_open": False}).json()["version"] == 2
    renamed = ask("PUT", "/threads", {**sent, "headline": "Harga beras turun"})
    assert (renamed.json()["headline"], renamed.json()["version"]) == ("Harga beras turun", 3)
    turned = {"opens_at": "2026-02-01T00:00:00Z", "closes_at": "2026-01-01T00:00:00Z"}
    assert ask("PATCH", f"/threads/{thread.pk}", turned).status_code == 422
    assert set(AuditRow.objects.values_list("verb", flat=True)) >= {
        "conversation.begin_thread",
        "conversation.steer_thread",
    }


def test_a_storys_thread_keeps_its_address(ask: Ask, thread: Thread) -> None:
    told = ask("PATCH", f"/threads/{thread.pk}", {"url": "https://contoh.id/x", "headline": "X", "mode": "questions"})
    assert (told.json()["mode"], told.json()["headline"]) == ("questions", thread.headline)
    thread.refresh_from_db()
    assert thread.page_url == ""


def test_a_comment_sent_twice_stands_once(ask: Ask, thread: Thread, linked: Reader) -> None:
    once = {"idempotency_key": str(uuid.uuid4())}
    sent = {"reader": str(linked.public_id), "body": "Halo dari situs lain."}
    first = ask("POST", f"/threads/{thread.pk}/comments", sent, **once)
    again = ask("POST", f"/threads/{thread.pk}/comments", sent, **once)
    assert (first.status_code, first.json()["state"]) == (201, "published")
    assert (again.status_code, again.json()) == (201, first.json())
    other = ask("POST", f"/threads/{thread.pk}/comments", {**sent, "body": "Lain."}, **once)
    assert (other.status_code, other["Content-Type"]) == (422, "application/problem+json")
    assert Comment.objects.count() == 1
    without = ask("POST", f"/threads/{thread.pk}/comments", sent)
    assert (without.status_code, without.json()["errors"][0]["where"]) == (422, "header.Idempotency-Key")
    wrong = ask("POST", f"/threads/{thread.pk}/comments", {"reader": 1}, **once)
    assert wrong.json()["errors"] == [
        {"where": "body.reader", "rule": "uuid_type"},
        {"where": "body.body", "rule": "missing"},
    ]


def test_the_verdict_holds_here_too(ask: Ask, thread: Thread, linked: Reader) -> None:
    def post(body: str) -> Any:
        sent = {"reader": str(linked.public_id), "body": body}
        return ask("POST", f"/threads/{thread.pk}/comments", sent, idempotency_key=str(uuid.uuid4()))

    assert (post("Ini tahan").status_code, post("Ini tolak").status_code, post("  ").status_code) == (202, 422, 422)
    assert post("Ini tolak").json()["detail"] == "Tulis ulang, ya."
    held = ask("GET", "/held")
    assert [each["body"] for each in held.json()["comments"]] == ["Ini tahan"]
    assert (held["Cache-Control"], "Access-Control-Allow-Origin" in held) == ("no-store", False)


def test_a_reader_edits_reacts_reports_and_withdraws(
    ask: Ask, thread: Thread, say: Say, ratna: Reader, linked: Reader
) -> None:
    me = {"reader": str(linked.public_id)}
    theirs = say(ratna)
    made = ask("POST", f"/threads/{thread.pk}/comments", {**me, "body": "Satu", "parent": str(theirs.public_id)},
               idempotency_key=str(uuid.uuid4())).json()  # fmt: skip
    assert made["parent"] == str(theirs.public_id)
    edited = ask("PATCH", f"/comments/{made['id']}", {**me, "body": "Dua"})
    assert (edited.status_code, edited.json()["html"]) == (200, "<p>Dua</p>")
    assert ask("PATCH", f"/comments/{made['id']}", {**me, "body": "Dua tahan"}).status_code == 202
    for kind in ("setuju", "setuju", "menarik", None, None):
        assert ask("PUT", f"/comments/{theirs.public_id}/reaction", {**me, "kind": kind}).json() == {"kind": kind}
    theirs.refresh_from_db()
    assert theirs.reactions == {}
    for _twice in range(2):
        assert ask("POST", f"/comments/{theirs.public_id}/reports", {**me, "reason": "spam"}).status_code == 201
    assert Report.objects.count() == 1
    for _twice in range(2):
        gone = ask("DELETE", f"/comments/{made['id']}?reader={linked.public_id}")
        assert (gone.status_code, gone.json()["state"]) == (200, "removed")
    assert ask("DELETE", f"/comments/{theirs.public_id}?reader={linked.public_id}").status_code == 404


def test_decisions_are_those_of_the_one_who_made_the_key(
    ask: Ask, thread: Thread, say: Say, ratna: Reader, damar: Reader
) -> None:
    held = say(ratna, "Ini tahan")
    seen = ask("GET", "/held").json()["comments"][0]["seen"]
    approved = ask("POST", f"/comments/{held.public_id}/approve", {"seen": seen})
    assert (approved.status_code, approved.json()["state"]) == (200, "published")
    assert ask("POST", f"/comments/{held.public_id}/reject", {"reason": "tidak-ada"}).status_code == 422
    late = ask("POST", f"/comments/{held.public_id}/approve", {"seen": seen})
    assert late.status_code == 422
    assert list(Decision.objects.values_list("moderator", "outcome")) == [(damar.pk, "approved")]
    damar.groups.clear()
    assert ask("POST", f"/comments/{held.public_id}/approve", {}).status_code == 403


def test_another_titles_things_are_not_there(
    ask: Ask, thread: Thread, say: Say, ratna: Reader, linked: Reader, damar: Reader, other_title: TitlePage
) -> None:
    _key, theirs = make_key(actor=damar, title=other_title, name="Lain", scopes=Scope.values, days=1)
    comment, held = say(ratna), say(ratna, "Ini tahan")
    me, c = {"reader": str(linked.public_id)}, f"/comments/{comment.public_id}"
    asked = [
        ask("PATCH", f"/threads/{thread.pk}", {"is_open": False}, secret=theirs),
        ask("POST", f"/threads/{thread.pk}/comments", {**me, "body": "x"}, secret=theirs,
            idempotency_key=str(uuid.uuid4())),
        ask("PATCH", c, {**me, "body": "x"}, secret=theirs),
        ask("DELETE", f"{c}?reader={ratna.public_id}", secret=theirs),
        ask("PUT", f"{c}/reaction", {**me, "kind": "setuju"}, secret=theirs),
        ask("POST", f"{c}/reports", {**me, "reason": "spam"}, secret=theirs),
        ask("POST", f"{c}/reject", {"reason": "spam"}, secret=theirs),
        ask("POST", f"/comments/{held.public_id}/approve", {}, secret=theirs),
    ]  # fmt: skip
    assert [each.status_code for each in asked] == [404, 404, 404, 404, 404, 404, 404, 404]
    assert ask("GET", "/held", secret=theirs).json()["comments"] == []


@pytest.mark.parametrize("kind", ["member", "guest"])
def test_nobody_speaks_for_a_member_or_a_guest(ask: Ask, thread: Thread, kind: str) -> None:
    person = Reader.objects.create_voice("Tamu", kind=kind)
    sent = {"reader": str(person.public_id), "body": "Halo"}
    told = ask("POST", f"/threads/{thread.pk}/comments", sent, idempotency_key=str(uuid.uuid4()))
    assert (told.status_code, Comment.objects.count()) == (404, 0)


def test_a_key_speaks_for_readers_of_its_own_title_only(
    settings: Any, ask: Ask, thread: Thread, say: Say, linked: Reader, other_title: TitlePage
) -> None:
    settings.REMBUK_READERS_OF_TITLE = ["rembuk.api.access.wrote_here_only"]
    sent = {"reader": str(linked.public_id), "body": "Halo"}

    def status() -> int:
        told = ask("POST", f"/threads/{thread.pk}/comments", sent, idempotency_key=str(uuid.uuid4()))
        return int(told.status_code)

    assert status() == 404
    say(linked)
    assert status() == 201
    say(linked, where=Thread.objects.create(title=other_title, page_key="1"))
    assert status() == 404


@pytest.mark.parametrize("scope", Scope.values)
def test_a_key_does_what_its_scope_says(
    client: Client, ask: Ask, thread: Thread, say: Say, ratna: Reader, linked: Reader, damar: Reader, title: TitlePage,
    scope: str,
) -> None:  # fmt: skip
    _key, secret = make_key(actor=damar, title=title, name="Sempit", scopes=[scope], days=1)
    comment, me = say(ratna), {"reader": str(linked.public_id)}
    tries = {
        "write:comments": ask(
            "POST", f"/comments/{comment.public_id}/reports", {**me, "reason": "spam"}, secret=secret
        ),
        "write:threads": ask("PUT", "/threads", {"key": "1"}, secret=secret),
        "write:moderation": ask("POST", f"/comments/{comment.public_id}/approve", {}, secret=secret),
        "read:held": ask("GET", "/held", secret=secret),
    }
    assert {name for name, told in tries.items() if told.status_code != 403} == {scope}


@pytest.mark.parametrize("wrong", ["", "rk_", "rk_aaaaaaaaaaaa_" + "0" * 48, "x" * 5_000, "rk_é"])
def test_a_wrong_key_opens_nothing(ask: Ask, key: Made, wrong: str) -> None:
    told = ask("GET", "/held", secret=wrong)
    assert (told.status_code, told["WWW-Authenticate"]) == (401, 'Bearer realm="api"')


def test_ended_and_revoked_keys_open_nothing(ask: Ask, key: Made, damar: Reader) -> None:
    assert ask("GET", "/held").status_code == 200
    assert ask("GET", "/held", secret=key[1][:-1] + ("0" if key[1][-1] != "0" else "1")).status_code == 401
    ApiKey.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert ask("GET", "/held").status_code == 401
    ApiKey.objects.update(expires_at=timezone.now() + timedelta(days=1))
    revoke_key(actor=damar, key=key[0])
    assert ask("GET", "/held").status_code == 401


def test_a_key_is_kept_as_a_digest_and_used_by_the_hour(ask: Ask, key: Made) -> None:
    assert key[1].rpartition("_")[2] not in repr(ApiKey.objects.values().get())
    ask("GET", "/held")
    used = ApiKey.objects.get().last_used_at
    assert used is not None
    assert (used.minute, used.second, used.microsecond) == (0, 0, 0)


def test_no_key_holds_longer_than_a_year_or_for_nothing(title: TitlePage, damar: Reader) -> None:
    for scopes, days in ((Scope.values, 366), (Scope.values, 0), ([], 1), (["read:all"], 1)):
        with pytest.raises(Refused):
            make_key(actor=damar, title=title, name="x", scopes=scopes, days=days)


def test_a_database_that_does_not_answer_is_said_so(ask: Ask, thread: Thread, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_kind: str, _name: str) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(limits, "count", gone)
    told = ask("GET", "/held")
    assert (told.status_code, told["Retry-After"]) == (503, "10")
    assert "locked" not in told.content.decode()


def test_what_waits_costs_the_same_however_much_it_is(
    ask: Ask, say: Say, ratna: Reader, damar: Reader, django_assert_max_num_queries: Any
) -> None:
    once_approved = say(ratna, "Ini tahan")
    moderation.approve(moderator=damar, comment=once_approved)
    Comment.objects.filter(pk=once_approved.pk).update(state="held")
    ask("GET", "/held")
    with django_assert_max_num_queries(8) as few:
        ask("GET", "/held")
    answers_one = [say(ratna, f"Ini tahan {n}") for n in range(5)]
    with django_assert_max_num_queries(len(few)):
        waiting = ask("GET", "/held").json()["comments"]
    assert len(waiting) == 6
    once_approved.refresh_from_db()
    seen = {each["id"]: each["seen"] for each in waiting}
    assert seen[str(once_approved.public_id)] == seen_state(once_approved)
    assert seen[str(answers_one[0].public_id)] == seen_state(answers_one[0])
    page = ask("GET", "/held?limit=4").json()
    rest = ask("GET", f"/held?limit=4&after={page['next']}").json()
    assert (len(page["comments"]), len(rest["comments"]), rest["next"]) == (4, 2, None)
