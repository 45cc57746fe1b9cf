"""One statement for each restriction, whatever moderators do: made, taken back, decided again, reversed, lifted."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rembuk.conversation.models import Comment, Report
from rembuk.conversation.queries import thread_of
from rembuk.moderation import actions, statements
from rembuk.moderation.models import Decision, RejectionReason, Sanction
from rembuk.moderation.statements import Statement
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader

SECRET: Final = "Kalimat rahasia yang tidak boleh keluar"
STEPS = st.lists(
    st.tuples(st.sampled_from(["reject", "approve", "undo", "appeal", "pause", "ban", "undo_sanction", "lift"]),
              st.integers(0, 2)),
    max_size=14,
)  # fmt: skip


def told(title: TitlePage | None = None) -> list[Statement]:
    today = timezone.localdate()
    return list(statements.statements(today - timedelta(days=1), today, title))


class Newsroom:
    """Three comments of one writer, and everything that moderators can do about them."""

    def __init__(self, people: dict[str, Reader], story: StoryPage, reason: RejectionReason) -> None:
        self.people, self.reason = people, reason
        self.given: list[Sanction] = []
        self.rejections: dict[int, Decision] = {}
        self.comments = [self._write(story, number) for number in range(3)]

    def _write(self, story: StoryPage, number: int) -> Comment:
        body = f"{SECRET} {number}"
        return Comment.objects.create(
            thread=thread_of(story), author=self.people["ratna"], client_key=f"0000000000000000000000000000000{number}",
            body=body, html=body, state="held", created_at=timezone.now(),
        )  # fmt: skip

    def do(self, step: str, number: int) -> None:
        comment, damar = Comment.objects.get(pk=self.comments[number].pk), self.people["damar"]
        newest = comment.decisions.first()
        if step == "reject" and comment.state == "rejected":
            with pytest.raises(actions.AlreadyDecided):
                actions.reject(moderator=damar, comment=comment, reason=self.reason)
        elif step == "reject":
            made = actions.reject(moderator=damar, comment=comment, reason=self.reason, note=SECRET)
            self.rejections[made.pk] = made
        elif step == "approve":
            with suppress(actions.AlreadyDecided):  # it stands by an approval already
                actions.approve(moderator=damar, comment=comment)
        elif step == "undo" and newest is not None and newest.outcome != "taken_back" and newest.moderator == damar:
            actions.undo(moderator=damar, decision=newest)
            self.rejections.pop(newest.pk, None)
        elif step == "appeal" and comment.state == "rejected" and not hasattr(comment, "appeal"):
            self._appeal(comment)
        elif step in {"pause", "ban"}:
            days = 3 if step == "pause" or number else None
            facts: dict[str, Any] = {"kind": step, "days": days, "reason": self.reason, "note": SECRET}
            self.given.append(actions.sanction(moderator=self.people["sekar"], reader=self.people["ratna"], **facts))
        elif step in {"undo_sanction", "lift"} and self.given:
            self._end(step)

    def _appeal(self, comment: Comment) -> None:
        later = timezone.now() + timedelta(minutes=2)
        made = actions.appeal(writer=self.people["ratna"], comment=comment, text=SECRET, now=later)
        actions.decide_appeal(moderator=self.people["sekar"], appeal=made, outcome="reversed", words=SECRET)

    def _end(self, step: str) -> None:
        newest = self.given[-1]
        if step == "lift":
            if Sanction.objects.get(pk=newest.pk).lifted_at is None:
                actions.lift(moderator=self.people["sekar"], sanction=newest, why=SECRET)
        elif not Sanction.objects.get(pk=newest.pk).taken_back:
            actions.undo_sanction(moderator=self.people["sekar"], sanction=newest)
            if Sanction.objects.get(pk=newest.pk).taken_back:
                self.given.pop()


@pytest.fixture
def people(ratna: Reader, damar: Reader, sekar: Reader) -> dict[str, Reader]:
    sekar.user_permissions.add(Permission.objects.get(codename="ban_reader"))
    return {"ratna": ratna, "damar": damar, "sekar": Reader.objects.get(pk=sekar.pk)}


@given(steps=STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_restriction_has_one_statement(
    steps: list[tuple[str, int]], people: dict[str, Reader], story: StoryPage, reason: RejectionReason
) -> None:
    Sanction.objects.all().delete()
    Comment.objects.all().delete()
    room = Newsroom(people, story, reason)
    for step, number in steps:
        room.do(step, number)
    made = told()
    wanted = [f"decision-{pk}" for pk in room.rejections] + [f"sanction-{each.pk}" for each in room.given]
    assert sorted(each["puid"] for each in made) == sorted(wanted)
    assert [each["created_at"] for each in made] == sorted(each["created_at"] for each in made)
    assert len({frozenset(each) for each in made}) <= 1, "each has the same fields"
    text = json.dumps(made, ensure_ascii=False)
    for private in (SECRET, *(person.display_name for person in people.values()), "contoh.test"):
        assert private not in text


@pytest.fixture
def room(people: dict[str, Reader], story: StoryPage, reason: RejectionReason) -> Newsroom:
    return Newsroom(people, story, reason)


def test_a_rejection_says_who_found_it(room: Newsroom, bagas: Reader) -> None:
    for number in range(3):
        if number:
            room.do("approve", number)
    Report.objects.create(comment=room.comments[1], reporter=bagas, reason="abuse", note=SECRET)
    for number in range(3):
        room.do("reject", number)
    held, reported, seen = told()
    assert [each["source_type"] for each in (held, reported, seen)] == [
        "SOURCE_VOLUNTARY", "SOURCE_TYPE_OTHER_NOTIFICATION", "SOURCE_VOLUNTARY",
    ]  # fmt: skip
    assert [each["automated_detection"] for each in (held, reported, seen)] == ["Yes", "No", "No"]
    assert {each["automated_decision"] for each in (held, reported, seen)} == {"AUTOMATED_DECISION_NOT_AUTOMATED"}
    assert held["decision_ground"] == "DECISION_GROUND_INCOMPATIBLE_CONTENT"
    assert held["category"] == "STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH"
    assert held["incompatible_content_explanation"] == room.reason.text
    assert held["decision_facts"].startswith("Pemeriksaan otomatis")
    assert held["restriction"] == "visibility"


def test_a_reversed_rejection_has_an_end_and_tells_of_the_appeal(room: Newsroom) -> None:
    room.do("reject", 0)
    (before,) = told()
    assert before["end_date_visibility_restriction"] is None
    assert before["redress"]["internal_appeal"] == "available"
    assert before["redress"]["outcome"] is None
    room.do("appeal", 0)
    (after,) = told()
    assert after["end_date_visibility_restriction"] == timezone.localdate().isoformat()
    assert after["redress"]["outcome"] == "reversed"


def test_what_was_told_stays_as_it_was_told(room: Newsroom, sign_in: Callable[[Reader], Client]) -> None:
    room.do("reject", 0)
    room.do("pause", 0)
    before, was = told(), room.reason.text
    room.reason.text = "Alasan yang ditulis ulang sesudahnya."
    room.reason.full_clean()
    room.reason.save()
    assert told() == before
    Decision.objects.update(made_at=timezone.now() - timedelta(hours=1))
    page = sign_in(room.people["ratna"]).get(reverse("moderation:own_appeals")).content.decode()
    assert was in page
    assert room.reason.text not in page
    room.do("reject", 1)
    assert {each["incompatible_content_explanation"] for each in told()} == {was, room.reason.text}


def test_the_code_of_a_reason_stays(reason: RejectionReason) -> None:
    reason.code = "lain"
    with pytest.raises(ValidationError, match="code"):
        reason.full_clean()


def test_a_ban_without_end_is_no_pause(room: Newsroom) -> None:
    room.do("ban", 0)
    room.do("pause", 1)
    ban, pause = told()
    assert ban["decision_provision"] == "DECISION_PROVISION_PARTIAL_TERMINATION"
    assert ban["end_date_service_restriction"] is None
    assert pause["decision_provision"] == "DECISION_PROVISION_PARTIAL_SUSPENSION"
    assert pause["end_date_service_restriction"] == (timezone.localdate() + timedelta(days=3)).isoformat()
    assert {each["restriction"] for each in (ban, pause)} == {"account"}


def test_a_title_gets_its_own_and_what_holds_everywhere(room: Newsroom, title: TitlePage) -> None:
    other = title.get_parent().add_child(instance=TitlePage(title="Lain", slug="lain"))
    room.do("reject", 0)
    room.do("pause", 0)
    assert len(told(title)) == 2
    assert [each["puid"].partition("-")[0] for each in told(other)] == ["sanction"]


def test_the_pages_of_a_long_export_meet(room: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "CHUNK", 2)
    for _round in range(3):
        for number in range(3):
            room.do("approve", number)
            room.do("reject", number)
    Decision.objects.update(made_at=timezone.now())  # all at one moment: the ids go on
    assert sorted(each["puid"] for each in told()) == sorted(f"decision-{pk}" for pk in room.rejections)
    assert len(room.rejections) == 9


def test_staff_download_them(room: Newsroom, sign_in: Callable[[Reader], Client], people: dict[str, Reader]) -> None:
    room.do("reject", 0)
    today = timezone.localdate().isoformat()
    answer = sign_in(people["damar"]).get(reverse("moderation_statements"), {"dari": today, "sampai": today})
    assert answer.streaming
    assert "attachment" in answer["Content-Disposition"]
    downloaded = json.loads(b"".join(answer))
    assert downloaded["statements"] == told() != []
    assert (downloaded["title"], downloaded["from"], downloaded["to"]) == (None, today, today)


NONSENSE: Final = [
    {},
    {"dari": "kemarin", "sampai": "2026-13-01"},
    {"dari": "2026-11-02", "sampai": "2026-11-01"},
    {"dari": "2024-11-02", "sampai": "2026-11-01"},
    {"dari": "9999-12-31", "sampai": "9999-12-31"},
    {"dari": "0001-01-01", "sampai": "0001-01-02"},
    {"dari": "2026-11-01", "sampai": "2026-11-02", "judul": "999"},
    {"dari": "2026-11-01", "sampai": "2026-11-02", "judul": "lintas-pagi"},
]


@pytest.mark.parametrize("query", NONSENSE)
def test_days_that_make_no_sense_lead_back(
    query: dict[str, str], sign_in: Callable[[Reader], Client], damar: Reader, title: TitlePage
) -> None:
    assert sign_in(damar).get(reverse("moderation_statements"), query)["Location"] == reverse("moderation_workload")
