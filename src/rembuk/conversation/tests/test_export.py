from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rembuk.conversation import actions
from rembuk.conversation.models import Comment, Pulse
from rembuk.conversation.queries import export
from rembuk.conversation.views.export import DOWNLOADS
from rembuk.readers.models import Reader

Say = Callable[..., Comment]
SignIn = Callable[[Reader], Client]


def text_of(response: Any) -> str:
    return b"".join(response.streaming_content).decode()


def test_everything_of_ones_own_and_nothing_else(
    ratna: Reader, bagas: Reader, say: Say, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "STEP", 2)
    others = say(bagas, "Milik orang lain.")
    mine = [say(ratna, "Satu."), say(ratna, "tahan dua"), say(ratna, "Tiga.", others), say(ratna, "Empat.")]
    actions.remove_comment(author=ratna, comment=mine[0])
    actions.hide(comment=mine[3], actor=None)
    actions.react(reader=ratna, comment=others, kind="setuju")
    response = sign_in(ratna).get(reverse("conversation:export"))
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Disposition"].startswith("attachment")
    told = json.loads(text_of(response))
    assert [(each["body"], each["state"]) for each in told["comments"]] == [
        ("Satu.", "removed"),
        ("tahan dua", "held"),
        ("Tiga.", "published"),
        ("Empat.", "rejected"),
    ]
    assert told["comments"][2]["answers"] == str(others.public_id)
    assert [(each["id"], each["reaction"]) for each in told["reactions"]] == [(str(others.public_id), "setuju")]
    assert "Milik orang lain" not in json.dumps(told)


def test_a_table_without_formulas(ratna: Reader, bagas: Reader, say: Say, sign_in: SignIn) -> None:
    say(ratna, '=HYPERLINK("https://jahat.test")\nbaris, dua')
    actions.react(reader=ratna, comment=say(bagas), kind="setuju")
    response = sign_in(ratna).get(reverse("conversation:export"), {"format": "csv"})
    text = text_of(response)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert text.startswith("\ufeff")
    assert [row["kind"] for row in rows] == ["comment", "reaction"]
    assert rows[0]["body"] == '\'=HYPERLINK("https://jahat.test")\nbaris, dua'


def test_someone_who_wrote_nothing(bagas: Reader, sign_in: SignIn) -> None:
    told = json.loads(text_of(sign_in(bagas).get(reverse("conversation:export"))))
    assert (told["reader"], told["comments"], told["reactions"]) == ("Bagas", [], [])


def test_ten_in_an_hour(ratna: Reader, bagas: Reader, sign_in: SignIn) -> None:
    address = reverse("conversation:export")
    assert Client().get(address)["Location"].startswith(reverse("account_login"))
    client = sign_in(ratna)
    assert client.post(address).status_code == 405
    for _ in range(DOWNLOADS.most):
        text_of(client.get(address))
    refused = client.get(address)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 3_600
    assert Pulse.objects.get().n == DOWNLOADS.most
    assert sign_in(bagas).get(address).status_code == 200
