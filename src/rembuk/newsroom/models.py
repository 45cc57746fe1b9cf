"""Titles, stories, and what stands around a story: credits, quotes, related stories, syndication."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Length, Substr
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Orderable, Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail.snippets.models import register_snippet
from wagtail.url_routing import RouteResult

from .blocks import StoryBody, related_in
from .editor import PersonForm, UnplacedPanel
from .events import story_going_out
from .panels import render_story_panels
from .structured import news_article

STORIES_ON_FRONT_PAGE = 20
PICTURE = "width-1140|preserve-svg"


def _open_to_all(pages: PageQuerySet) -> PageQuerySet:
    """Those of these pages that are published, and stand under no private page."""
    # As a part of the same question: Wagtail's own `public()` asks the database once more, each time.
    above = Substr(OuterRef("path"), 1, Length("page__path"))
    private = PageViewRestriction.objects.alias(above=above).filter(above=F("page__path"))
    found: PageQuerySet = pages.live().exclude(Exists(private))
    return found


class TitleQuerySet(PageQuerySet):
    """Titles, with the one rule for which of them readers may see."""

    def readable(self) -> TitleQuerySet:
        """Published titles that are not private."""
        found: TitleQuerySet = _open_to_all(self)
        return found


class TitlePage(Page):
    """A title (a publication) and its front page. Each title is one Wagtail site."""

    tagline = models.CharField(_("tagline"), max_length=120, blank=True)

    objects = PageManager.from_queryset(TitleQuerySet)()

    template = "newsroom/title_page.html"
    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("tagline")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["newsroom.StoryPage"]

    class Meta:
        verbose_name = pgettext_lazy("publication", "title")
        verbose_name_plural = pgettext_lazy("publication", "titles")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """A title that is not published has no stories either: Wagtail would still show those."""
        if not self.live:
            raise Http404("This title is not published")
        found: RouteResult = super().route(request, path_components)
        return found

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The front page's context: the newest stories, of one section when the address names it."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        section = request.GET.get("rubrik", "").replace("\0", "")  # PostgreSQL looks for no zero byte
        stories = StoryPage.objects.readable().child_of(self).select_related("picture").defer_streamfields()
        if section:
            stories = stories.filter(kicker=section)
        shown = Paginator(stories, STORIES_ON_FRONT_PAGE).get_page(request.GET.get("halaman"))
        if section and not shown:
            raise Http404("This title has no such section")
        context |= {"section": section, "stories": shown}
        if shown.number == 1 and shown and shown[0].picture:
            context["picture"] = get_rendition_or_not_found(shown[0].picture, PICTURE)
        return context


@register_snippet
class Person(models.Model):
    """Someone who makes stories: a reporter, an editor, a photographer."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    reader = models.OneToOneField(
        "readers.Reader",
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
        help_text=_("Shows a staff badge on comments from this account."),
    )

    base_form_class = PersonForm
    panels: ClassVar[list[Any]] = [FieldPanel("name"), FieldPanel("reader")]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class StoryQuerySet(PageQuerySet):
    """Stories, with the one rule for what readers may see."""

    def readable(self) -> StoryQuerySet:
        """Published stories of published titles, under no private page, newest first."""
        # Whoever takes a title back in Wagtail leaves its stories as they are, unless they say otherwise.
        title = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
        of_a_live_title = Exists(Page.objects.order_by().filter(path=title, live=True))
        found: StoryQuerySet = _open_to_all(self).filter(of_a_live_title).order_by("-first_published_at", "-pk")
        return found


class StoryPage(Page):
    """A story as one title publishes it."""

    class Announcement(models.TextChoices):
        """What the updates desk does with the story when it goes out."""

        NONE = "none", _("Do not announce")
        PICK = "pick", _("Editor's pick")
        BREAKING = "breaking", _("Breaking news")

    kicker = models.CharField(_("section"), max_length=40, blank=True)
    standfirst = models.TextField(_("standfirst"), max_length=320, blank=True)
    dateline = models.CharField(_("dateline"), max_length=60, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    caption = models.CharField(_("caption"), max_length=200, blank=True)
    body = StreamField(StoryBody(), verbose_name=_("body"))
    announcement = models.CharField(
        _("announcement"), max_length=10, choices=Announcement.choices, default=Announcement.NONE
    )

    objects = PageManager.from_queryset(StoryQuerySet)()

    template = "newsroom/story_page.html"
    parent_page_types: ClassVar[list[str]] = ["newsroom.TitlePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("kicker"),
        FieldPanel("standfirst"),
        InlinePanel("credits", label=_("Credit")),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("caption")], heading=_("Picture")),
        FieldPanel("dateline"),
        UnplacedPanel(heading=_("Still to be placed")),
        FieldPanel("body"),
        InlinePanel("syndication_credits", label=_("Already ran at"), max_num=1),
    ]
    promote_panels: ClassVar[list[Any]] = [FieldPanel("announcement"), *Page.promote_panels]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a public story is offered to the updates desk in this same transaction, whoever published it."""
        super().save(*args, **kwargs)
        if self.live and not self.get_view_restrictions().exists():
            story_going_out.send(sender=StoryPage, story=self)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """A draft is 404, and so is a story under a private page to whoever has not passed that page's own door."""
        found = super().route(request, path_components)
        if not all(restriction.accept_request(request) for restriction in self.get_view_restrictions()):
            raise Http404("This story is not public")
        return found

    @cached_property
    def title_page(self) -> TitlePage:
        """The title that publishes this story."""
        page: TitlePage = TitlePage.objects.ancestor_of(self).get()
        return page

    @cached_property
    def names_by_role(self) -> dict[str, list[str]]:
        """Who made the story: {"penulis": ["…", "…"], "editor": ["…"]}."""
        names: dict[str, list[str]] = {}
        for credit in self.credits.select_related("person"):
            names.setdefault(credit.role, []).append(credit.person.name)
        return names

    @property
    def byline(self) -> list[tuple[str, list[str]]]:
        """Names by role, in the order in which roles are named: [("Writer", ["…", "…"]), ("Editor", ["…"])]."""
        names = self.names_by_role
        return [(str(role.label), names[role.value]) for role in StoryCredit.Role if role.value in names]

    def linked_stories(self) -> dict[int, StoryPage]:
        """The stories that the body's “(Baca: …)” lead to and readers may see, by id: one query for all of them."""
        linked = {value["story"].pk for value in related_in(self.body) if value.get("story")}
        found: dict[int, StoryPage] = (
            StoryPage.objects.readable().defer_streamfields().in_bulk(linked) if linked else {}
        )
        return found

    @cached_property
    def syndication(self) -> SyndicationCredit | None:
        """Where the story ran first, when it did."""
        credit: SyndicationCredit | None = self.syndication_credits.first()
        return credit

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The story's context, with the panels that other rooms place beside a story."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        picture = get_rendition_or_not_found(self.picture, PICTURE) if self.picture else None
        here = self.get_full_url(request) or ""
        origin = self.syndication.href(request) if self.syndication else ""
        return context | {
            "picture": picture,
            "linked_stories": self.linked_stories(),
            "origin_url": origin,
            "canonical_url": origin or here,
            "news_article": news_article(self, request, address=here, origin=origin, picture=picture),
            "panels": render_story_panels(request, self),
        }


class StoryCredit(Orderable):
    """One name in a byline, with what the person did."""

    class Role(models.TextChoices):
        """The roles a byline knows, in the order in which they are usually named."""

        WRITER = "penulis", _("Writer")
        CONTRIBUTOR = "kontributor", _("Contributor")
        PHOTOGRAPHER = "fotografer", _("Photographer")
        TRANSLATOR = "penerjemah", _("Translator")
        EDITOR = "editor", _("Editor")

    story = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.WRITER)

    panels: ClassVar[list[Any]] = [FieldPanel("person"), FieldPanel("role")]

    class Meta(Orderable.Meta):
        verbose_name = _("credit")
        verbose_name_plural = _("credits")


class SyndicationCredit(models.Model):
    """Where the story ran first. The notice on the page is made from this, never typed into the body."""

    story = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="syndication_credits")
    publication = models.CharField(_("publication"), max_length=120)
    original_title = models.CharField(_("original title"), max_length=255, blank=True)
    original_date = models.DateField(_("original date"), null=True, blank=True)
    original_url = models.URLField(_("original address"), max_length=500, blank=True)
    original_story = models.ForeignKey(
        StoryPage,
        verbose_name=_("original story here"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="copies",
        help_text=_("When the sister title is part of this installation."),
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("publication"),
        FieldPanel("original_title"),
        FieldPanel("original_date"),
        FieldPanel("original_url"),
        FieldPanel("original_story"),
    ]

    class Meta:
        verbose_name = _("syndication credit")
        verbose_name_plural = _("syndication credits")

    def __str__(self) -> str:
        return f"{self.publication}: {self.original_title}"

    def href(self, request: HttpRequest) -> str:
        """Where the original can be read; empty when that is not known."""
        if self.original_story_id is None:
            return self.original_url
        original = StoryPage.objects.readable().defer_streamfields().filter(pk=self.original_story_id).first()
        return str(original.get_full_url(request) or "") if original is not None else self.original_url
