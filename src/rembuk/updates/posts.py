"""What a delivery says, and whether it may still be said."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rembuk.newsroom.queries import live_stories

from .models import Delivery
from .telegram.render import Post, escape


class NotSendable(Exception):
    """This delivery may not go out now. `str()` is a sentence for the updates desk."""


def ensure_sendable(delivery: Delivery) -> None:
    """Look again at the last moment, because the desk may have changed its mind since the row was queued.

    Raises:
        NotSendable: the story or its announcement was withdrawn, it has no public address, or the channel is paused.
    """
    if not live_stories(AnonymousUser()).filter(pk=delivery.story_id).exists():
        raise NotSendable(_("The story was withdrawn before this was sent."))
    if delivery.story.announcement != delivery.kind:
        raise NotSendable(_("The story's announcement was changed before this was sent."))
    if not delivery.story.full_url:
        raise NotSendable(_("The story has no public address: its title needs a site."))
    if not delivery.channel.is_active:
        raise NotSendable(_("The channel is paused. Make it active, then send again."))


def post_of(delivery: Delivery) -> Post:
    """The post, in the language of the installation. Only the address that is clicked says where it was found."""
    campaign = urlencode({"utm_source": "telegram", "utm_medium": "social", "utm_campaign": delivery.kind})
    with translation.override(settings.LANGUAGE_CODE):
        labels = {
            Delivery.Kind.PICK: pgettext("telegram post", "Editor's pick"),
            Delivery.Kind.BREAKING: pgettext("telegram post", "Breaking news"),
        }
        return Post(
            headline=delivery.story.title,
            standfirst=delivery.story.standfirst,
            kind_label=labels[Delivery.Kind(delivery.kind)],
            url=f"{delivery.story.full_url}?{campaign}",
            link_label=pgettext("telegram post", "Read it in %(title)s") % {"title": delivery.channel.title.title},
        )


def unformatted(post: Post) -> str:
    """The same words without any formatting, as Telegram HTML that holds no tag."""
    parts = (f"{post.kind_label}: {post.headline}", post.standfirst, post.url)
    return escape("\n\n".join(part for part in parts if part))
