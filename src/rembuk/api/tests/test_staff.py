"""The desk: who may open it, and that a secret is shown once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rembuk.api import tasks
from rembuk.api.hooks import sending
from rembuk.api.models import ApiKey, Delivery, Event, Webhook
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .conftest import Receiver, Say

pytestmark = pytest.mark.django_db
SignIn = Callable[[Reader], Client]


def the_code(page: bytes) -> str:
    """What a page shows as a secret."""
    return page.decode().split("<p><code>")[1].split("</code>")[0]


def test_a_key_is_shown_once_and_can_be_revoked(sign_in: SignIn, desk: Reader, title: TitlePage) -> None:
    client = sign_in(desk)
    sent = {"title": title.pk, "name": "Server kami", "scopes": ["read:held"], "days": 30}
    shown = client.post(reverse("api_new_key"), sent)
    secret = the_code(shown.content)
    assert "no-store" in shown["Cache-Control"]
    bearer = {"authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/held", headers=bearer).status_code == 200
    key = ApiKey.objects.get()
    listed = client.get(reverse("api_keys")).content.decode()
    assert f"rk_{key.key_id}_…" in listed
    assert secret not in listed + client.get(reverse("api_new_key")).content.decode()
    client.post(reverse("api_revoke", args=[key.pk]))
    assert Client().get("/api/v1/held", headers=bearer).status_code == 401
    assert reverse("api_revoke", args=[key.pk]) not in client.get(reverse("api_keys")).content.decode()


def test_a_form_that_is_not_whole_says_so(sign_in: SignIn, desk: Reader, title: TitlePage) -> None:
    client = sign_in(desk)
    wrong: list[dict[str, Any]] = [{"days": 366}, {"scopes": []}, {"name": ""}]
    for each in wrong:
        sent = {"title": title.pk, "name": "x", "scopes": ["read:held"], "days": 30, **each}
        assert client.post(reverse("api_new_key"), sent).status_code == 422
    inside = {"title": title.pk, "url": "https://10.0.0.1/", "events": ["comment.held"]}
    assert client.post(reverse("api_new_hook"), inside).status_code == 422
    assert not ApiKey.objects.exists()


def test_a_webhook_from_its_making_to_a_delivery_by_hand(
    sign_in: SignIn, desk: Reader, title: TitlePage, receiver: Receiver, say: Say, ratna: Reader
) -> None:
    client = sign_in(desk)
    sent = {"title": title.pk, "url": receiver.url, "events": Event.values}
    secret = the_code(client.post(reverse("api_new_hook"), sent).content)
    hook = Webhook.objects.get()
    page = reverse("api_hook", args=[hook.pk])
    another = the_code(client.post(reverse("api_new_secret", args=[hook.pk])).content)
    say(ratna)
    tasks.sweep()
    receiver.answers = [410]
    sending.run(hook.pk)
    told = client.get(page).content.decode()
    assert "410" in told
    assert secret not in told
    assert another not in told
    assert "(1)" in client.get(reverse("wagtailadmin_home")).content.decode()
    client.post(reverse("api_switch", args=[hook.pk]), {"on": "1"})
    sending.run(hook.pk)
    delivery = Delivery.objects.get()
    assert delivery.state == "delivered"
    client.post(reverse("api_send_again", args=[delivery.pk]))
    sending.run(hook.pk)
    assert len(receiver.got) == 3
    client.post(reverse("api_change_hook", args=[hook.pk]), {"url": receiver.url, "events": ["comment.held"]})
    assert Webhook.objects.get().events == ["comment.held"]
    for state in ("", "delivered", "waiting", "nonsense"):
        assert client.get(page, {"state": state}).status_code == 200
    assert client.get(reverse("api_hooks")).status_code == 200
    client.post(reverse("api_switch", args=[hook.pk]), {"on": "0"})
    assert not Webhook.objects.get().is_on


def test_a_task_sends_what_a_sweep_has_made(
    sign_in: SignIn, desk: Reader, title: TitlePage, receiver: Receiver, say: Say, ratna: Reader, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    client = sign_in(desk)
    client.post(reverse("api_new_hook"), {"title": title.pk, "url": receiver.url, "events": ["comment.published"]})
    say(ratna)
    assert tasks.sweep() == 1
    assert len(receiver.got) == 1


@pytest.mark.parametrize("who", ["damar", "intan", "yoga"])
def test_other_staff_find_nothing_here(request: pytest.FixtureRequest, sign_in: SignIn, title: Any, who: str) -> None:
    client = sign_in(request.getfixturevalue(who))
    for name in ("api_keys", "api_new_key", "api_hooks", "api_new_hook"):
        assert client.get(reverse(name)).status_code == 404
    for name in ("api_hook", "api_change_hook"):
        assert client.get(reverse(name, args=[1])).status_code == 404
    for name in ("api_revoke", "api_new_secret", "api_switch", "api_send_again"):
        assert client.post(reverse(name, args=[1])).status_code == 404
    assert "kunci-api" not in client.get(reverse("wagtailadmin_home")).content.decode()
