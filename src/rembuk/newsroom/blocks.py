"""The blocks that make up a story's body."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class QuoteBlock(blocks.StructBlock):
    """What somebody said, and who said it."""

    text = blocks.TextBlock(label=_("Quote"))
    speaker = blocks.CharBlock(label=_("Speaker"), required=False)
    role = blocks.CharBlock(label=_("Speaker's role"), required=False)
    in_text = blocks.BooleanBlock(
        label=_("The text names its speaker"),
        required=False,
        help_text=_("Shown as an ordinary paragraph, so that the speaker is not named twice."),
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "newsroom/blocks/_quote.html"


class RelatedBlock(blocks.StructBlock):
    """“(Baca: …)” as a real link: to a story here, to another address, or a hint that an editor still has to place."""

    label = blocks.CharBlock(label=_("Label"), default="Baca juga")
    story = blocks.PageChooserBlock(label=_("Story"), required=False, page_type="newsroom.StoryPage")
    url = blocks.URLBlock(label=_("Other address"), required=False)
    text = blocks.CharBlock(label=_("Text"), required=False, help_text=_("Empty: the story's own headline."))

    class Meta:
        icon = "link"
        label = _("Related story")
        template = "newsroom/blocks/_related.html"

    def get_context(self, value: Mapping[str, Any], parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Adds `linked`: the story, when readers may see it; the page looks all up at once (`linked_stories`)."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        story = value.get("story")
        context["linked"] = context.get("linked_stories", {}).get(story.pk) if story is not None else None
        return context


class StoryBody(blocks.StreamBlock):
    """A story's body, piece by piece."""

    paragraph = blocks.RichTextBlock(label=_("Paragraph"), features=["bold", "italic", "link"])
    heading = blocks.CharBlock(label=_("Subheading"), icon="title", template="newsroom/blocks/_heading.html")
    quote = QuoteBlock()
    related = RelatedBlock()

    class Meta:
        required = False


def related_in(body: Iterable[Any]) -> list[Mapping[str, Any]]:
    """The related stories of a body, placed or not, in their order."""
    return [block.value for block in body if block.block_type == "related"]


def unplaced_in(body: Iterable[Any]) -> list[str]:
    """The words of the related stories that lead nowhere yet: readers do not see them, an editor has to place them."""
    return [
        value.get("text") or value.get("label") or ""
        for value in related_in(body)
        if value.get("story") is None and not value.get("url")
    ]
