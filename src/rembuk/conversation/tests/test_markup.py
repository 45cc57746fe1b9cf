from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.conversation.markup import TAGS_PER_COMMENT, as_tag, as_written, fold_tag, hashtags, render, tidy

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "javascript:alert(1)",
    'https://a.test/"onmouseover="alert(1)',
    "https://a.test/'onmouseover='alert(1)",
    "https://a.test/<script>alert(1)</script>",
    "https://a.test/\x00<b>",
    "#<script>alert(1)</script>",
    '#a"onclick=alert(1)',
    "<a href='javascript:alert(1)'>klik</a>",
    "<style>body{display:none}</style>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<<script>script>alert(1)<</script>/script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<math><mtext></table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=alert(1)&gt;'>",
    "http://[::1]/#x",
    "HTTPS://A.TEST/#tag",
]


class Anatomy(HTMLParser):
    """The elements and attributes of an HTML text, as a browser would take them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(html: str) -> None:
    for tag, attributes in Anatomy(html).found:
        assert tag in {"p", "br", "a"}
        assert set(attributes) <= {"href", "rel", "class"}
        if tag == "a":
            assert re.match(r"https?://|/bincang/tagar/", attributes["href"] or "", re.IGNORECASE)


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_markup_gets_through(attack: str) -> None:
    assert_harmless(render(tidy(attack)))


@given(st.text(max_size=300))
def test_any_text_becomes_harmless_html(text: str) -> None:
    assert_harmless(render(tidy(text)))


@given(st.lists(st.sampled_from([*ATTACKS, "#BicaraJernih", "https://a.test/b#c", "\n\n", " ", "&", '"']), max_size=6))
def test_attacks_in_company_become_harmless_html(parts: list[str]) -> None:
    assert_harmless(render(tidy("".join(parts))))


@given(st.text(max_size=200))
def test_tidying_twice_is_the_same_as_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_paragraphs_and_line_breaks() -> None:
    assert render(tidy("Satu\r\ndua\r\n\r\n\r\n\r\ntiga  ")) == "<p>Satu<br>dua</p><p>tiga</p>"


def test_direction_overrides_and_control_characters_are_dropped() -> None:
    assert tidy("aman\u202egnp.exe\x00\x1b[2J\u2066!") == "amangnp.exe[2J!"


def test_links_carry_no_vote_and_no_window() -> None:
    html = render("Lihat (https://www.contoh.test/wiki/Warung_(toko)).")
    assert html == (
        '<p>Lihat (<a href="https://www.contoh.test/wiki/Warung_(toko)" rel="nofollow ugc noopener">'
        "contoh.test/wiki/Warung_(toko)</a>).</p>"
    )


def test_a_hashtag_is_a_link_as_it_was_typed() -> None:
    assert render("#BicaraJernih!") == '<p><a class="tag" href="/bincang/tagar/bicarajernih/">#BicaraJernih</a>!</p>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("#BicaraJernih dan #bicarajernih", ["bicarajernih"]),
        ("(#UMKM_2026)", ["umkm_2026"]),
        ("#ＢＩＣＡＲＡ", ["bicara"]),
        ("#ꦗꦮ #हिन्दी", ["ꦗꦮ", "हिन्दी"]),
        ("#2026 # #_ ##dua a#b /#c &#x27;", []),
        ("https://contoh.test/#bukan", []),
        ("#" + "a" * 61, []),
        ("#\ufdfa", []),  # one letter that folds to a sentence
        (" ".join(f"#tag{n}" for n in range(12)), [f"tag{n}" for n in range(10)]),
    ],
)
def test_hashtags(text: str, expected: list[str]) -> None:
    assert hashtags(text) == expected


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "piece",
    [
        " ",
        "x ",
        "\t\n",
        "\n\n",
        "#",
        "#a",
        "#a ",
        "_",
        "http://",
        "http://a(",
        "https://a)",
        "https://a.)",
        ".",
        "<",
        "&amp;",
    ],
)
def test_no_text_costs_more_than_its_length(piece: str) -> None:
    """Quadratic work on so long a text would take hours."""
    text = "#x" + piece * (300_000 // len(piece)) + "x"
    tidied = tidy(text)
    assert len(hashtags(tidied)) <= TAGS_PER_COMMENT
    assert render(tidied)
    assert as_written("tiada", tidied) == "tiada"


@pytest.mark.timeout(5)
def test_a_name_of_endless_marks_is_not_sorted() -> None:
    assert as_tag("a" + "\u0301\u0323" * 100_000) == ""
    assert as_tag("s\u0323\u0307" * 60) == "\u1e69" * 60  # typed in parts, the longest name is one still


@given(st.text(max_size=60))
def test_every_hashtag_is_folded_and_finds_itself(text: str) -> None:
    for name in hashtags("#" + text):
        assert fold_tag(name) == name
        assert hashtags("#" + name) == [name]
        assert 0 < len(name) <= 60


@given(st.text(max_size=200))
def test_exactly_the_hashtags_are_linked(text: str) -> None:
    tidied = tidy(text)
    linked = [attrs["href"] for tag, attrs in Anatomy(render(tidied)).found if tag == "a" and attrs.get("class")]
    assert len(set(linked)) == len(hashtags(tidied))
