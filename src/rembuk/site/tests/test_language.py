from __future__ import annotations

import pytest
from django.test import Client

from rembuk.newsroom.models import TitlePage


@pytest.fixture(autouse=True)
def _front_page(title: TitlePage) -> None:
    """There is something to read."""


def test_indonesian_is_the_default_whatever_the_browser_asks_for(client: Client) -> None:
    response = client.get("/", headers={"Accept-Language": "en-GB,en;q=0.9"})
    assert response.headers["Content-Language"] == "id"
    assert b'<html lang="id"' in response.content


def test_english_is_one_click_away_and_stays(client: Client) -> None:
    client.post("/bahasa/setlang/", {"language": "en", "next": "/"})
    assert b'<html lang="en"' in client.get("/").content


def test_a_language_that_is_not_spoken_here_changes_nothing(client: Client) -> None:
    client.cookies["bahasa"] = "../../xx"
    assert client.get("/").headers["Content-Language"] == "id"
