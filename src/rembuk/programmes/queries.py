"""What a viewer may see of programmes. Nothing here gives an e-mail address or a value of a profile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk import fairdraw
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader
from rembuk.readers.queries import facts, missing_fields

from . import proofs
from .models import Agreement, Draw, Entry, Exclusion, Place, Programme, Terms
from .rules import qualifying

if TYPE_CHECKING:
    Viewer = Reader | AnonymousUser

RESULT_SHOWN: Final = timedelta(days=30)
COMMIT_TIME: Final = timedelta(
    minutes=15
)  # the ten minutes that must lie before the round, and time to press the button
BULKY: Final = ("entries", "exclusions", "terms_text", "code", "order")


@dataclass(frozen=True, slots=True)
class Step:
    """A step towards the draw, as the design's list of steps shows it."""

    label: str
    done: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a reader stands in a programme. `comments` counts those that qualify; `missing` the open profile fields."""

    comments: int
    missing: int
    agreement: Agreement | None
    entry: Entry | None
    steps: list[Step]

    @property
    def complete(self) -> bool:
        """Whether every step is done."""
        return all(step.done for step in self.steps)


@dataclass(frozen=True, slots=True)
class Winner:
    """A winner as the public may know one."""

    rank: int
    name: str
    entry: str


def visible(viewer: Viewer, title: TitlePage) -> QuerySet[Programme]:
    """A title's programmes that have opened, newest first."""
    return Programme.objects.filter(title=title).exclude(stage=Programme.Stage.DRAFT)


def current_for(viewer: Viewer, title: TitlePage) -> Programme | None:
    """The programme that runs in a title just now."""
    now = timezone.now()
    return visible(viewer, title).filter(stage=Programme.Stage.OPEN, opens_at__lte=now, closes_at__gt=now).first()


def latest_for(viewer: Viewer, title: TitlePage) -> Programme | None:
    """The programme that a title's stories speak of: it runs, waits for its draw, or was drawn not long ago."""
    now = timezone.now()
    latest = (
        visible(viewer, title)
        .filter(opens_at__lte=now)
        .select_related("draw")
        .defer(*(f"draw__{name}" for name in BULKY))
        .first()
    )
    if latest is None or latest.stage != Programme.Stage.DRAWN:
        return latest
    drawn_at = latest.draw.drawn_at
    return latest if drawn_at is not None and now - drawn_at <= RESULT_SHOWN else None


def terms_of(viewer: Viewer, programme: Programme) -> list[Terms]:
    """All versions of the terms, the one in force first."""
    return list(programme.terms.all())


def standing_of(viewer: Reader, programme: Programme) -> Standing:
    """What the reader has done for the programme, and what is missing. A handful of queries, whatever was written."""
    comments = qualifying(programme).filter(author=viewer).count()
    confirmed = EmailAddress.objects.filter(user=viewer, verified=True).exists()
    profile = facts(viewer)
    missing = 0 if profile.complete else len(missing_fields(viewer))
    agreement = Agreement.objects.filter(reader=viewer, terms__in=programme.terms.all()[:1]).first()
    entry = Entry.objects.filter(programme=programme, reader=viewer).first()
    steps = [
        Step(_("Comments with the hashtag: %(n)d") % {"n": comments}, comments > 0),
        _step(confirmed, _("E-mail confirmed"), _("Confirm your e-mail"), reverse("account_email")),
        _step(profile.complete, _("Personal data complete"), _missing_label(missing), reverse("readers:profile")),
        _step(
            agreement is not None,
            _("Terms and Conditions agreed to"),
            _("Agree to the Terms and Conditions"),
            f"{reverse('programmes:programme', args=[programme.slug])}#setuju",
        ),
    ]
    if profile.complete and not profile.adult:
        steps.append(Step(_("18 years or older"), False))
    return Standing(comments, missing, agreement, entry, steps)


def _step(done: bool, said: str, asked: str, url: str) -> Step:
    return Step(said, True) if done else Step(asked, False, url)


def _missing_label(missing: int) -> str:
    return ngettext(
        "Complete your personal data: %(n)d answer missing",
        "Complete your personal data: %(n)d answers missing",
        missing,
    ) % {"n": missing}


def draw_of(viewer: Viewer, programme: Programme) -> Draw | None:
    """The programme's draw, from its commitment on, without its bulky parts."""
    return Draw.objects.filter(programme=programme).defer(*BULKY).first()


def exclusions_of(viewer: Viewer, programme: Programme) -> list[tuple[str, int]]:
    """How many entries do not take part, by reason in words, in the order of the codes."""
    counted = programme.entries.exclude(exclusion="").values_list("exclusion").annotate(n=Count("pk")).order_by()
    numbers: dict[str, int] = dict(counted)
    return [(str(code.label), numbers[code.value]) for code in Exclusion if code.value in numbers]


def winners_of(viewer: Viewer, drawing: Draw) -> list[Winner]:
    """Who wins now, by rank, with the name masked."""
    places = drawing.places.filter(state=Place.State.WINNER).select_related("entry__reader")
    return [
        Winner(place.rank, mask(place.entry.reader.display_name if place.entry.reader else ""), place.entry.short_id)
        for place in places
    ]


def reserves_left(viewer: Viewer, drawing: Draw) -> int:
    """How many reserves still wait."""
    return drawing.places.filter(state=Place.State.RESERVE).count()


def step_downs_of(viewer: Viewer, drawing: Draw) -> list[Place]:
    """The public log: who left, why, and who moved up, in the order in which it happened."""
    left = drawing.places.filter(state=Place.State.STEPPED_DOWN).select_related("entry", "successor__entry")
    return list(left.order_by("stepped_down_at", "pk"))


def own_proof(viewer: Viewer, drawing: Draw) -> dict[str, Any] | None:
    """The viewer's own proof of being in the draw; None without an entry. Computed once for each state of the draw."""
    if not isinstance(viewer, Reader):
        return None
    entry = Entry.objects.select_related("reader").filter(programme=drawing.programme_id, reader=viewer).first()
    if entry is None:
        return None
    state = "drawn" if drawing.drawn_at else "committed"
    key = f"programmes.proof.{drawing.public_id}.{entry.public_id}.{state}"
    proof: dict[str, Any] | None = cache.get_or_set(key, lambda: proofs.proof_of(drawing, entry), 3_600)
    return proof


def own_place(viewer: Viewer, drawing: Draw) -> Place | None:
    """The viewer's place among winners and reserves."""
    return drawing.places.filter(entry__reader_id=viewer.pk).first() if viewer.is_authenticated else None


def bundle(drawing: Draw) -> bytes:
    """The public zip with which anyone can check the draw; the same bytes until someone steps down."""
    return proofs.bundle(drawing)


def round_for(programme: Programme, now: datetime) -> int:
    """The first beacon round at or after the promised time of the draw; later, when that time is too near."""
    moment = max(programme.draws_at, now + COMMIT_TIME)
    number = fairdraw.round_at(fairdraw.QUICKNET, int(moment.timestamp()))
    exact = fairdraw.time_of_round(fairdraw.QUICKNET, number) >= moment.timestamp()
    return number if exact else number + 1


def mask(name: str) -> str:
    """`Yohana Maria` -> `Y*** M.`; enough for oneself to recognise, too little for others. An address shows less."""
    words = name.partition("@")[0].split()
    if not words:
        return "***"
    last = f" {words[-1][0].upper()}." if len(words) > 1 else ""
    return f"{words[0][0].upper()}***{last}"
