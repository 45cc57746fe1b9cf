"""What must never be stopped: harsh, clean speech; words that only look foul; talk about gambling."""

from __future__ import annotations

import pytest

from rembuk.civility import judge

POLITICS = """
Bubarkan KPAI!
Pemerintah gagal total mengurus harga beras.
Menteri harus mundur hari ini juga.
DPR cuma tidur, rakyat yang bayar gajinya.
Kebijakan ini bodoh dan merugikan petani kecil.
Presiden bohong soal janji kampanyenya.
Pecat semua pejabat yang korupsi!
Hukum mati koruptor, jangan diberi remisi.
Saya muak dengan drama para elite.
Polisi lamban, korban sudah lapor tiga kali.
Gubernur tidak becus, banjir lagi banjir lagi.
Dasar hukum aturan ini lemah sekali.
Negara ini milik rakyat, bukan milik oligarki.
Sistemnya bobrok dari atas sampai bawah.
Tolak kenaikan PPN 12 persen!
Kalau tidak sanggup, lebih baik angkat kaki.
Ini pembodohan publik yang terang-terangan.
Reformasi 98 terasa sia-sia kalau begini terus.
Wakil rakyat kok tidak mau mendengar rakyat?
Program makan gratis jangan jadi bancakan.
Bupati gila hormat, jalan rusak tidak diurus.
Mosi tidak percaya untuk seluruh jajaran direksi.
"""

LOOKALIKES = """
Jual anjing golden di pasar hewan sudah lama dilarang.
Anjing pelacak menemukan korban di reruntuhan.
Dua warga digigit anjing gila, rabies naik lagi.
Anjing saya sakit, dokter hewan terdekat di mana ya?
Daging babi naik harganya menjelang Imlek.
Warung babi guling itu selalu penuh.
Peternakan babi di sana kena wabah ASF.
Monyet ekor panjang turun ke kampung.
Pasien cacar monyet sudah sembuh.
Ibu saya ikut Tai Chi setiap Minggu pagi.
Asuransi kesehatan swasta makin mahal.
Pengasuh dan anak asuhnya selamat.
Bangkai kapal itu ditemukan nelayan.
Bakteri E. coli mencemari air sungai.
Kondisi taiwan dan thailand berbeda.
Pantai ini kotor, mana petugasnya?
Dia perekam suara handal, perekat tim ini.
Sumur pantek jadi andalan warga saat kemarau.
Kontrol harga di pasar masih lemah.
Bangsa ini besar karena saling menghargai.
Cabai rawit Rp50.000 per kilo di 2024, 3 anak saya tidak suka pedas.
Neraka jahanam bukan bahan candaan.
Mentor kami memeluk semua peserta.
Toleransi di kampung kami dijaga turun-temurun.
Kompas arahnya bergeser, kata ahli geofisika.
Warga Donggo menggelar upacara adat.
"""

GAMBLING_NEWS = """
Pemerintah harus berantas judi online sampai ke akarnya.
Tetangga saya bangkrut gara-gara slot.
Suami teman kecanduan slot sampai jual motor, kasihan anaknya.
Polisi tangkap bandar togel di pasar.
Komdigi blokir situs slot tapi besok muncul lagi.
Judi online menghancurkan rumah tangga.
Iklan slot gacor di mana-mana, menteri ke mana saja?
Bandar judi dilindungi siapa?
PPATK mencatat deposit judi online naik tajam.
Burung kicau saya gacor lagi setelah dijemur.
Timnas menang 3-0, mantap!
Semoga menang dan rezeki lancar semua.
Modal usaha untuk UMKM jangan dipersulit.
Harga saham naik, lumayan cuan sedikit.
Upacara HUT RI ke-77 di kampung meriah.
Pasal 33 UUD 1945 sudah jelas.
Persib 2 Persija 2, seru sekali.
Gempa magnitudo 5,5 terasa sampai sini.
Penerbangan GA 88 batal lagi.
Darwin dan Erwin sudah kawin, acaranya di Tibet.
"""

ORDINARY = """
Terima kasih beritanya, sangat membantu.
Sumber datanya dari mana ya, redaksi?
Setuju dengan komentar di atas.
Selengkapnya ada di https://www.contoh.id/berita/banjir
Wkwkwkwk lucu banget
Alhamdulillah, semoga korban segera pulih.
Mantaaaap, lanjutkan!
Merdeka! \U0001f1ee\U0001f1e9\U0001f1ee\U0001f1e9 \u2764\ufe0f\u2764\ufe0f\u2764\ufe0f\u2764\ufe0f
Keluarga kecil kami \U0001f468\u200d\U0001f469\u200d\U0001f467 tinggal di pinggir kali.
Tolong redaksi perbaiki judulnya, salah ketik.
Hubungi call center 1500123 kalau listrik padam.
Nomor darurat 112 dan 119 harus mudah diingat.
Setuju! Kamu benar sekali.
#BicaraJernih saya dukung wisata murah untuk rakyat.
"""

CLEAN = [line for block in (POLITICS, LOOKALIKES, GAMBLING_NEWS, ORDINARY) for line in block.strip().splitlines()]


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_is_published(text: str) -> None:
    verdict = judge(text)
    assert (verdict.action, verdict.reasons) == ("publish", ())


@pytest.mark.parametrize("text", ["", " ", "\n\n", "...", "\u200b"])
def test_a_text_of_nothing_is_published(text: str) -> None:
    assert judge(text).action == "publish"
