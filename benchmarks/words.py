"""What the benchmark's readers write: civil Indonesian sentences, no two alike."""

from __future__ import annotations

import random

TEXT = (
    "Di kampung saya ongkirnya malah lebih mahal daripada barangnya, padahal jaraknya cuma dua belas kilometer. "
    "Kalau warung mau mengumpulkan pesanan sampai jam sepuluh, kurirnya cukup sekali jalan dan ongkosnya bisa separuh. "
    "Yang kurang bukan aplikasinya, tapi jam kumpul yang disepakati bersama #BicaraJernih"
)
WORDS = sorted({word.strip(".,").lower() for word in TEXT.split() if word.isascii() and "#" not in word})
MORE = """
    pasar pagi pedagang sayur harga beras warga jalan desa sekolah anak guru petani sawah musim hujan banjir
    jembatan bupati kecamatan puskesmas dokter obat antre kereta stasiun penumpang tiket bensin motor ojek listrik
    padam air bersih sumur taman kota sampah bank kredit koperasi nelayan perahu ikan laut angin ombak cerita media
"""
VOCABULARY = WORDS + MORE.split()


def sentence(length: int = 26) -> str:
    """A text of `length` words, about 170 characters."""
    chosen = random.choices(VOCABULARY, k=length)
    middle = length // 2
    return f"{' '.join(chosen[:middle]).capitalize()}. {' '.join(chosen[middle:]).capitalize()}."
