from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.updates.telegram.fake import rules
from rembuk.updates.telegram.render import CAPTION_LIMIT, MESSAGE_LIMIT, Post, cut, link, render_post, visible_length

URL = "https://lintaspagi.example/umkm?utm_source=telegram&utm_medium=kanal"
POST = Post(
    headline="UMKM naik kelas",
    url=URL,
    link_label="Baca selengkapnya",
    standfirst="Warung & toko <kecil> kini bisa menjual sampai ke luar kota.",
    kind_label="BERITA PILIHAN",
    hashtag="#BicaraJernih",
)


def plain(telegram_html: str, limit: int = MESSAGE_LIMIT) -> str:
    """What the strict fake makes of it; a mistake in the markup raises."""
    return rules.read_text(telegram_html, "HTML", limit)[0]


def test_a_post_reads_as_an_editor_would_set_it() -> None:
    assert render_post(POST) == (
        "<b>BERITA PILIHAN</b>\n<b>UMKM naik kelas</b>\n\n"
        "Warung &amp; toko &lt;kecil&gt; kini bisa menjual sampai ke luar kota.\n\n"
        '<a href="https://lintaspagi.example/umkm?utm_source=telegram&amp;utm_medium=kanal">Baca selengkapnya</a> '
        "#BicaraJernih"
    )


def test_absent_parts_leave_no_gap() -> None:
    post = Post(headline="Gempa", url=URL, link_label="Baca")
    assert plain(render_post(post)) == "Gempa\n\nBaca"


def test_the_standfirst_gives_way_first() -> None:
    post = Post("Judul", URL, "Baca", standfirst="kata " * 2000, hashtag="#BicaraJernih")
    for limit in (MESSAGE_LIMIT, CAPTION_LIMIT):
        text = plain(render_post(post, limit), limit)
        assert text.startswith("Judul\n\nkata kata")
        assert text.endswith("kata…\n\nBaca #BicaraJernih")
        assert limit - 6 < rules.units(text) <= limit


def test_then_the_headline() -> None:
    post = Post("kata " * 500, URL, "Baca", standfirst="Isi.")
    text = plain(render_post(post, CAPTION_LIMIT), CAPTION_LIMIT)
    assert text.endswith("kata…\n\nBaca")
    assert "Isi" not in text


def test_a_label_that_can_never_fit_is_an_error() -> None:
    with pytest.raises(ValueError, match="longer than Telegram allows"):
        render_post(Post("Judul", URL, "x" * 2000), CAPTION_LIMIT)


@given(
    headline=st.text(min_size=1, max_size=60),
    standfirst=st.text(max_size=300),
    hashtag=st.sampled_from(["", "#BicaraJernih"]),
    limit=st.integers(40, 400),
)
def test_any_post_fits_and_is_well_formed(headline: str, standfirst: str, hashtag: str, limit: int) -> None:
    made = render_post(Post(headline, URL, "Baca", standfirst=standfirst, hashtag=hashtag), limit)
    assert visible_length(made) <= limit
    assert rules.units(plain(made)) <= limit
    assert plain(made).removesuffix(hashtag).rstrip().endswith("Baca")


@pytest.mark.parametrize(
    ("telegram_html", "length"),
    [("abc", 3), ("<b>abc</b>", 3), ("a &amp; b", 5), ("🔥", 2), ("é", 1), ('<a href="https://x.example">🔥</a>!', 3)],
)
def test_length_is_counted_as_telegram_counts(telegram_html: str, length: int) -> None:
    assert visible_length(telegram_html) == length


@pytest.mark.parametrize(
    ("telegram_html", "limit", "expected"),
    [
        ("satu dua", 8, "satu dua"),
        ("satu dua tiga", 9, "satu dua…"),
        ("satu dua tiga", 8, "satu…"),
        ("satu <b>dua <i>tiga empat</i></b>", 14, "satu <b>dua <i>tiga…</i></b>"),
        ("satu <b>dua</b>", 7, "satu…"),
        ("<b>satu</b> dua tiga", 9, "<b>satu</b> dua…"),
        ("panjangsekali", 5, "panj…"),
        ("a &amp; b c", 6, "a &amp; b…"),
        ("🔥🔥🔥", 4, "🔥…"),
    ],
)
def test_cutting_keeps_words_and_tags_whole(telegram_html: str, limit: int, expected: str) -> None:
    assert cut(telegram_html, limit) == expected


@given(st.lists(st.sampled_from(["<b>kata</b>", "kata ", "&lt;", "🔥", "<i>satu <u>dua</u></i> "])), st.integers(1, 60))
def test_a_cut_text_fits_and_is_well_formed(parts: list[str], limit: int) -> None:
    assert visible_length(cut("".join(parts), limit)) <= limit
    plain(cut("".join(parts), limit))


def test_only_web_addresses_are_linked() -> None:
    assert link('https://x.example/?q="a"', "<b>") == '<a href="https://x.example/?q=&quot;a&quot;">&lt;b&gt;</a>'
    with pytest.raises(ValueError, match="http"):
        link("javascript:alert(1)", "Baca")
