"""What counts as an origin, and which pattern names which."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from rembuk.embed import origins
from rembuk.embed.models import Origin
from rembuk.newsroom.models import TitlePage


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.kabar.example", "https://www.kabar.example"),
        (" HTTPS://WWW.Kabar.Example/ ", "https://www.kabar.example"),
        ("https://kabar.example:443", "https://kabar.example"),
        ("https://kabar.example:8443", "https://kabar.example:8443"),
        ("https://*.kabar.example", "https://*.kabar.example"),
        ("https://*.kabar.co.id", "https://*.kabar.co.id"),
    ],
)
def test_kept_as_browsers_write_it(typed: str, kept: str) -> None:
    assert origins.pattern_of(typed, loopback=False) == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("kabar.example", "form"),
        ("https://kabar.example/berita", "form"),
        ("https://kabar.example?x", "form"),
        ("https://ana@kabar.example", "form"),
        ("https://kabar.example:99999", "form"),
        ("https://kabar.example; script-src *", "form"),
        ("https://a.*.example", "form"),
        ("*", "form"),
        ("javascript:alert(1)", "form"),
        ("https://" + "a." * 200 + "example", "form"),
        ("http://kabar.example", "scheme"),
        ("https://*.com", "star"),
        ("https://*.co.id", "star"),
        ("http://localhost:9000", "loopback"),
        ("https://tamu.localhost", "loopback"),
    ],
)
def test_refused(typed: str, reason: str) -> None:
    with pytest.raises(origins.NoOrigin) as refusal:
        origins.pattern_of(typed, loopback=False)
    assert refusal.value.reason == reason


def test_the_demo_takes_its_own_machine() -> None:
    assert origins.pattern_of("http://tamu.localhost:9000", loopback=True) == "http://tamu.localhost:9000"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("https://www.kabar.example", True),
        ("https://a.b.kabar.example", True),
        ("https://kabar.example", False),
        ("https://palsukabar.example", False),
        ("http://www.kabar.example", False),
        ("https://www.kabar.example:8443", False),
        ("https://www.kabar.example.jahat.example", False),
        ("", False),
        ("null", False),
    ],
)
def test_a_star_stands_for_what_is_below(origin: str, allowed: bool) -> None:
    assert origins.matches(origin, ["https://*.kabar.example"]) is allowed


def test_the_origin_of_an_address() -> None:
    assert origins.origin_of("https://WWW.kabar.example:443/a?b#c") == "https://www.kabar.example"
    assert origins.origin_of("https://kabar.example@jahat.example/") == ""
    assert origins.origin_of("javascript:alert(1)") == ""
    assert origins.origin_of("https://kabar.example:satu/") == ""
    assert origins.origin_of("https://[::1") == ""
    # A browser ends the host at a backslash, and reads the rest as a path.
    assert origins.origin_of("https://jahat.example\\.kabar.example/") == ""
    assert origins.origin_of("https://jahat.example\\@kabar.example/") == ""
    assert origins.origin_of("https://kabar_.example/") == ""
    assert origins.origin_of(f"https://{'a.' * 130}example/") == ""
    assert origins.origin_of(f"https://kabar.example/{'a' * origins.LONGEST_ADDRESS}") == ""


@given(st.text(max_size=60))
def test_no_text_breaks_a_header(text: str) -> None:
    """Whatever is accepted can stand in a policy without saying anything else."""
    try:
        kept = origins.pattern_of("https://" + text, loopback=True)
    except origins.NoOrigin:
        return
    assert not set(kept) & set(" ;,'\"\r\n\\@?#")
    assert origins.pattern_of(kept, loopback=True) == kept


def test_an_editor_hears_what_is_wrong(title: TitlePage) -> None:
    origin = Origin(title=title, pattern="http://kabar.example")
    with pytest.raises(ValidationError, match="https://"):
        origin.full_clean()
    origin.pattern = "https://KABAR.example/"
    origin.full_clean()
    assert origin.pattern == "https://kabar.example"
