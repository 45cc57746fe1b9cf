"""What stands around a listed word."""

from __future__ import annotations

import pytest

from rembuk.civility import judge
from rembuk.civility.models import NO_MODELS


def action(text: str) -> str:
    return judge(text, models=NO_MODELS).action


@pytest.mark.parametrize(
    ("innocent", "foul"),
    [
        ("Dia dipanggil monyet", "Dia memang monyet"),
        ("Jangan sebut mereka kadrun", "Mereka kadrun"),
        ("Ia tidak pantas disebut goblok", "Ia pantas disebut goblok"),
        ("Dia disebut goblok oleh gurunya", "Gue sebut dia goblok"),
        ("Kata goblok itu kasar", "Kata gue goblok"),
        ("Saya goblok waktu itu", "Menurut saya goblok"),
        ("Ia menulis \u201cgoblok\u201d di papan, begitu katanya", "Ia \u201cgoblok\u201d di papan"),
        ('Pelaku mengancam "gue bunuh lu" kepada korban', "gue bunuh lu ya korban"),
        ("Kebijakan bodoh", "Kamu bodoh"),
        ("Buang sampah kalian ke tempatnya", "Sampah kalian"),
        ("Di situ babi hutan turun", "Babi situ"),
        ("Bang ke pantai yuk", "Bangke lu"),
        ("Pak Asu itu lurah kami", "Pak lurah asu"),
        ("Saya kuliah dekat Desa Bego", "Macet lagi di jalan. Bego"),
        ("Goblok bukan kata yang pantas", "Goblok memang kata yang pantas"),
        ("Jangan usir orang Rohingya", "Jangan diam, usir orang Rohingya"),
        ("Rumah saya bakar sampah tiap sore", "Rumahmu saya bakar nanti sore"),
        ("Monyet di hutan itu mandi, turis memotret", "Monyet kalian, turis memotret"),
        ("Kadrun itu sebutan yang menghina", "Kadrun itu sibuk menghina"),
        ("Mereka harus digantung nasibnya", "Mereka harus digantung"),
    ],
)
def test_context_decides(innocent: str, foul: str) -> None:
    assert (action(innocent), action(foul) != "publish") == ("publish", True)


def test_a_swear_word_that_is_told_is_asked_about_and_not_held() -> None:
    assert action("Ibu itu dimaki bangsat oleh penagih utang") == "nudge"


def test_mild_words_count_in_numbers() -> None:
    assert action("Pejabat munafik dan bejat") == "publish"
    assert action("Munafik, bejat, laknat, pengecut") == "nudge"


def test_a_comma_parts_a_phrase_but_not_a_threat() -> None:
    assert action("Keluarga Padang, tolol juga") == "nudge"
    assert action("mending lu, mati") == "hold"


def test_danger_to_oneself_is_held_under_its_own_name() -> None:
    (reason,) = judge("saya mau bunuh diri malam ini", models=NO_MODELS).reasons
    assert (reason.kind, reason.word) == ("self_harm", "saya mau bunuh diri")
    assert action("Pria itu ditemukan bunuh diri") == "publish"


@pytest.mark.parametrize(
    "text",
    ["bangs**", "golbok", "ban gsat", "b_ngsat", "menggoblokkan", "gobloknyalah", "go.blok", "kegoblok-goblokan"],
)
def test_more_shapes_of_a_word(text: str) -> None:
    assert action(f"aturan {text} begitu") != "publish"


@pytest.mark.parametrize("text", ["b*nget", "go blok m yuk", "kacang kapri", "*tebal*", "take a look"])
def test_ordinary_words_that_look_like_a_shape(text: str) -> None:
    assert action(f"wah {text} sekali") == "publish"


@pytest.mark.parametrize(
    ("talk", "bait"),
    [
        ("Pinjaman tanpa jaminan, dana cair cepat? OJK ke mana", "Tanpa jaminan, dana cair hari ini"),
        ("Lowongan kerja sepi, gaji harian pun tidak ada", "Kerja dari rumah, gaji harian, tanpa modal, minat hubungi"),
    ],
)
def test_bait_is_stopped_and_talk_about_it_is_not(talk: str, bait: str) -> None:
    assert (action(talk), action(bait)) == ("publish", "nudge")
