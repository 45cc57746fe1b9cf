"""What waits at the moderators' desk of the sample newsroom beside the talk, and what was said about decisions.

All of it is invented. What is held is written so that the phases hold it; what is reported is published and harmless.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comment that a phase holds, so many minutes ago, under a story of this slug."""

    story: str
    text: str
    minutes_ago: int


LOAN: Final = (
    "Butuh dana cepat tanpa jaminan, cair hari ini juga? Chat WA 0812 5550 0177, cukup kirim foto KTP saja ya."
)
WAITING: Final = [
    Waiting("tanggul-kali-jebol", "Rumah habis kena air, utang menumpuk. Kadang saya ingin bunuh diri saja.", 12),
    Waiting("tanggul-kali-jebol", LOAN, 34),
    Waiting("angkot-berjadwal", LOAN.replace("saja ya", "ya kak"), 31),
    Waiting("ongkir-antarkecamatan", LOAN.replace("hari ini juga", "hari ini"), 29),
    Waiting("ongkir-antarkecamatan", "Awas kamu, kutunggu di gudang, kubunuh kau kalau paketku hilang lagi.", 48),
    Waiting(
        "liga-antar-rt", "Wasitnya tinggal di Jalan Kenanga Nomor 12 RT 03, hapenya 0857 5550 0123. Datangi saja.", 95
    ),
    Waiting(
        "warung-belajar-daring", "Lowongan admin dari rumah, 400 ribu sehari, daftar di t.me/kerjarumahcontoh", 130
    ),
]
NEWCOMERS: Final = [
    Waiting("internet-balai-desa", "Baru daftar karena berita ini. Di desa saya antenanya malah dipakai jemuran.", 22),
    Waiting("internet-balai-desa", "Salam kenal. Saya operator balai desa, boleh saya bantu jelaskan biayanya?", 57),
]
REPORTS: Final = [
    ("abuse", "Nadanya merendahkan pedagang kecil."),
    ("other", "Ini salah alamat, bukan tentang berita ini."),
    ("privacy", "Sepertinya menyebut tetangga saya."),
    ("hate", ""),
    ("spam", "Akun ini menulis hal yang sama di mana-mana."),
]
FLOODERS: Final = [
    *("Rangga Setiawan", "Tiara N", "Bimo P", "Gembul Kidul", "Nur Hasanah", "Ujang Kecil"),
    *("Warga Gerah", "Sasa Amelia", "Joko Anyar", "Melati P", "Arif Budiman"),
]
FLOOD_NOTE: Final = "Akun ini harus dihapus."
APPEALS: Final = [
    (
        "Saya hanya bercerita tentang pengalaman saya sendiri. Tidak ada yang saya promosikan.",
        "Anda benar: ini cerita, bukan promosi. Mesin kami keliru dan kami ikut keliru. Terima kasih sudah menegur.",
    ),
    (
        "Saya menulis begitu karena kesal, dan isinya benar. Pelayanannya memang buruk.",
        "Isinya boleh disampaikan, dan silakan ditulis ulang. Yang kami tolak hanya kata yang merendahkan orangnya.",
    ),
    ("Kata itu biasa dipakai di kampung saya, bukan makian. Mohon dibaca sekali lagi.", ""),
]
