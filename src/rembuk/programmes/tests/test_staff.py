"""The staff screens: one next step at a time, for those who run programmes only."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rembuk.fairdraw import QUICKNET, time_of_round
from rembuk.programmes import actions, queries
from rembuk.programmes.models import Draw, Place, Programme
from rembuk.readers.models import Reader

from .conftest import BEACON, FREEZE, ROUND, past_programme

SignIn = Callable[[Reader], Client]
Make = Callable[..., Programme]


def test_only_those_who_run_programmes_see_them(
    running: Programme, sign_in: SignIn, damar: Reader, ratna: Reader, yoga: Reader
) -> None:
    address = reverse("programmes_dashboard", args=[running.pk])
    assert sign_in(ratna).get(address).status_code == 302
    assert sign_in(damar).get(address).status_code == 404
    assert sign_in(damar).post(reverse("programmes_open", args=[running.pk])).status_code == 404
    assert sign_in(yoga).get(address).status_code == 200


def test_from_draft_to_frozen_by_buttons(
    make_programme: Make, make_crowd: Callable[..., list[Reader]], sign_in: SignIn, yoga: Reader
) -> None:
    programme, client = make_programme(), sign_in(yoga)

    def press(name: str, **fields: Any) -> str:
        answer = client.post(reverse(f"programmes_{name}", args=[programme.pk]), fields, follow=True)
        programme.refresh_from_db()
        return answer.content.decode()

    assert client.post(reverse("programmes_publish_terms", args=[programme.pk]), {"text": ""}).status_code == 422
    assert "Buka program" in press("publish_terms", text="Satu orang, satu entri.")
    assert "pembaca sedang ikut" in press("open").lower()
    make_crowd(programme, 3)
    assert "belum selesai" in press("close")
    assert programme.stage == "open"
    now = timezone.now()
    Programme.objects.filter(pk=programme.pk).update(closes_at=now - timedelta(seconds=1), draws_at=now)
    frozen = press("close")
    number = queries.round_for(programme, timezone.now())
    assert time_of_round(QUICKNET, number) >= now.timestamp() + 600
    assert 'name="round"' in frozen
    assert "terlalu dekat" in press("commit", round=1)
    assert Draw.objects.count() == 0
    committed = press("commit", round=number)
    assert Draw.objects.get().commitment_hash in committed
    assert "Putarannya belum ada" in committed


def test_the_round_is_carried_by_hand(committed: Programme, sign_in: SignIn, yoga: Reader) -> None:
    client = sign_in(yoga)
    address = reverse("programmes_draw", args=[committed.pk])
    assert "api.drand.sh" in client.get(reverse("programmes_dashboard", args=[committed.pk])).text
    assert client.post(address, {"beacon": ""}).status_code == 422
    assert "Salin seluruh teks" in client.post(address, {"beacon": "{}"}, follow=True).text
    assert "Undian selesai" in client.post(address, {"beacon": BEACON}, follow=True).text
    step = reverse("programmes_step_down", args=[committed.pk])
    assert client.post(step, {"rank": 1, "reason": "lain"}).status_code == 422
    assert client.post(step, {"rank": 99, "reason": "declined"}).status_code == 404
    assert "Dicatat" in client.post(step, {"rank": 1, "reason": "declined"}, follow=True).text
    assert Place.objects.get(rank=3).state == "winner"


def test_without_a_network_fetching_says_what_to_do(
    committed: Programme, sign_in: SignIn, yoga: Reader, settings: Any
) -> None:
    settings.REMBUK_DRAND_MIRRORS = ["http://127.0.0.1:9"]
    answer = sign_in(yoga).post(reverse("programmes_fetch", args=[committed.pk]), follow=True).text
    assert "drand tidak terjangkau" in answer
    committed.refresh_from_db()
    assert committed.stage == "committed"


def test_fetching_from_a_relay_draws(committed: Programme, sign_in: SignIn, yoga: Reader, settings: Any) -> None:
    class Relay(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == f"/{QUICKNET.hash}/public/{ROUND}" else 404)
            self.end_headers()
            self.wfile.write(BEACON.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing in the tests' output."""

    with HTTPServer(("127.0.0.1", 0), Relay) as relay:
        Thread(target=relay.serve_forever, daemon=True).start()
        settings.REMBUK_DRAND_MIRRORS = [f"http://127.0.0.1:{relay.server_port}"]
        answer = sign_in(yoga).post(reverse("programmes_fetch", args=[committed.pk]), follow=True).text
        relay.shutdown()
    assert "Undian selesai" in answer
    assert Draw.objects.get().beacon == json.loads(BEACON)


def test_a_promise_cannot_be_edited(make_programme: Make, sign_in: SignIn, yoga: Reader) -> None:
    programme, client = make_programme(), sign_in(yoga)
    address = reverse("programme_list:edit", args=[programme.pk])
    fields = {
        "name": programme.name,
        "slug": programme.slug,
        "title": programme.title_id,
        "hashtag": "#BicaraJernih",
        "invitation": "Ayo.",
        "opens_at": "2026-11-01 00:00",
        "closes_at": "2036-12-01 00:00",
        "draws_at": "2036-12-20 10:00",
        "winners": 3,
        "reserves": 2,
        "voucher_value": 100_000,
        "voucher_days": 90,
        "permit": "",
    }
    late = client.post(address, fields | {"draws_at": "2036-11-20 10:00"}).text
    assert "Undian harus sesudah" in late
    assert "Periksa tahunnya" in client.post(address, fields | {"draws_at": "9999-12-31 23:59"}).text
    assert "tanpa spasi" in client.post(address, fields | {"hashtag": "bicara jernih"}).text
    assert "melebihi Rp10" in client.post(address, fields | {"winners": 1_001, "voucher_value": 10_000_000}).text
    assert client.post(address, fields).status_code == 302
    actions.publish_terms(programme=programme, text="Satu.", actor=yoga)
    programme.refresh_from_db()
    assert (programme.winners, programme.hashtag) == (3, "BicaraJernih")
    actions.open_programme(programme=programme, actor=yoga)
    fields |= {"hashtag": "BicaraJernih"}
    assert "dijanjikan kepada pembaca" in client.post(address, fields | {"winners": 1}).text
    assert client.post(address, fields | {"invitation": "Ayo ikut."}).status_code == 302
    programme.refresh_from_db()
    assert (programme.winners, programme.invitation) == (3, "Ayo ikut.")
    assert programme.name in client.get(reverse("programme_list:index")).text


@pytest.mark.parametrize(
    ("name", "number"),
    [
        *(("voucher_value", number) for number in (999, 2**63 - 1)),
        *(("voucher_days", number) for number in (0, 3_651)),
        *(("winners", number) for number in (0, 10_001)),
        ("reserves", 100_001),
    ],
)
def test_nobody_promises_nonsense(make_programme: Make, name: str, number: int) -> None:
    programme = make_programme()
    setattr(programme, name, number)
    with pytest.raises(ValidationError) as refusal:
        programme.clean_fields()
    assert list(refusal.value.message_dict) == [name]
    with pytest.raises(IntegrityError), transaction.atomic():
        programme.save()


def test_a_round_beyond_all_numbers_breaks_no_page(
    make_programme: Make, make_crowd: Callable[..., list[Reader]], sign_in: SignIn, yoga: Reader
) -> None:
    programme, client = past_programme(make_programme), sign_in(yoga)
    make_crowd(programme, 1)
    actions.close(programme=programme, actor=None, now=FREEZE)
    for number in (10**12, 2**53, 10**30):
        client.post(reverse("programmes_commit", args=[programme.pk]), {"round": number})
        assert client.get(reverse("programmes_dashboard", args=[programme.pk])).status_code == 200
    assert "tidak terkirim" in client.post(reverse("programmes_commit", args=[programme.pk]), follow=True).text
    assert not Draw.objects.exists()
