"""Advertising for gambling as it is met under stories, with brands and disguises of our own: nobody's real one.

Nothing here is taken from the engine's lists, so that what it knows is not what it is measured by.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

_NAMES = """
    kenari melati rotan gerabah pinang lumbung serunai kemiri bandeng tambur gasing layang perunggu anyaman dahlia bakau
    rebana kencur salak terubuk pelana tempayan gelang caping lesung sampan jeruju kelapa embun halimun fajar senja
    angklung kecapi teratai nangka gurame panday kencana mutiara rimba samudra cakrawala bintara saptara wijaya
"""
NAMES = _NAMES.split()
TAILS = ("77", "88", "99", "69", "138", "168", "303", "777", "4D", "TOTO", "SLOT", "BET", "WIN", "JP", "VIP", "PLAY")
CLAIMS = """
    Semalam iseng main di {}, pagi saldo sudah {} juta
    {} memang beda, depo {} ribu langsung maxwin
    Terima kasih {}, kontrakan lunas {} bulan sekaligus
    Yang belum coba {} rugi, rtp-nya lagi tinggi {} persen
    cuma {} yang wd-nya cepat, {} menit masuk rekening
    gacor parah malam ini di {} pecah x{}00 bosku
    modal {1} ribu doang di {0} jadi motor baru
    saya sudah pindah ke {}, menang terus {} hari
    ketik aja {} di google, bonus new member {} persen
    berkat {} utang {} tahun beres semua
    info jujur: {} lagi royal, scatter turun {} kali
    Semangat terus kontennya kak, sehat selalu seperti {} yang selalu bayar {} juta
    {} JP lagi JP lagi, udah {} kali minggu ini
    Kakek zeus lagi baik di {} dapat {} juta bro
    daftar {} sekarang, gratis saldo {} ribu tanpa syarat
    link {} ada di profil saya, dijamin menang {} kali lipat
    dulu susah, sekarang {} bikin dompet tebal tiap {} jam
    prediksi malam ini cuma di {} angka {} tembus
    gak pernah kecewa sama {} sejak {} bulan lalu
    mantap {} auto sultan modal {} ribu
""".strip().splitlines()
STYLES = ("MATHEMATICAL BOLD", "MATHEMATICAL SANS-SERIF BOLD", "MATHEMATICAL DOUBLE-STRUCK", "MATHEMATICAL MONOSPACE")
LEET = str.maketrans("aeioAEIO", "43104310")


def _styled(name: str) -> str:
    style = random.choice(STYLES)
    return "".join(_letter(style, char) for char in name)


def _letter(style: str, char: str) -> str:
    kind = "DIGIT" if char.isdigit() else "CAPITAL"
    what = unicodedata.name(char).removeprefix("DIGIT ") if char.isdigit() else char.upper()
    try:
        return unicodedata.lookup(f"{style} {kind} {what}")
    except KeyError:
        return char


def _circled(name: str) -> str:
    return "".join(chr(0x24B6 + ord(char) - 65) if "A" <= char <= "Z" else char for char in name.upper())


def _wide(name: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in name)


def _marked(name: str) -> str:
    mark = random.choice("\u0332\u0336\u0337\u035f")
    return "".join(char + mark for char in name)


DISGUISES: tuple[Callable[[str], str], ...] = (
    str,
    str.lower,
    _styled,
    _styled,
    _circled,
    _wide,
    _marked,
    " ".join,
    ".".join,
    "-".join,
    "\u200b".join,
    lambda name: name.translate(LEET),
    lambda name: f"\u26a1 {' '.join(name)} \u26a1",
    lambda name: name[::-1] + " (baca terbalik)",
    lambda name: name.replace("A", "\u0410").replace("E", "\u0415").replace("O", "\u041e"),
    lambda name: name[:2] + "*" + name[3:],
)


def adverts(many: int) -> list[str]:
    """So many, no two alike."""
    found: dict[str, None] = {}
    while len(found) < many:
        brand = (random.choice(NAMES) + random.choice(TAILS)).upper()
        found[random.choice(CLAIMS).strip().format(random.choice(DISGUISES)(brand), random.randint(2, 98))] = None
    return list(found)
