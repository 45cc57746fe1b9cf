"""From a story that goes out to a row in the outbox: once, in the same transaction, whoever published it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from rembuk.audit.models import AuditRow
from rembuk.newsroom.models import StoryPage, TitlePage
from rembuk.readers.models import Reader
from rembuk.updates.models import Channel, Delivery
from rembuk.updates.telegram.fake import FakeBotApi

from .conftest import CHAT, our_tasks

MakeStory = Callable[..., StoryPage]


def _draft(title: TitlePage, **facts: Any) -> StoryPage:
    draft: StoryPage = title.add_child(instance=StoryPage(title="Pasar buka sampai sore", live=False, **facts))
    return draft


def _form(story: StoryPage, **changes: Any) -> dict[str, Any]:
    facts = {
        "title": story.title,
        "slug": story.slug,
        "kicker": "",
        "standfirst": "",
        "caption": "",
        "dateline": "",
        "announcement": story.announcement,
        "seo_title": "",
        "search_description": "",
        "credits": inline_formset([]),
        "syndication_credits": inline_formset([]),
        "body": streamfield([("paragraph", rich_text("<p>Isi.</p>"))]),
        "comments": inline_formset([]),
    }
    data: dict[str, Any] = nested_form_data(facts | changes)
    return data


def test_a_published_revision_reaches_the_channel(
    channel: Channel, title: TitlePage, telegram: FakeBotApi, work: Callable[[], int]
) -> None:
    story = _draft(title, announcement="breaking", standfirst="Pedagang menyambut.")
    assert not Delivery.objects.exists()
    PublishPageRevisionAction(story.save_revision()).execute(skip_permission_checks=True)
    assert work() == 1
    [message] = telegram.messages(CHAT)
    assert message.text == ("Kabar penting\nPasar buka sampai sore\n\nPedagang menyambut.\n\nBaca di Lintas Pagi")
    [link] = [entity for entity in message.entities if entity.type == "text_link"]
    assert link.url == f"{story.full_url}?utm_source=telegram&utm_medium=social&utm_campaign=breaking"
    assert message.link_preview_options == {"url": story.full_url}
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.message_id, delivery.edition) == ("sent", message.message_id, "1")
    assert delivery.sent_at is not None
    verbs = AuditRow.objects.filter(verb__startswith="updates.").values_list("verb", flat=True)
    assert sorted(verbs) == ["updates.deliver", "updates.queue_story"]


def test_publishing_in_the_admin_queues_it(
    channel: Channel, title: TitlePage, sekar: Reader, sign_in: Callable[[Reader], Client]
) -> None:
    story = _draft(title)
    data = _form(story, announcement="pick") | {"action-publish": "1"}
    answer = sign_in(sekar).post(reverse("wagtailadmin_pages:edit", args=[story.pk]), data)
    assert answer.status_code == 302
    delivery = Delivery.objects.get()
    assert (delivery.story_id, delivery.channel, delivery.kind) == (story.pk, channel, "pick")


def test_a_draft_of_a_live_story_announces_nothing(
    channel: Channel, make_story: MakeStory, sekar: Reader, sign_in: Callable[[Reader], Client]
) -> None:
    story = make_story()
    address = reverse("wagtailadmin_pages:edit", args=[story.pk])
    client = sign_in(sekar)
    assert client.post(address, _form(story, announcement="breaking")).status_code == 302
    assert Page.objects.get(pk=story.pk).has_unpublished_changes
    assert not Delivery.objects.exists()
    assert client.post(address, _form(story, announcement="breaking") | {"action-publish": "1"}).status_code == 302
    assert Delivery.objects.get().kind == "breaking"


def test_a_scheduled_story_is_announced_when_it_goes_live(channel: Channel, title: TitlePage) -> None:
    story = _draft(title, announcement="pick", go_live_at=timezone.now() + timedelta(hours=1))
    revision = story.save_revision()
    revision.publish()
    assert not Delivery.objects.exists()
    past = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    call_command("publish_scheduled")
    assert Delivery.objects.get().story_id == story.pk


def test_nothing_is_queued_when_the_publishing_is_rolled_back(channel: Channel, title: TitlePage) -> None:
    revision = _draft(title, announcement="breaking").save_revision()

    def publish_and_fail() -> None:
        with transaction.atomic():
            revision.publish()
            assert Delivery.objects.count() == our_tasks().count() == 1
            raise RuntimeError

    with pytest.raises(RuntimeError):
        publish_and_fail()
    assert not Delivery.objects.exists()
    assert not our_tasks().exists()


def test_saving_again_queues_nothing_new_and_a_change_of_kind_once(channel: Channel, make_story: MakeStory) -> None:
    story = make_story(announcement="pick")
    for _time in range(3):
        story.save()
    assert Delivery.objects.count() == our_tasks().count() == 1
    for announcement in ("breaking", "breaking", "pick", "none"):
        story.announcement = announcement
        story.save()
    assert sorted(Delivery.objects.values_list("kind", flat=True)) == ["breaking", "pick"]
    assert our_tasks().count() == 2


def test_only_active_channels_of_the_storys_own_title_hear_of_it(channel: Channel, make_story: MakeStory) -> None:
    sister = Page.objects.get(depth=1).add_child(instance=TitlePage(title="Niaga Petang", slug="niaga-petang"))
    facts = {"invitation": "x", "join_url": "https://t.me/x"}
    Channel.objects.create(title=sister, name="Niaga", chat="@niagapetang", **facts)
    Channel.objects.create(title=channel.title, name="Dijeda", chat="@lintasmalam", is_active=False, **facts)
    second = Channel.objects.create(title=channel.title, name="Kedua", chat="@lintassore", **facts)
    make_story(announcement="pick")
    assert set(Delivery.objects.values_list("channel_id", flat=True)) == {channel.pk, second.pk}


def test_a_story_that_is_not_announced_queues_nothing(channel: Channel, story: StoryPage) -> None:
    assert not Delivery.objects.exists()
