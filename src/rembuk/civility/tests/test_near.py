from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from rembuk.civility.near import NearIndex, distance, simhash

SEEDS = [
    "Jalan di depan pasar rusak sejak Lebaran, warga sudah lima kali melapor ke dinas tetapi tidak ada yang datang.",
    "Saya setuju dengan usul guru itu, anak-anak perlu lebih banyak waktu membaca dan lebih sedikit waktu di layar.",
    "Pertandingan semalam luar biasa, kiper kita menyelamatkan tiga peluang emas dan wasit pun akhirnya adil.",
    "Harga cabai di kampung kami dua kali lipat harga di kota, padahal kebunnya persis di belakang rumah.",
    "Puskesmas kami kekurangan bidan, ibu hamil harus naik perahu dua jam untuk sekali periksa kandungan.",
    "Konser itu dibatalkan sepihak, uang tiket belum kembali dan panitia mematikan kolom komentarnya.",
    "Petani garam di pesisir utara menunggu bantuan terpal, sementara garam impor sudah tiba di pelabuhan.",
    "Nenek saya hafal seluruh syair itu, sayang tidak ada seorang pun cucunya yang mau mencatatnya.",
]
OLD_TRICKS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "zero width": "\u200b".join,
    "spaces": lambda text: text.replace(" ", "   "),
    "signs": lambda text: text.replace(",", " \U0001f525").replace(".", "!!!"),
}


def paraphrases(text: str, rng: random.Random) -> list[str]:
    """One word replaced, one added, one dropped, and the sentence turned around."""
    words = text.split()
    at = rng.randrange(1, len(words) - 1)
    return [
        " ".join([*words[:at], "sekarang", *words[at + 1 :]]),
        " ".join([*words[:at], "sungguh", *words[at:]]),
        " ".join([*words[:at], *words[at + 1 :]]),
        " ".join([*words[at:], *words[:at]]),
    ]


@pytest.mark.parametrize("trick", OLD_TRICKS)
def test_what_folding_undoes_makes_no_difference(trick: str) -> None:
    for text in SEEDS:
        assert simhash(OLD_TRICKS[trick](text)) == simhash(text)


def test_copies_are_near_and_different_texts_are_far() -> None:
    rng = random.Random(7)
    copies = [distance(simhash(text), simhash(copy)) for text in SEEDS for copy in paraphrases(text, rng)]
    others = [distance(simhash(one), simhash(other)) for one in SEEDS for other in SEEDS if one != other]
    assert sum(bits <= 10 for bits in copies) >= 0.8 * len(copies)
    assert min(others) > 14


def test_an_index_finds_copies_and_nothing_else() -> None:
    index: NearIndex[int] = NearIndex()
    for key, text in enumerate(SEEDS):
        index.add(key, text)
    rng = random.Random(3)
    found = [index.near(copy) == [key] for key, text in enumerate(SEEDS) for copy in paraphrases(text, rng)]
    assert sum(found) >= 0.75 * len(found)
    assert (
        index.near("Sesuatu yang sama sekali lain, tentang kapal, pelabuhan lama dan burung camar di senja hari.") == []
    )


def test_the_bands_miss_nothing_that_lies_within_reach() -> None:
    rng = random.Random(11)
    texts = [" ".join(rng.choice(" ".join(SEEDS).split()) for _ in range(14)) for _ in range(200)]
    index: NearIndex[int] = NearIndex(within=20)
    for key, text in enumerate(texts):
        index.add(key, text)
    for text in texts[:40]:
        wanted = {key for key, other in enumerate(texts) if distance(simhash(text), simhash(other)) <= 20}
        assert set(index.near(text)) == wanted


def test_the_oldest_falls_out_and_the_newest_of_equals_comes_first() -> None:
    index: NearIndex[str] = NearIndex(most=3)
    for key in ("a", "b", "c", "d"):
        index.add(key, SEEDS[0])
    assert len(index) == 3
    assert index.near(SEEDS[0]) == ["d", "c", "b"]
    index.discard("c")
    index.discard("never there")
    assert index.near(SEEDS[0]) == ["d", "b"]


def test_the_same_key_replaces_its_text() -> None:
    index: NearIndex[str] = NearIndex()
    index.add("a", SEEDS[0])
    index.add("a", SEEDS[1])
    assert (len(index), index.near(SEEDS[0]), index.near(SEEDS[1])) == (1, [], ["a"])


def test_a_text_of_nothing_has_a_hash_too() -> None:
    assert simhash("") == simhash("\U0001f525 ...") == 0
    assert 0 < simhash("ya") < 1 << 64


@pytest.mark.parametrize(("within", "most"), [(-1, 5), (64, 5), (3, 0)])
def test_an_index_that_could_hold_nothing_is_refused(within: int, most: int) -> None:
    with pytest.raises(ValueError, match="at least one text"):
        NearIndex[str](within=within, most=most)
