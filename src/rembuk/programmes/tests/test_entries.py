"""Who enters, through which comment, and who takes part in the draw."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from rembuk.audit.models import AuditRow
from rembuk.conversation.actions import edit_comment, hide, post_comment, remove_comment
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.queries import thread_of
from rembuk.newsroom.models import Person, StoryPage, TitlePage
from rembuk.programmes import actions
from rembuk.programmes.eligibility import decide
from rembuk.programmes.models import Agreement, Entry, Exclusion, Programme
from rembuk.readers.models import ConsentReceipt, ProfileFacts, Reader

Say = Callable[..., Comment]
Make = Callable[..., Programme]


def test_the_first_comment_is_the_entry_whatever_the_profile(running: Programme, say: Say, bagas: Reader) -> None:
    say(bagas, "Tanpa tagar.")
    first = say(bagas)
    say(bagas, "Sekali lagi #bicarajernih")
    entry = Entry.objects.get()
    assert (entry.reader, entry.comment, entry.programme) == (bagas, first, running)
    assert AuditRow.objects.filter(verb="programmes.enter").count() == 1


def test_another_title_or_time_makes_no_entry(
    running: Programme, say: Say, bagas: Reader, title: TitlePage, thread: Thread
) -> None:
    other: TitlePage = title.get_parent().add_child(instance=TitlePage(title="Niaga Petang", slug="niaga-petang"))
    elsewhere: StoryPage = other.add_child(instance=StoryPage(title="Ongkir", live=True))
    say(bagas, thread=thread_of(elsewhere))
    early = say(bagas, "Belum bertagar.")
    Comment.objects.filter(pk=early.pk).update(created_at=running.opens_at - timedelta(hours=1))
    early.refresh_from_db()
    assert actions.enter(comment=early) is None
    assert not Entry.objects.exists()


def test_another_comment_carries_the_entry(
    running: Programme, say: Say, bagas: Reader, damar: Reader, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = say(bagas), say(bagas)
    with django_capture_on_commit_callbacks(execute=True):
        hide(comment=first, actor=damar)
    assert Entry.objects.get().comment == second
    with django_capture_on_commit_callbacks(execute=True):
        remove_comment(author=bagas, comment=second)
    assert Entry.objects.get().comment == second
    (decision,) = decide(running)
    assert decision.exclusion == Exclusion.COMMENT_NOT_PUBLISHED


def test_an_edit_can_bring_the_hashtag_or_take_it(
    running: Programme, say: Say, bagas: Reader, ratna: Reader, django_capture_on_commit_callbacks: Any
) -> None:
    gained, lost = say(bagas, "Setuju."), say(ratna)
    with django_capture_on_commit_callbacks(execute=True):
        edit_comment(author=bagas, comment=gained, body="Setuju #BicaraJernih")
        edit_comment(author=ratna, comment=lost, body="Setuju.")
    assert Entry.objects.get(reader=bagas).comment == gained
    assert {row.entry.reader: row.exclusion for row in decide(running)}[ratna] == Exclusion.COMMENT_NOT_PUBLISHED


def test_closing_finds_what_a_lost_event_missed(running: Programme, thread: Thread, bagas: Reader, say: Say) -> None:
    later = say(bagas)
    missed = post_comment(author=bagas, thread=thread, body="#BicaraJernih", client_key=uuid.uuid4())  # no event runs
    Comment.objects.filter(pk=missed.pk).update(created_at=running.opens_at)
    Entry.objects.all().delete()
    with pytest.raises(actions.Refused):
        actions.close(programme=running, actor=None)
    actions.close(programme=running, actor=None, now=running.closes_at)
    assert Entry.objects.get().comment == missed
    assert later.pk != missed.pk
    assert AuditRow.objects.get(verb="programmes.close").data == {"recovered": 1}


def _spoil(reader: Reader, how: Exclusion) -> None:
    facts = ProfileFacts.objects.filter(reader=reader)
    match how:
        case Exclusion.ACCOUNT_GONE:
            Reader.objects.filter(pk=reader.pk).update(is_active=False)
        case Exclusion.COMMENT_NOT_PUBLISHED:
            Comment.objects.filter(author=reader).update(state=Comment.State.REJECTED)
        case Exclusion.STAFF:
            Person.objects.create(name="Ratna", reader=reader)
        case Exclusion.NOT_AGREED:
            Agreement.objects.all().delete()
        case Exclusion.EMAIL_NOT_CONFIRMED:
            EmailAddress.objects.filter(user=reader).update(verified=False)
        case Exclusion.PROFILE_INCOMPLETE:
            facts.update(complete=False)
        case Exclusion.NOT_ADULT:
            facts.update(adult=False)
        case Exclusion.NOT_UNIQUE:
            facts.update(unique=False)


@pytest.mark.parametrize("how", Exclusion)
def test_every_reason_to_stay_out(running: Programme, say: Say, ratna: Reader, how: Exclusion) -> None:
    say(ratna)
    actions.agree(reader=ratna, terms=running.terms.get(), channel="web:programme")
    (decision,) = decide(running)
    assert decision.exclusion is None
    _spoil(ratna, how)
    assert [row.exclusion for row in decide(running)] == [how]


def test_staff_and_shopkeepers_may_not_win(running: Programme, say: Say, yoga: Reader, bu_tini: Reader) -> None:
    say(yoga)
    say(bu_tini)
    assert [row.exclusion for row in decide(running)] == [Exclusion.STAFF] * 2


def test_agreeing_leaves_one_receipt(running: Programme, bagas: Reader) -> None:
    terms = running.terms.get()
    first = actions.agree(reader=bagas, terms=terms, channel="web:programme")
    assert actions.agree(reader=bagas, terms=terms, channel="web:other") == first
    assert (first.text_hash, first.channel) == (terms.text_hash, "web:programme")
    assert ConsentReceipt.objects.get(reader=bagas).text_hash == terms.text_hash
    assert AuditRow.objects.filter(verb="programmes.agree").count() == 1


def test_terms_are_frozen_by_the_opening(make_programme: Make, yoga: Reader, bagas: Reader) -> None:
    programme = make_programme()
    with pytest.raises(actions.Refused):
        actions.open_programme(programme=programme, actor=yoga)
    first = actions.publish_terms(programme=programme, text="Satu.", actor=yoga)
    assert actions.publish_terms(programme=programme, text="Satu.\r\n", actor=yoga) == first
    second = actions.publish_terms(programme=programme, text="Dua.", actor=yoga)
    assert (first.version, second.version) == (1, 2)
    with pytest.raises(actions.Refused):
        actions.agree(reader=bagas, terms=second, channel="web:programme")
    actions.open_programme(programme=programme, actor=yoga)
    with pytest.raises(actions.Refused):
        actions.agree(reader=bagas, terms=first, channel="web:programme")
    with pytest.raises(actions.Refused):
        actions.publish_terms(programme=programme, text="Tiga.", actor=yoga)


def test_a_title_has_one_programme_at_a_time(running: Programme, make_programme: Make, yoga: Reader) -> None:
    second = make_programme(slug="kedua", opens_at=running.closes_at - timedelta(hours=1))
    Programme.objects.filter(pk=second.pk).update(draws_at=running.draws_at + timedelta(days=1))
    actions.publish_terms(programme=second, text="Satu.", actor=yoga)
    with pytest.raises(actions.Refused):
        actions.open_programme(programme=second, actor=yoga)
    Programme.objects.filter(pk=second.pk).update(opens_at=running.closes_at)
    assert actions.open_programme(programme=second, actor=yoga).stage == "open"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_comments_at_once_make_one_entry(
    make_reader: Callable[..., Reader], make_programme: Make, thread: Thread
) -> None:
    programme = make_programme()
    actions.publish_terms(programme=programme, text="Satu.", actor=None)
    actions.open_programme(programme=programme, actor=None)
    writer = make_reader("Ratna")
    comments = [
        post_comment(author=writer, thread=thread, body=f"{n} #BicaraJernih", client_key=uuid.uuid4()) for n in range(4)
    ]
    Entry.objects.all().delete()
    barrier = Barrier(len(comments))

    def enter(comment: Comment) -> int:
        try:
            barrier.wait(timeout=20)
            entry = actions.enter(comment=comment)
            return entry.pk if entry else 0
        finally:
            connection.close()

    with ThreadPoolExecutor(len(comments)) as pool:
        found = set(pool.map(enter, comments))
    assert found == {Entry.objects.get().pk}
    assert Entry.objects.get().entered_at <= timezone.now()
