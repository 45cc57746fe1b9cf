"""Threads, and what a title has decided about its conversations."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rembuk.newsroom.models import StoryPage, TitlePage


def default_reactions() -> list[dict[str, Any]]:
    """What readers can say without words, when the newsroom has not chosen: no down-vote."""
    return [
        {"kind": "setuju", "id": "Setuju", "en": "Agree", "weight": 1},
        {"kind": "menarik", "id": "Menarik", "en": "Interesting", "weight": 1},
        {"kind": "terharu", "id": "Terharu", "en": "Touching", "weight": 1},
    ]


class Sorts(models.TextChoices):
    """The orders in which a thread can be read; the values stand in addresses."""

    NEWEST = "terbaru", _("Newest")
    OLDEST = "terlama", _("Oldest")
    APPRECIATED = "disukai", _("Most appreciated")
    DISCUSSED = "ramai", _("Most discussed")


class House(models.Model):
    """What a title has decided about all its conversations: the house rules of its talk."""

    title = models.OneToOneField(
        "newsroom.TitlePage", verbose_name=_("title"), on_delete=models.CASCADE, related_name="talk_house"
    )
    guests_may_write = models.BooleanField(
        _("guests may write"),
        default=False,
        help_text=_("With a name and an e-mail address, which is confirmed before the comment appears."),
    )
    close_after_days = models.PositiveIntegerField(
        _("close after days"), null=True, blank=True, help_text=_("Counted from the story's publication.")
    )
    approval_first = models.BooleanField(_("every comment waits for a moderator"), default=False)
    slow_seconds = models.PositiveIntegerField(
        _("seconds between two comments of one reader"), default=0, help_text=_("In one conversation; 0 is no limit.")
    )
    shows_presence = models.BooleanField(_("say how many are reading along"), default=False)
    sort = models.CharField(_("order"), max_length=10, choices=Sorts.choices, default=Sorts.NEWEST)
    reactions = models.JSONField(
        _("reactions"), default=list, blank=True, help_text=_("Empty: those that come with the software.")
    )

    class Meta:
        verbose_name = _("house rules of a conversation")
        verbose_name_plural = _("house rules of conversations")

    def __str__(self) -> str:
        return f"house rules of {self.title_id}"

    @property
    def offered(self) -> list[dict[str, Any]]:
        """The reactions that readers are offered."""
        return self.reactions or default_reactions()

    def clean(self) -> None:
        """Each reaction needs a kind, a name in each language, and a weight of -1, 0 or 1; at most six of them."""
        super().clean()
        kinds = [each.get("kind") for each in self.reactions if isinstance(each, dict)]
        whole = all(
            isinstance(each, dict)
            and str(each.get("kind", "")).isidentifier()
            and each.get("weight") in {-1, 0, 1}
            and all(each.get(code) for code, _name in settings.LANGUAGES)
            for each in self.reactions
        )
        if not whole or len(set(kinds)) != len(self.reactions) or len(kinds) > 6:
            raise ValidationError({"reactions": _("At most six reactions, each with kind, id, en and a weight.")})


@cache
def _is_public() -> Q:
    # Asked for each thread alone: a plain “in” would go through every story that there is. Put together once: to do so
    # costs more than to ask.
    story = StoryPage.objects.readable().order_by().filter(pk=OuterRef("story_id"))
    title = TitlePage.objects.readable().order_by().filter(pk=OuterRef("title_id"))
    return Q(Exists(story)) | Q(Exists(title), story__isnull=True)


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Threads, with the one rule for what the public may read."""

    def public(self) -> ThreadQuerySet:
        """Under stories that everyone may read, or under pages of other sites that talk in a title of that kind."""
        return self.filter(_is_public())


class Thread(models.Model):
    """The conversation under one story, or under a page of another site (`page_key`, unique within the title).

    `version` rises with every visible change: stored pages are stamped with it.
    """

    class Mode(models.TextChoices):
        """How people talk here."""

        DISCUSSION = "discussion", _("Discussion")
        QUESTIONS = "questions", _("Questions and answers")

    title = models.ForeignKey("newsroom.TitlePage", on_delete=models.CASCADE, related_name="threads")
    story = models.OneToOneField(
        "newsroom.StoryPage", null=True, blank=True, on_delete=models.CASCADE, related_name="thread"
    )
    page_key = models.CharField(max_length=500, null=True, blank=True)
    page_url = models.URLField(max_length=1000, blank=True)
    page_title = models.CharField(max_length=255, blank=True)
    mode = models.CharField(_("mode"), max_length=12, choices=Mode.choices, default=Mode.DISCUSSION)
    is_open = models.BooleanField(_("open"), default=True)
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    approval_first = models.BooleanField(_("every comment waits for a moderator"), null=True, blank=True)
    slow_seconds = models.PositiveIntegerField(_("seconds between two comments of one reader"), null=True, blank=True)
    version = models.PositiveBigIntegerField(default=0)
    comment_count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[models.Manager[Thread]] = models.Manager.from_queryset(ThreadQuerySet)()

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        permissions = [("steer_thread", "Can open, close and steer conversations, and settle their house rules")]
        constraints = [
            models.UniqueConstraint(fields=["title", "page_key"], name="thread_once_per_page"),
            models.CheckConstraint(
                condition=Q(story__isnull=False) | Q(page_key__isnull=False), name="thread_is_under_something"
            ),
        ]

    def __str__(self) -> str:
        return f"thread {self.pk}"

    @property
    def headline(self) -> str:
        """What the conversation is about: the story's title, or the page's."""
        return self.story.title if self.story else self.page_title or self.page_url

    def address(self, request: HttpRequest | None = None) -> str:
        """Where the conversation is read: the story's address, or the page's; the front door when there is none."""
        if self.story:
            return self.story.get_url(request) or "/"
        return self.page_url if self.page_url.startswith(("https://", "http://")) else "/"

    def begun_at(self) -> Any:
        """When its story went out, or its page was first talked about."""
        return (self.story.first_published_at if self.story else None) or self.made_at

    def ends_at(self, house: House) -> Any:
        """When it closes by itself: by its own clock, or by its age as the title has it; None for never."""
        if self.closes_at is not None:
            return self.closes_at
        return self.begun_at() + timedelta(days=house.close_after_days) if house.close_after_days else None
