"""Sanctions: given, lifted, taken back; what holds where and until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.cache import caches
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from rembuk.audit.models import AuditRow
from rembuk.conversation.actions import Refused
from rembuk.conversation.models import Comment
from rembuk.moderation import queries
from rembuk.moderation.actions import Changed, lift, read_warning, sanction, undo_sanction
from rembuk.moderation.models import RejectionReason, Sanction
from rembuk.moderation.sanction_letters import tell_sanctioned
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .conftest import CLEAN

Write = Callable[..., Comment]
Give = Callable[..., Sanction]


@pytest.fixture
def give(damar: Reader, ratna: Reader, reason: RejectionReason) -> Give:
    """Damar gives Ratna something."""

    def make(kind: str = "pause", days: int | None = 3, **facts: Any) -> Sanction:
        usual: dict[str, Any] = {"moderator": damar, "reader": ratna, "reason": reason}
        return sanction(kind=kind, days=days, **(usual | facts))

    return make


@pytest.fixture
def lead(damar: Reader) -> Reader:
    """Damar, who may ban without an end from now on."""
    damar.user_permissions.add(Permission.objects.get(codename="ban_reader"))
    return Reader.objects.get(pk=damar.pk)


@pytest.fixture
def other_title(title: TitlePage) -> TitlePage:
    """A second title."""
    made: TitlePage = title.get_parent().add_child(instance=TitlePage(title="Lintas Sore", slug="lintas-sore"))
    return made


def test_a_paused_reader_is_told_until_when_and_why(write: Write, ratna: Reader, give: Give, damar: Reader) -> None:
    pause = give()
    with pytest.raises(Refused) as refusal:
        write(ratna, CLEAN)
    assert pause.reason.text in refusal.value.message
    assert pause.ends_at is not None
    assert str(timezone.localtime(pause.ends_at).year) in refusal.value.message
    lift(moderator=damar, sanction=pause, why="Sudah cukup.")
    assert write(ratna, CLEAN).state == "published"


@pytest.mark.parametrize(("kind", "days"), [("pause", 1), ("ban", 30), ("approve_first", 7)])
def test_each_ends_at_its_second(ratna: Reader, title: TitlePage, give: Give, kind: str, days: int) -> None:
    ends_at = give(kind, days).ends_at
    assert ends_at is not None
    just_before = queries.standing_of(ratna, title.pk, now=ends_at - timedelta(microseconds=1))
    assert just_before.outcome == ("hold" if kind == "approve_first" else "reject")
    assert queries.standing_of(ratna, title.pk, now=ends_at) == queries.Standing()


def test_approve_first_lets_every_comment_wait(write: Write, ratna: Reader, bagas: Reader, give: Give) -> None:
    give("approve_first", None)
    comment = write(ratna, CLEAN)
    assert comment.state == "held"
    assert {"kind": "approve_first"} in comment.verdicts.get().reasons
    assert write(bagas, "Bagas menulis seperti biasa di sini.").state == "published"


def test_a_sanction_of_one_title_leaves_the_others(
    ratna: Reader, title: TitlePage, other_title: TitlePage, give: Give
) -> None:
    give("ban", 30, title=other_title)
    assert queries.standing_of(ratna, title.pk).outcome == "publish"
    refused = queries.standing_of(ratna, other_title.pk)
    assert (refused.outcome, refused.reasons[0]["kind"]) == ("reject", "banned")
    assert other_title.title in refused.message
    give("pause", 1)
    assert queries.standing_of(ratna, title.pk).reasons[0]["kind"] == "paused"


def test_the_longest_of_several_speaks(ratna: Reader, title: TitlePage, give: Give, lead: Reader) -> None:
    give("pause", 30)
    give("ban", 3)
    assert queries.standing_of(ratna, title.pk).reasons[0]["kind"] == "paused"
    give("ban", None, moderator=lead)
    standing = queries.standing_of(ratna, title.pk)
    assert standing.reasons == [{"kind": "banned"}]
    give("warning", None)
    assert queries.standing_of(ratna, title.pk).warning is None, "who cannot write has nothing to confirm"


def test_a_ban_without_end_needs_its_own_permission(give: Give, lead: Reader, damar: Reader, sekar: Reader) -> None:
    sekar.user_permissions.add(Permission.objects.get(codename="decide_comment"))
    junior = Reader.objects.get(pk=sekar.pk)
    junior.groups.clear()
    junior = Reader.objects.get(pk=sekar.pk)
    with pytest.raises(Refused):
        give("ban", None, moderator=junior)
    ban = give("ban", None, moderator=lead)
    with pytest.raises(Refused):
        lift(moderator=junior, sanction=ban, why="Keliru.")
    lift(moderator=lead, sanction=ban, why="Keliru.")
    assert Sanction.objects.get().lifted_by == lead


@pytest.mark.parametrize(
    ("kind", "days"), [("pause", None), ("pause", 0), ("ban", 366), ("warning", 3), ("approve_first", -1)]
)
def test_times_that_cannot_be_given(give: Give, kind: str, days: int | None) -> None:
    with pytest.raises(Refused):
        give(kind, days)
    assert not Sanction.objects.exists()
    assert not AuditRow.objects.filter(verb="moderation.sanction").exists()


@pytest.mark.parametrize("person", ["damar", "sekar", "yoga", "intan"])
def test_colleagues_are_spared(person: str, request: pytest.FixtureRequest, give: Give) -> None:
    with pytest.raises(Refused):
        give(reader=request.getfixturevalue(person))
    assert not Sanction.objects.exists()


def test_the_comment_has_to_be_the_readers_own(write: Write, bagas: Reader, give: Give) -> None:
    with pytest.raises(Refused):
        give("warning", None, comment=write(bagas, CLEAN))


def test_the_database_knows_the_rules_too(ratna: Reader, reason: RejectionReason) -> None:
    for facts in ({"kind": "pause"}, {"kind": "ban", "read_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sanction.objects.create(reader=ratna, **reason.as_given(), **facts)


def test_what_a_colleague_did_meanwhile_is_seen_first(ratna: Reader, damar: Reader, give: Give) -> None:
    seen = queries.sanctions_seen(queries.sanctions_of(damar, ratna))
    first = give(seen=seen)
    with pytest.raises(Changed):
        give(seen=seen)
    seen = queries.sanctions_seen(queries.sanctions_of(damar, ratna))
    lift(moderator=damar, sanction=first, why="Salah orang.")
    with pytest.raises(Changed):
        give("ban", 30, seen=seen)
    assert Sanction.objects.count() == 1


def test_lifting_says_who_and_why_once(give: Give, damar: Reader) -> None:
    pause = give()
    with pytest.raises(Refused):
        lift(moderator=damar, sanction=pause, why="  ")
    lift(moderator=damar, sanction=pause, why=" Sudah meminta maaf. ")
    with pytest.raises(Refused):
        lift(moderator=damar, sanction=pause, why="Lagi.")
    kept = Sanction.objects.get()
    assert (kept.lifted_by, kept.lifted_why) == (damar, "Sudah meminta maaf.")
    assert kept.ends_at == pause.ends_at, "what was given stays as it was given"
    assert AuditRow.objects.filter(verb="moderation.lift_sanction").count() == 1


def test_a_second_thought_within_a_minute(ratna: Reader, title: TitlePage, give: Give, damar: Reader) -> None:
    pause = undo_sanction(moderator=damar, sanction=give())
    assert pause.taken_back
    assert queries.standing_of(ratna, title.pk).outcome == "publish"
    with pytest.raises(Refused):
        undo_sanction(moderator=damar, sanction=pause)
    kept = give()
    lift(moderator=damar, sanction=kept, why="Keliru.")
    undo_sanction(moderator=damar, sanction=kept)
    assert queries.standing_of(ratna, title.pk).outcome == "reject"


def test_the_minute_is_over_or_it_was_somebody_else(give: Give, damar: Reader, sekar: Reader) -> None:
    pause = give()
    with pytest.raises(Refused):
        undo_sanction(moderator=sekar, sanction=pause)
    Sanction.objects.update(starts_at=timezone.now() - timedelta(seconds=61))
    with pytest.raises(Refused):
        undo_sanction(moderator=damar, sanction=pause)
    read = give("warning", None)
    read_warning(reader=read.reader, warning=read)
    with pytest.raises(Refused):
        undo_sanction(moderator=damar, sanction=read)


def test_a_post_asks_nothing_while_the_answer_is_a_second_old(
    ratna: Reader, bagas: Reader, title: TitlePage, give: Give, settings: Any
) -> None:
    second = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 1, "LOCATION": "sanctions"}
    settings.CACHES = settings.CACHES | {"brief": second}
    caches["brief"].clear()
    give()
    assert queries.standing_of(ratna, title.pk).outcome == "reject"
    with CaptureQueriesContext(connection) as asked:
        assert queries.standing_of(bagas, title.pk).outcome == "publish"
    assert len(asked) == 0
    caches["brief"].clear()


def test_the_letter_waits_for_the_minute_and_has_no_address_in_its_task(
    give: Give, ratna: Reader, write: Write, settings: Any
) -> None:
    given = give("warning", None, comment=write(ratna, CLEAN), note="Rahasia rekan")
    task = DBTaskResult.objects.get(task_path=tell_sanctioned.module_path)
    assert task.run_after is not None
    assert task.run_after >= given.starts_at + timedelta(minutes=1)
    assert ratna.email not in str(task.args_kwargs)
    tell_sanctioned.func(given.pk)
    body = str(mail.outbox[-1].body)
    assert mail.outbox[-1].to == [ratna.email]
    for part in (given.reason.text, CLEAN[:40], f"{settings.REMBUK_BASE_URL}/status/"):
        assert part in body
    assert "Rahasia" not in body
    assert "{" not in body


def test_no_letter_for_what_was_taken_back_or_cannot_arrive(give: Give, damar: Reader, ratna: Reader) -> None:
    gone = undo_sanction(moderator=damar, sanction=give())
    guest = Reader.objects.create_voice("Pak Tamu", kind=Reader.Kind.GUEST)
    for given in (gone, give("ban", 30, reader=guest)):
        tell_sanctioned.func(given.pk)
    Reader.objects.filter(pk=ratna.pk).update(is_active=False)
    tell_sanctioned.func(give().pk)
    assert mail.outbox == []


def test_a_mail_server_that_refuses_names_nobody(give: Give, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise OSError("550 ratna@contoh.test unknown")

    monkeypatch.setattr("rembuk.moderation.sanction_letters.EmailMessage.send", refuse)
    with pytest.raises(ConnectionError) as problem:
        tell_sanctioned.func(give().pk)
    assert "ratna" not in str(problem.value)
    assert problem.value.__cause__ is None


def test_the_next_step_is_a_hint_that_climbs(give: Give, damar: Reader, lead: Reader, ratna: Reader) -> None:
    def hint() -> tuple[str, int | None]:
        return queries.next_step(queries.sanctions_of(damar, ratna))

    seen = [hint()]
    for kind, days in [("warning", None), ("pause", 1), ("pause", 7), ("approve_first", 30), ("ban", 90)]:
        give(kind, days)
        seen.append(hint())
    assert seen == [("warning", None), ("pause", 1), ("pause", 7), ("approve_first", 30), ("ban", 90), ("ban", None)]
    Sanction.objects.update(starts_at=timezone.now() - timedelta(days=366))
    assert hint() == ("warning", None)


def test_strangers_see_no_history(give: Give, ratna: Reader, bagas: Reader, sekar: Reader) -> None:
    give()
    for viewer in (ratna, bagas, sekar):
        assert queries.sanctions_of(viewer, ratna) == []
        assert queries.notes_of(viewer, ratna) == []
        assert queries.reports_about(viewer, ratna) == queries.Reports()
    assert queries.own_sanctions(bagas) == []
    assert len(queries.own_sanctions(ratna)) == 1
