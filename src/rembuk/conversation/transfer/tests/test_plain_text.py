"""HTML and Markdown as plain text: whole, and never markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.conversation import markup
from rembuk.conversation.transfer.plain_text import from_html, from_markdown
from rembuk.conversation.transfer.staging import tidy


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>satu</p><p>dua</p>", "satu\n\ndua"),
        ("satu<br/>dua<br>tiga", "satu\ndua\ntiga"),
        ("<p>  satu\n  dua </p>", "satu dua"),
        ("a &lt; b &amp;&amp; c", "a < b && c"),
        ("<ul><li>beras</li><li>gula</li></ul>selesai", "- beras\n- gula\n\nselesai"),
        ("<pre>x = 1\n  y = 2</pre>", "x = 1\n  y = 2"),
        ("<blockquote>luar<blockquote>dalam</blockquote></blockquote>jawab", "> luar\n>\n> > dalam\n\njawab"),
        ('<a href="https://contoh.test/a">https://contoh.test/a</a>', "https://contoh.test/a"),
        ('<a href="https://www.contoh.test/">contoh.test</a>', "https://www.contoh.test/"),
        ('<a href="https://contoh.test/panjang">contoh.test/pan…</a>', "https://contoh.test/panjang"),
        ('<a href="https://contoh.test/a">peta</a>', "peta (https://contoh.test/a)"),
        ('<a href="javascript:alert(1)">klik</a>', "klik"),
        ("<script>alert(1)</script>aman<style>p{}</style>", "aman"),
        ('<b onclick="x()">tebal</b> <i>miring', "tebal miring"),
        ('<img src="https://contoh.test/a.png" alt="pasar">', "https://contoh.test/a.png"),
        ('<a href="https://contoh.test/?a=1&amp;b=2">data</a>', "data (https://contoh.test/?a=1&b=2)"),
        ("3 < 4 dan 5 > 4", "3 < 4 dan 5 > 4"),
    ],
)
def test_html(html: str, text: str) -> None:
    assert from_html(html)[0] == text


def test_lines_count_where_the_old_system_made_paragraphs_of_them() -> None:
    assert from_html("satu\ndua\n\n<em>tiga</em>", keeps_lines=True)[0] == "satu\ndua\n\ntiga"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("[peta](https://contoh.test/a)", "peta (https://contoh.test/a)"),
        ("![foto](https://contoh.test/a.png)", "https://contoh.test/a.png"),
        ("> kutipan\n\n**tebal**", "> kutipan\n\n**tebal**"),
        ("a < b dan <i>", "a < b dan <i>"),
    ],
)
def test_markdown(source: str, text: str) -> None:
    assert from_markdown(source)[0] == text


@given(st.text(alphabet="ab<>&/\"'= \np!-[]()#;", max_size=80))
def test_no_text_becomes_markup(html: str) -> None:
    for text in (from_html(html)[0], from_html(html, keeps_lines=True)[0], from_markdown(html)[0]):
        shown = markup.render(markup.tidy(text))
        assert set(_tags(shown)) <= {"p", "/p", "br", "a", "/a"}


def _tags(html: str) -> list[str]:
    return [piece.partition(">")[0].split(" ")[0] for piece in html.split("<")[1:]]


@given(st.lists(st.sampled_from(["<blockquote>", "</blockquote>", "<p>", "<a href='http://x.y'>", "</a>", "kata "])))
def test_words_are_never_lost(pieces: list[str]) -> None:
    assert from_html("".join(pieces))[0].count("kata") == pieces.count("kata ")


@pytest.mark.parametrize(
    "piece", ["<blockquote>", "<a href='http://x.y'>", "<!--", "<p ", "&", "[](", "<i><b>", "<pre>"]
)
def test_deep_and_broken_html_costs_little(piece: str) -> None:
    """64 kB of the worst, without recursion and in a moment: pytest's own limit is what fails here."""
    text = piece * (64_000 // len(piece))
    assert isinstance(from_html(text + "kata")[0], str)
    assert isinstance(from_markdown(text)[0], str)


@given(st.text(max_size=200))
def test_the_quick_look_at_a_text_changes_nothing(text: str) -> None:
    assert tidy(text) == markup.tidy(text)


@given(st.text(alphabet=" \t\nab#é–😀\u0301\u200d\xa0\xad\x1f", max_size=40))
def test_the_quick_look_at_a_text_with_blanks_changes_nothing(text: str) -> None:
    assert tidy(text) == markup.tidy(text)
