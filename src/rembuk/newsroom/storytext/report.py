"""A report a person can read in a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .story import Block, StoryText


def _(phrase: str) -> str:
    """Mark a phrase for the translators; `describe` hands it to the translation its caller brings."""
    return phrase


KINDS = {
    "paragraph": _("paragraph"),
    "heading": _("subheading"),
    "quote": _("quote"),
    "list_item": _("list item"),
    "advertisement": _("advertisement"),
    "app_invitation": _("invitation to an app"),
    "campaign_call": _("campaign call"),
    "comment_prompt": _("call for comments"),
    "contact": _("contact line"),
    "cooperation_notice": _("cooperation notice"),
    "copyright": _("copyright line"),
    "donation_call": _("call for donations"),
    "google_news": _("Google News link"),
    "headline_label": _("headline label"),
    "newsletter_invitation": _("invitation to a newsletter"),
    "outlet_name": _("outlet's name"),
    "page_navigation": _("page navigation"),
    "page_stamp": _("date of the page"),
    "picture_caption": _("picture caption"),
    "profile_notice": _("notice about the profile"),
    "share_prompt": _("share buttons"),
    "social_follow": _("invitation to social media"),
    "source_note": _("second source note"),
    "stray_mark": _("stray mark"),
    "telegram_invitation": _("invitation to Telegram"),
    "terms": _("terms and conditions"),
    "topics": _("topics"),
    "video_prompt": _("pointer to a video"),
    "whatsapp_invitation": _("invitation to WhatsApp"),
}
"""What a block or a left-out text is called in the report."""


def describe(story: StoryText, translate: Callable[[str], str] = _) -> str:
    """What was recognised in a story, one finding a line; `translate` gets each fixed phrase."""
    return "\n".join(_lines(story, translate))


def _lines(story: StoryText, translate: Callable[[str], str]) -> Iterator[str]:
    headline, nothing, dateline = _("Headline"), _("none found"), _("Dateline")
    body, ran_first = _("Body"), _("Ran first at")
    yield f"{translate(headline)}: {story.headline or translate(nothing)}"
    if story.dateline:
        yield f"{translate(dateline)}: {story.dateline['source']}"
    yield f"{translate(body)}:"
    for block in story.body:
        yield f"  [{translate(KINDS[block['kind']])}] {_short(block['text'])}"
        if "speaker" in block:
            yield f"      {_speaker(block, translate)}"
    for label, entries in (
        (_("Credits"), [(entry["role"], entry["name"]) for entry in story.credits]),
        (_("Related stories"), [(entry["label"], entry["text"]) for entry in story.related]),
        (_("Left out"), [(translate(KINDS[entry["kind"]]), entry["text"]) for entry in story.left_out]),
    ):
        if entries:
            yield f"{translate(label)}:"
            yield from (f"  [{tag}] {_short(text)}" for tag, text in entries)
    if story.syndication:
        first = story.syndication
        facts = (first["publication"], first["title"], first["date"])
        yield f"{translate(ran_first)}: {' · '.join(fact for fact in facts if fact)}"


def _speaker(block: Block, translate: Callable[[str], str]) -> str:
    spoken, inferred = _("spoken by"), _("inferred")
    who = ", ".join(part for part in (block["speaker"], block.get("role")) if part)
    return f"{translate(spoken)} {who}" + (f" ({translate(inferred)})" if block.get("inferred") else "")


def _short(text: str, most: int = 100) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
