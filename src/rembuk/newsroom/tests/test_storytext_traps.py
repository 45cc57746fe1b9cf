"""Words that look like wrapping, credits or quotes and are not; and the other way round."""

from __future__ import annotations

from typing import Any

import pytest

from rembuk.newsroom.storytext import read_story

OPENING = "Pasar malam di Wanasari dibuka lagi setelah dua tahun tutup karena banjir."
CLOSING = "Panitia berharap pengunjung tertib sampai acara usai."


def read(*lines: str) -> dict[str, Any]:
    return read_story("\n".join((OPENING, *lines))).to_json()


BODY = (
    "Warga bergabung di grup Telegram kampung untuk berbagi kabar.",
    "Anda harus install aplikasi Telegram terlebih dulu, kata panitia kepada pengunjung.",
    '"Dapatkan update berita pilihan setiap hari dari kami," begitu bunyi pesan palsu itu.',
    "Pemenang lomba kostum mendapat e-voucher dan tagar #PasarMalam menjadi ramai.",
    "Data diri pengunjung akan digunakan untuk verifikasi tiket.",
    "Periksa kembali dan lengkapi data dirimu.",
    "Usaha mikro, kecil, dan menengah (UMKM) menjadi tulang punggung pasar (27/8/2017).",
    "Warga diminta membaca juga: aturan kebersihan di papan depan.",
    "Dikutip dari Kompas.com, Senin (18/4/2022), jumlah pedagang naik.",
    "Artikel ini telah tayang di banyak media, tetapi isinya keliru.",
    "Penertiban (baca: penggusuran) itu ditolak pedagang.",
    "Klik tautan undangan, lalu pilih gabung ke grup WhatsApp.",
)


@pytest.mark.parametrize("line", BODY)
def test_reporting_stays_in_the_body(line: str) -> None:
    story = read(line, CLOSING)
    assert [block["text"] for block in story["body"]] == [OPENING, line, CLOSING]


def test_a_heading_about_terms_is_a_heading() -> None:
    story = read("Syarat dan Ketentuan", CLOSING)
    assert story["body"][1] == {"kind": "heading", "text": "Syarat dan Ketentuan"}
    assert story["left_out"] == []


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("[Gambas:Video CNN]", "video_prompt"),
        ("ADVERTISEMENT", "advertisement"),
        ("SCROLL TO CONTINUE WITH CONTENT", "advertisement"),
        ("Baca berita dengan sedikit iklan, klik di sini", "advertisement"),
        ("Halaman Selanjutnya", "page_navigation"),
        ("Bagikan:", "share_prompt"),
        ("Cek Berita dan Artikel yang lain di Google News", "google_news"),
        ("Senin, 3 Juni 2024 10:15 WIB", "page_stamp"),
        ("Tags: pasar, malam", "topics"),
        ("Simak Video Pilihan di Bawah Ini :", "video_prompt"),
    ],
)
def test_page_furniture_is_left_out_wherever_it_stands(line: str, kind: str) -> None:
    story = read(line, CLOSING)
    assert story["left_out"] == [{"kind": kind, "text": line}]
    assert [block["text"] for block in story["body"]] == [OPENING, CLOSING]


HEADLINE = "Pasar Malam Wanasari Dibuka Lagi Setelah Dua Tahun"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("detikFinance", "outlet_name"),
        ("CNN Indonesia", "outlet_name"),
        ("Foto: Pasar malam di Wanasari", "picture_caption"),
        ("Lampu pasar malam di Wanasari. (Dok. Panitia Pasar)", "picture_caption"),
        ("Pengunjung membeli kerak telur, Sabtu (8/6/2024). ANTARA/Sitti Maryam", "picture_caption"),
        ("Lampu pasar malam. (Tomi Gunadi/detikcom)", "picture_caption"),
        ("A-A+", "page_navigation"),
    ],
)
def test_what_stands_between_headline_and_story_is_left_out(line: str, kind: str) -> None:
    story = read_story("\n".join((HEADLINE, line, OPENING, CLOSING))).to_json()
    assert story["headline"] == HEADLINE
    assert story["left_out"] == [{"kind": kind, "text": line}]
    assert [block["text"] for block in story["body"]] == [OPENING, CLOSING]


@pytest.mark.parametrize(
    "line",
    [
        "Ilustrasi Buku Anak Karya Warga Wanasari Menang Lomba",
        "Foto: Pasar Malam Wanasari Dibuka Lagi",
    ],
)
def test_a_headline_about_pictures_is_a_headline(line: str) -> None:
    assert read_story("\n".join((line, OPENING, CLOSING))).to_json()["headline"] == line


def test_a_caption_like_line_inside_the_story_stays() -> None:
    line = "Foto: begitu warga menyebut lukisan di gerbang pasar itu."
    assert read(line, CLOSING)["body"][1]["text"] == line


def test_a_byline_with_the_outlet_is_a_credit_and_a_place_is_not() -> None:
    story = read_story("\n".join((HEADLINE, "Galih Wirawan - detikFinance", OPENING, CLOSING))).to_json()
    assert [(entry["name"], entry["role"]) for entry in story["credits"]] == [("Galih Wirawan", "penulis")]
    story = read_story("\n".join((HEADLINE, "Jakarta Selatan - detikFinance", OPENING, CLOSING))).to_json()
    assert story["credits"] == []


def test_the_line_right_above_the_date_is_the_headline() -> None:
    lines = ("Berita Ekonomi Bisnis", HEADLINE, "Jumat, 05 Apr 2024 08:30 WIB", OPENING, CLOSING)
    assert read_story("\n".join(lines)).to_json()["headline"] == HEADLINE


def test_topics_in_lines_of_their_own_are_left_out() -> None:
    story = read(CLOSING, "Tags", "pasar", "Kota Wanasari")
    assert [entry["text"] for entry in story["left_out"]] == ["Tags", "pasar", "Kota Wanasari"]
    assert len(story["body"]) == 2


def test_a_label_line_is_not_continued_by_the_next_line() -> None:
    story = read_story("\n".join((HEADLINE, "Penulis: Ratih Palupi", "lihat foto pasar", OPENING, CLOSING))).to_json()
    assert story["credits"][0]["name"] == "Ratih Palupi"


def test_doubled_single_marks_are_quotation_marks() -> None:
    story = read("’’Tahun ini lebih ramai,’’ kata Sutini.", CLOSING)
    assert story["body"][1] == {
        "kind": "quote", "text": "’’Tahun ini lebih ramai,’’ kata Sutini.", "speaker": "Sutini",
    }  # fmt: skip


def test_a_quote_is_not_given_to_whoever_spoke_before_when_someone_new_comes_in() -> None:
    story = read(
        '"Aman," kata Kapolsek Wanasari Iwan Purbaya.',
        'Salah seorang warga, Mbah Surip (78) asal Klaten, datang sejak siang. "Saya tidak mau tertinggal," katanya.',
    )
    assert (story["body"][2]["speaker"], story["body"][2]["role"]) == ("Mbah Surip", "warga")


@pytest.mark.parametrize(
    ("lines", "after"),
    [
        (("(Baca: Lampu Pasar Mati Tiga Malam)", OPENING, CLOSING), [-1]),
        ((OPENING, "(Baca: Lampu Pasar Mati Tiga Malam)", CLOSING), [0]),
        ((OPENING, CLOSING, "(Baca: Lampu Pasar Mati Tiga Malam; Parkir Liar Ditata Ulang)"), [1, 1]),
        ((f"{OPENING} (Baca: Lampu Pasar Mati Tiga Malam) {CLOSING}", CLOSING), [0]),
        ((f"{OPENING} {CLOSING}", "Baca juga: Harga Beras; Siapa Untung?", CLOSING), [0]),
    ],
)
def test_a_related_story_knows_behind_which_block_it_stood(lines: tuple[str, ...], after: list[int]) -> None:
    assert [entry["after"] for entry in read_story("\n".join(lines)).to_json()["related"]] == after


def test_glued_wrapping_is_split() -> None:
    call = "Tulis komentarmu dengan tagar #BicaraJernih dan menangkan e-voucher untuk 40 pemenang!"
    story = read(call, "Syarat & KetentuanPeriksa kembali dan lengkapi data dirimu.")
    assert [entry["kind"] for entry in story["left_out"]] == ["campaign_call", "terms", "profile_notice"]


def test_related_is_taken_out_of_a_paragraph_that_is_then_whole_again() -> None:
    story = read(
        "Tiket naik. (Baca juga: Lampu Pasar Mati Tiga Malam; Parkir Liar Ditata Ulang) Pengunjung tetap datang."
    )
    assert story["body"][1]["text"] == "Tiket naik. Pengunjung tetap datang."
    assert [entry["text"] for entry in story["related"]] == ["Lampu Pasar Mati Tiga Malam", "Parkir Liar Ditata Ulang"]


@pytest.mark.parametrize(
    ("line", "speaker", "role", "inferred"),
    [
        ('"Kami siap," kata Bupati Wanasari, Retno Palupi di Wanasari.', "Retno Palupi", "Bupati Wanasari", False),
        ('"Kami siap," ujar Retno Palupi, Bupati Wanasari, Senin.', "Retno Palupi", "Bupati Wanasari", False),
        ('"Kami siap," tutur Retno kepada NIAGA PETANG, Minggu (27/8/2017).', "Retno", None, False),
        ('Menurut Rukmini, "Semua sudah siap."', "Rukmini", None, False),
        ("Rukmini menuturkan: “Semua sudah siap.”", "Rukmini", None, False),
        (
            "‘Kami siap,’ tegas Menteri Perdagangan (Mendag) Zul Hamdan.",
            "Zul Hamdan",
            "Menteri Perdagangan (Mendag)",
            False,
        ),
    ],
)
def test_who_speaks(line: str, speaker: str, role: str | None, inferred: bool) -> None:
    quote = read(line, CLOSING)["body"][1]
    assert quote["kind"] == "quote"
    assert (quote["speaker"], quote.get("role"), quote.get("inferred", False)) == (speaker, role, inferred)


def test_a_pronoun_is_the_last_speaker_with_the_office_known_earlier() -> None:
    story = read("Kepala Dinas Pasar (Dispas) Wira Kusuma menyatakan, pasar aman.", '"Lampu sudah terang," pungkasnya.')
    expected = {"speaker": "Wira Kusuma", "role": "Kepala Dinas Pasar (Dispas)", "inferred": True}
    assert expected.items() <= story["body"][2].items()


def test_an_unnamed_speaker_gets_no_name() -> None:
    story = read('"Murah," kata Sutini.', '"Mahal!" teriak seorang ibu.')
    assert story["body"][2] == {"kind": "quote", "text": '"Mahal!" teriak seorang ibu.'}


def test_titles_of_things_are_not_speech() -> None:
    story = read('Forum "Pasar dan Kita" digelar di balai desa.', 'Ia menyebut pasar itu "sangat ramai" tahun ini.')
    assert {block["kind"] for block in story["body"]} == {"paragraph"}


@pytest.mark.parametrize(
    ("end", "credits"),
    [
        ("(Ramlan Prihadi)", [("Ramlan Prihadi", "penulis")]),
        ("(rin/tof)", [("rin", "penulis"), ("tof", "editor")]),
        ("(*)", [("*", "penulis")]),
        ("(Ant)", [("Ant", "kantor berita")]),
        ("[abc]", [("abc", "penulis")]),
        ("(*/abc)", [("*", "penulis"), ("abc", "editor")]),
        (
            "(Penulis: Kontributor Batam, Tia Rahma | Editor: Bo Bela)",
            [("Tia Rahma", "kontributor"), ("Bo Bela", "editor")],
        ),
    ],
)
@pytest.mark.parametrize("glue", [" ", "\n"])
def test_credits_at_the_end(end: str, credits: list[tuple[str, str]], glue: str) -> None:
    story = read(CLOSING + glue + end)
    assert [(entry["name"], entry["role"]) for entry in story["credits"]] == credits
    assert story["body"][-1]["text"] == CLOSING


@pytest.mark.parametrize(
    ("notice", "publication", "title", "date"),
    [
        (
            'Berita ini sudah tayang di Niaga.co.id dengan judul "Pasar Buka" pada Minggu (27/8/2017)',
            "Niaga.co.id", "Pasar Buka", "2017-08-27",
        ),
        (
            'Artikel ini telah tayang di Niaga.com dengan judul "Pasar Buka", Klik untuk baca: https://niaga.com/a/1.',
            "Niaga.com", "Pasar Buka", None,
        ),
        ("Artikel ini pertama kali tayang di Lintas Pagi.", "Lintas Pagi", None, None),
        (
            'Tulisan ini sebelumnya dimuat di Harian Niaga dengan judul "Pasar" pada 3 Mei 2020.',
            "Harian Niaga", "Pasar", "2020-05-03",
        ),
        ("Sumber: ANTARA", "ANTARA", None, None),
    ],
)  # fmt: skip
def test_where_it_ran_first(notice: str, publication: str, title: str | None, date: str | None) -> None:
    story = read(CLOSING, notice)
    found = story["syndication"]
    assert (found["publication"], found["title"], found["date"]) == (publication, title, date)
    assert found["source"] == notice
    assert len(story["body"]) == 2


@pytest.mark.parametrize(
    ("dateline", "place", "outlet"),
    [
        ("JAKARTA, KOMPAS.com - ", "JAKARTA", "KOMPAS.com"),
        ("Jakarta - ", "Jakarta", None),
        ("JAKARTA, KONTAN. ", "JAKARTA", "KONTAN"),
        ("TRIBUNNEWS.COM, JAKARTA - ", "JAKARTA", "TRIBUNNEWS.COM"),
        ("Jakarta, CNN Indonesia -- ", "Jakarta", "CNN Indonesia"),
        ("Liputan6.com, Jakarta ", "Jakarta", "Liputan6.com"),
        ("Bisnis.com, JAKARTA – ", "JAKARTA", "Bisnis.com"),
        ("JAKARTA (ANTARA) - ", "JAKARTA", "ANTARA"),
        ("KONTAN.CO.ID - JAKARTA. ", "JAKARTA", "KONTAN.CO.ID"),
        ("SEMARANG. ", "SEMARANG", None),
        ("Suara.com - ", None, "Suara.com"),
    ],
)
def test_datelines(dateline: str, place: str | None, outlet: str | None) -> None:
    story = read_story(f"{dateline}{OPENING}\n{CLOSING}").to_json()
    assert story["dateline"] == {"place": place, "outlet": outlet, "source": dateline.strip()}
    assert story["body"][0]["text"] == OPENING
