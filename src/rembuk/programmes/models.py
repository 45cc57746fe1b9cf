"""Programmes: the terms, who agreed, who entered, and the draw."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, ClassVar, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from rembuk.conversation.markup import fold_tag, hashtags
from rembuk.fairdraw import Chain, time_of_round
from rembuk.vouchers.models import LEAST_VALUE, MOST_DAYS, MOST_VALUE

from .forms import ProgrammeForm

MOST_PRIZES: Final = 10_000_000_000  # rupiah, over all winners of a programme
LAST_MOMENT: Final = datetime(9999, 12, 30, tzinfo=UTC)  # the calendar's end, less a day for any time zone


def between(least: int, most: int) -> list[Callable[[int], None]]:
    """The validators of a number in the form; the table has the same bounds as constraints."""
    return [MinValueValidator(least), MaxValueValidator(most)]


class Programme(models.Model):
    """A promise to readers of one title: comment with the hashtag in the period, and perhaps win."""

    class Stage(models.TextChoices):
        """Where the programme stands; it only goes forward."""

        DRAFT = "draft", _("In preparation")
        OPEN = "open", _("Running")
        CLOSED = "closed", _("Closed")
        COMMITTED = "committed", _("Entries committed")
        DRAWN = "drawn", _("Drawn")

    title = models.ForeignKey(
        "newsroom.TitlePage", verbose_name=_("of the title"), on_delete=models.PROTECT, related_name="programmes"
    )
    slug = models.SlugField(_("address"), unique=True, help_text=_("Stands in the programme's address: /program/…/"))
    name = models.CharField(_("name"), max_length=120)
    invitation = models.TextField(_("invitation"), max_length=400)
    hashtag = models.CharField(_("hashtag"), max_length=60, help_text=_("Without the # sign."))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    draws_at = models.DateTimeField(_("draw"))
    winners = models.PositiveIntegerField(_("winners"), default=90, validators=between(1, 10_000))
    reserves = models.PositiveIntegerField(_("reserves"), default=90, validators=between(0, 100_000))
    voucher_value = models.PositiveBigIntegerField(
        _("voucher value in rupiah"), default=100_000, validators=between(LEAST_VALUE, MOST_VALUE)
    )
    voucher_days = models.PositiveIntegerField(
        _("voucher valid for, days"), default=90, validators=between(1, MOST_DAYS)
    )
    permit = models.CharField(_("permit number"), max_length=120, blank=True)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage.choices, default=Stage.DRAFT, editable=False)

    base_form_class = ProgrammeForm
    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldPanel("title"),
        FieldPanel("hashtag"),
        FieldPanel("invitation"),
        MultiFieldPanel(
            [FieldPanel("opens_at"), FieldPanel("closes_at"), FieldPanel("draws_at")], heading=_("Period and draw")
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("winners"), FieldPanel("reserves")]),
                FieldRowPanel([FieldPanel("voucher_value"), FieldPanel("voucher_days")]),
            ],
            heading=_("Prize"),
        ),
        FieldPanel("permit"),
    ]

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        permissions = [("run_programme", "Can run programmes: open, close, commit, draw")]
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(condition=Q(opens_at__lt=F("closes_at")), name="programme_opens_before_close"),
            models.CheckConstraint(condition=Q(closes_at__lt=F("draws_at")), name="programme_closes_before_draw"),
            models.CheckConstraint(condition=Q(winners__range=(1, 10_000)), name="programme_has_winners"),
            models.CheckConstraint(condition=Q(reserves__range=(0, 100_000)), name="programme_reserves_are_countable"),
            models.CheckConstraint(
                condition=Q(voucher_value__range=(LEAST_VALUE, MOST_VALUE)), name="programme_prize_is_sane"
            ),
            models.CheckConstraint(condition=Q(voucher_days__range=(1, MOST_DAYS)), name="programme_prize_expires"),
            models.CheckConstraint(
                # Divided, because the product of two small numbers may be too large for PostgreSQL's small integers.
                condition=Q(winners__lte=Value(MOST_PRIZES) / F("voucher_value")),
                name="programme_prizes_in_bounds",
                violation_error_message=_(
                    "All prizes together are more than Rp10.000.000.000. Lower the number of winners or the value."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The hashtag must be one that a comment can carry."""
        super().clean()
        self.hashtag = self.hashtag.removeprefix("#")
        if hashtags(f"#{self.hashtag}") != [self.tag]:
            raise ValidationError({"hashtag": _("Use letters, digits and underscores only, without a space.")})

    @property
    def tag(self) -> str:
        """The hashtag as the conversation folds it."""
        return fold_tag(self.hashtag)

    @property
    def sign(self) -> str:
        """The hashtag as readers write it."""
        return f"#{self.hashtag}"

    @property
    def takes_entries(self) -> bool:
        """Whether entries, agreements and profiles still count: until the freeze."""
        return self.stage in {self.Stage.OPEN, self.Stage.CLOSED}

    def is_running(self, now: datetime) -> bool:
        """Whether a comment written at `now` can be an entry."""
        return self.stage == self.Stage.OPEN and self.opens_at <= now < self.closes_at


class Terms(models.Model):
    """One version of a programme's terms. Versions are only added; an agreement names the one that was read."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="terms")
    version = models.PositiveSmallIntegerField()
    text = models.TextField(_("Terms and Conditions"))
    text_hash = models.CharField(max_length=64)
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = _("terms")
        verbose_name_plural = _("terms")
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["programme", "version"], name="terms_version_once")]

    def __str__(self) -> str:
        return f"version {self.version}"


class Agreement(models.Model):
    """The receipt: this reader agreed to this version of the terms, then, on that page."""

    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="agreements")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="agreements")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    text_hash = models.CharField(max_length=64)
    channel = models.CharField(max_length=60)
    agreed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [models.UniqueConstraint(fields=["terms", "reader"], name="agreement_once")]

    def __str__(self) -> str:
        return f"agreement {self.public_id}"


class Exclusion(models.TextChoices):
    """Why an entry does not take part: the codes that are published, in the order in which they are looked at."""

    ACCOUNT_GONE = "account_gone", _("The account no longer exists")
    COMMENT_NOT_PUBLISHED = "comment_not_published", _("The comment is no longer published")
    STAFF = "staff", _("Works for the newsroom or for a shop that takes vouchers")
    NOT_AGREED = "not_agreed", _("Did not agree to the Terms and Conditions")
    EMAIL_NOT_CONFIRMED = "email_not_confirmed", _("E-mail address not confirmed")
    PROFILE_INCOMPLETE = "profile_incomplete", _("The personal data were not complete")
    NOT_ADULT = "not_adult", _("Younger than 18 years")
    NOT_UNIQUE = "not_unique", _("Another account already stands for the same person")


class Entry(models.Model):
    """One reader's place in a programme, through the first comment that carried the hashtag in the period.

    An entry outlives its comment and its account: a frozen draw must stay drawable, whoever leaves.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="entries")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="entries")
    comment = models.ForeignKey("conversation.Comment", null=True, on_delete=models.SET_NULL, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    salt = models.CharField(max_length=64, help_text=_("Hides the reader behind the published leaf."))
    entered_at = models.DateTimeField()
    exclusion = models.CharField(_("excluded because"), max_length=30, choices=Exclusion.choices, blank=True)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [models.UniqueConstraint(fields=["programme", "reader"], name="one_person_one_entry")]

    def __str__(self) -> str:
        return f"entry {self.public_id}"

    @property
    def short_id(self) -> str:
        """The first eight digits of the entry's number, for lists."""
        return str(self.public_id)[:8]


class Draw(models.Model):
    """What was committed before the beacon round existed, and what came of it. The committed part never changes."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="draw")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    commitment = models.JSONField()
    commitment_hash = models.CharField(max_length=64)
    entries = models.JSONField(help_text=_("The published leaves, in their committed order."))
    exclusions = models.JSONField()
    terms_text = models.TextField()
    code = models.JSONField(help_text=_("The stand-alone verifier as it was at the freeze, by file name."))
    committed_at = models.DateTimeField()
    beacon = models.JSONField(null=True, blank=True)
    order = models.JSONField(null=True, blank=True, help_text=_("All entries in drawn order."))
    drawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("draw")
        verbose_name_plural = _("draws")

    def __str__(self) -> str:
        return f"draw of {self.programme_id}"

    @property
    def round(self) -> int:
        """The number of the beacon round that decides."""
        return int(self.commitment["beacon"]["round"])

    @property
    def chain(self) -> Chain:
        """The beacon chain that was committed to."""
        return Chain(**self.commitment["beacon"]["chain"])

    @property
    def due_at(self) -> datetime:
        """When that round comes into being; a round beyond the calendar is due on its last day."""
        seconds = min(time_of_round(self.chain, self.round), int(LAST_MOMENT.timestamp()))
        return datetime.fromtimestamp(seconds, tz=UTC)

    @property
    def entry_count(self) -> int:
        """How many entries take part."""
        return int(self.commitment["entries"]["count"])

    @property
    def exclusion_count(self) -> int:
        """How many entries do not."""
        return int(self.commitment["exclusions"]["count"])


class Place(models.Model):
    """A winner's or reserve's rank in the permutation, and what became of it."""

    class State(models.TextChoices):
        """What the rank means now."""

        WINNER = "winner", _("Winner")
        RESERVE = "reserve", _("Reserve")
        STEPPED_DOWN = "stepped_down", _("Stepped down")

    class Reason(models.TextChoices):
        """Why someone stepped down. The log is public, so there are codes and no free text about a person."""

        UNREACHABLE = "unreachable", _("Could not be reached")
        DECLINED = "declined", _("Declined the prize")
        BROKE_TERMS = "broke_terms", _("Broke the Terms and Conditions")
        ACCOUNT_GONE = "account_gone", _("The account no longer exists")

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="places")
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="place")
    rank = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State.choices)
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices, blank=True)
    stepped_down_at = models.DateTimeField(null=True, blank=True)
    successor = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="follows")

    class Meta:
        verbose_name = _("draw rank")
        verbose_name_plural = _("draw ranks")
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "rank"], name="place_rank_once"),
            models.CheckConstraint(
                condition=Q(state="stepped_down", stepped_down_at__isnull=False)
                | (~Q(state="stepped_down") & Q(stepped_down_at__isnull=True)),
                name="place_left_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}: {self.state}"

    @property
    def voucher_reference(self) -> str:
        """What the winner's voucher was issued for: never twice for one place."""
        return f"draw:{self.draw.public_id}:{self.rank}"
