"""A small newsroom in which something stands behind every address: whose it is decides who may see it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.test import Client
from django.utils import timezone

from rembuk.civility.models import packed, shipped_model
from rembuk.conversation.actions import post_comment
from rembuk.conversation.models import Comment, Thread
from rembuk.conversation.queries import thread_of
from rembuk.fairdraw import QUICKNET, time_of_round
from rembuk.moderation.actions import appeal, approve, reject
from rembuk.moderation.models import Appeal, Decision, LearnedModel, RejectionReason
from rembuk.newsroom.models import Person, StoryPage
from rembuk.programmes import actions as programmes
from rembuk.programmes.models import Agreement, Programme
from rembuk.readers.models import Reader
from rembuk.trust.actions import open_case
from rembuk.trust.models import Case, Device
from rembuk.trust.tests.factories import device
from rembuk.updates.models import Channel, Delivery
from rembuk.vouchers.models import Merchant, Voucher

# A round of drand's quicknet that is public record: a draw can be checked without a network.
ROUND: Final = 657_413
SIGNATURE: Final = "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"
BEACON: Final = json.dumps({"round": ROUND, "signature": SIGNATURE})
DUE: Final = datetime.fromtimestamp(time_of_round(QUICKNET, ROUND), tz=UTC)
FREEZE: Final = DUE - timedelta(hours=1)
FOUL: Final = "Dasar bangsat, pulang saja!"

# Ratna owns what can be owned by a reader; Bagas owns none of it.
PEOPLE: Final = ("nobody", "ratna", "bagas", "damar", "sekar", "yoga", "tini", "intan")


@dataclass
class World:
    """The people by name, and one thing of each kind."""

    people: dict[str, Reader]
    story: StoryPage
    thread: Thread
    comment: Comment
    held: Comment
    rejected: Comment
    appeal: Appeal
    decision: Decision
    running: Programme
    drawn: Programme
    voucher: Voucher
    shop: Merchant
    device: Device
    case: Case
    channel: Channel
    unclear: Delivery
    refused: Delivery
    person: Person
    reason: RejectionReason
    learned: LearnedModel

    def programme(self, stage: str) -> Programme:
        """A further programme, at this stage."""
        if stage == "draft":
            soon = timezone.now() + timedelta(days=30)
            made = _programme(self.story, "segera", "Segera", soon, soon + timedelta(days=1), soon + timedelta(days=2))
            programmes.publish_terms(programme=made, text="Satu orang, satu entri.", actor=None)
            return made
        ratna, yoga = self.people["ratna"], self.people["yoga"]
        return past_programme(self.story, ratna, yoga, slug="cerita-lama", until=stage, days=30)

    def browser(self, name: str, *, confirmed: bool = True, csrf: bool = False) -> Client:
        """A browser of its own for one of PEOPLE, on a device that is confirmed unless said otherwise."""
        client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
        if name != "nobody":
            person = self.people[name]
            client.force_login(person, backend="rembuk.readers.backends.Staff")
            device(client, person, confirmed=confirmed, token=f"browser {name} {uuid.uuid4()}")
        return client


def build(people: dict[str, Reader], story: StoryPage) -> World:
    """Make all of it through the verbs."""
    thread = thread_of(story)
    drawn = past_programme(story, people["ratna"], people["yoga"], slug="cerita-warung", until="drawn")
    running = running_programme(story, people["yoga"])
    comment = post(people["ratna"], thread, "Warung kami sudah mencoba katalog itu #BicaraJernih")
    settled = post(people["bagas"], thread, f"{FOUL} Tolong dibaca dulu.")
    decision = approve(moderator=people["damar"], comment=settled)
    channel = Channel.objects.create(
        title=story.title_page,
        name="Kabar pilihan",
        chat="@lintaspagi",
        invitation="Tujuh berita.",
        join_url="https://t.me/lintaspagi",
    )
    return World(
        people=people,
        story=story,
        thread=thread,
        comment=comment,
        held=post(people["bagas"], thread, FOUL),
        rejected=rejected(people["ratna"], thread, "Kabar ini dibeli di mana, ya?", people["yoga"]),
        appeal=appealed(people["bagas"], thread, people["yoga"]),
        decision=decision,
        running=running,
        drawn=drawn,
        voucher=Voucher.objects.get(holder=people["ratna"]),
        shop=people["tini"].merchants.get(),
        device=device(Client(), people["ratna"], confirmed=True, token="telepon Ratna"),
        case=open_case(email=people["ratna"].email, subject="Lupa kata sandi", actor=people["intan"]),
        channel=channel,
        unclear=delivery(channel, story, Delivery.State.UNKNOWN, "1"),
        refused=delivery(channel, story, Delivery.State.REFUSED, "2"),
        person=Person.objects.create(name="Sekar Wulandari"),
        reason=RejectionReason.objects.all()[0],
        learned=learned(story),
    )


def learned(story: StoryPage) -> LearnedModel:
    """A model that the title has learned and is judged by: here a copy of the one that comes with the package."""
    seed = shipped_model("abuse")
    weights, digest = packed(seed)
    return LearnedModel.objects.create(
        title=story.title_page, state="in_force", weights=weights, digest=digest, trained_at=timezone.now(),
        approved=0, rejected=0, newest_decision=0,
    )  # fmt: skip


def post(author: Reader, thread: Thread, body: str) -> Comment:
    """A comment, as its writer sends it."""
    return post_comment(author=author, thread=thread, body=body, client_key=uuid.uuid4())


def rejected(author: Reader, thread: Thread, body: str, moderator: Reader) -> Comment:
    """A comment that somebody rejected an hour ago, so that its writer knows."""
    comment = post(author, thread, body)
    decision = reject(moderator=moderator, comment=comment, reason=RejectionReason.objects.all()[0])
    Decision.objects.filter(pk=decision.pk).update(made_at=timezone.now() - timedelta(hours=1))
    return comment


def appealed(author: Reader, thread: Thread, moderator: Reader) -> Appeal:
    """An appeal against such a rejection, which waits."""
    comment = rejected(author, thread, "Pasar kami tidak seramai itu.", moderator)
    return appeal(writer=author, comment=comment, text="Saya pedagang di pasar itu.")


def delivery(channel: Channel, story: StoryPage, state: str, edition: str) -> Delivery:
    """A row of the outbox."""
    return Delivery.objects.create(channel=channel, story=story, kind="breaking", edition=edition, state=state)


def running_programme(story: StoryPage, actor: Reader) -> Programme:
    """A programme that takes entries today."""
    now = timezone.now()
    programme = _programme(
        story,
        "bicara-jernih",
        "BicaraJernih",
        now - timedelta(days=1),
        now + timedelta(days=2),
        now + timedelta(days=3),
    )
    programmes.publish_terms(programme=programme, text="Satu orang, satu entri.", actor=actor)
    return programmes.open_programme(programme=programme, actor=actor)


def past_programme(
    story: StoryPage, winner: Reader, actor: Reader, *, slug: str, until: str, days: int = 0
) -> Programme:
    """A programme of 2023, `days` before the known round, with one entrant; brought as far as the stage `until`."""
    end = DUE - timedelta(days=days)
    programme = _programme(
        story,
        slug,
        slug.title().replace("-", ""),
        end - timedelta(days=20),
        end - timedelta(hours=2),
        end - timedelta(minutes=5),
    )
    terms = programmes.publish_terms(programme=programme, text="Satu orang, satu entri.", actor=actor)
    programme = programmes.open_programme(programme=programme, actor=actor, now=programme.opens_at)
    comment = post(winner, thread_of(story), f"Warung ibu saya buka sejak subuh #{programme.hashtag} {slug}")
    then = programme.opens_at + timedelta(hours=1)
    Comment.objects.filter(pk=comment.pk).update(created_at=then)
    programmes.agree(reader=winner, terms=terms, channel="test")
    Agreement.objects.filter(terms=terms).update(agreed_at=then)
    steps: dict[str, Callable[[], object]] = {
        "closed": lambda: programmes.close(programme=programme, actor=actor, now=FREEZE),
        "committed": lambda: programmes.commit(programme=programme, actor=actor, round=ROUND, now=FREEZE),
        "drawn": lambda: programmes.draw(programme=programme, actor=actor, beacon=BEACON),
    }
    for stage, step in steps.items():
        if programme.stage != until:
            step()
            programme.refresh_from_db()
            assert programme.stage == stage
    return programme


def _programme(
    story: StoryPage, slug: str, hashtag: str, opens: datetime, closes: datetime, draws: datetime
) -> Programme:
    return Programme.objects.create(
        title=story.title_page,
        slug=slug,
        name=slug.replace("-", " ").title(),
        invitation="Tulis komentar yang membantu orang lain paham.",
        hashtag=hashtag,
        opens_at=opens,
        closes_at=closes,
        draws_at=draws,
        winners=1,
        reserves=1,
        permit="000/CONTOH/UGB",
    )
