"""More that must never be stopped: each sentence leans on a word that some rule looks for."""

from __future__ import annotations

import pytest

from rembuk.civility import judge

ANGER = """
Gubernur ini tukang janji, kerjanya nol besar.
Mundur saja kalau tidak bisa mengurus banjir!
Kalian pantas malu sama rakyat yang antre minyak.
Dia harus dipecat dan diadili, titik.
Mereka harus ditangkap, bukan dilindungi.
Dewan ini tuli, mahasiswa sudah teriak tiga hari.
Gaji naik terus, kerjanya tidur terus.
Seret semua yang terlibat ke pengadilan.
Hukum di negeri ini tumpul ke atas, tajam ke bawah.
Siapa yang bunuh aktivis itu sampai sekarang belum terungkap.
Dia bunuh istrinya lalu menyerahkan diri ke polisi.
Isu PKI selalu muncul menjelang pemilu, basi.
Sejarah PKI dan komunis harus diajarkan apa adanya.
Teroris itu harus dihukum seberat-beratnya.
Itu teroris lo, bukan pejuang.
Jangan pakai sebutan kadrun atau cebong lagi, capek.
Kampret vs cebong sudah selesai sejak 2019.
Rakyat ditembak gas air mata, kalian ke mana?
Kalau lapar jangan bakar ban di jalan, bakar ikan saja.
Koruptor mestinya dimiskinkan sampai tujuh turunan.
Kami sakit hati dibohongi terus.
"""

GAMBLING_TALK = """
Judi online itu pasti rugi, bandarnya yang kaya.
Siapa bilang judi online pasti untung? Tetangga saya jual rumah.
Mana ada judi yang pasti menang.
Situs KENANGA77 ditutup, besok buka lagi dengan nama lain.
Pemilik situs MELATI4D ditangkap polisi di Medan.
Komdigi blokir ribuan situs seperti TERATAI88 tiap minggu.
Korban situs RAJAWALI99 melapor ke Bareskrim.
Iklan judol masuk ke kolom komentar berita, tolong dihapus.
Adik saya kecanduan togel sejak SMA.
Dulu togel, sekarang slot, ujungnya sama: bangkrut.
Promotornya artis, yang ditangkap cuma kurirnya.
Patung Zeus di museum itu pecah saat dipindahkan.
Scatter plot di infografis ini kurang jelas, redaksi.
Analisis pengamat itu jitu sekali.
Ban motor saya pecah terus gara-gara jalan berlubang.
Telur satu peti pecah lagi di jalan.
Rekor dunia pecah lagi di nomor lari 100 meter.
Pedagang kecil mana ada yang untung pasti tiap hari.
"""

ANIMALS_AND_FOOD = """
Harga daging babi di Bali turun menjelang Galungan.
Pasokan babi dari Bulukumba berkurang, kata pedagang.
Tetangga pelihara anjing tiga ekor, berisik tiap malam.
Anjing kamu lucu sekali, umur berapa?
Monyet turun dari bukit mencari makan.
Orang makan babi atau tidak itu urusan masing-masing.
Kucing saya hilang, sudah dua hari tidak pulang.
Jangan buang bangkai ikan ke sungai.
Soto ayam di ujung gang itu enak dan murah.
Sambal tempenya pedas, es telernya segar.
"""

NAMES_AND_NUMBERS = """
Pak Hartoto terpilih lagi jadi kepala desa.
Menurut Prof. Bambang Sugitoto, datanya belum lengkap.
Ibu Rina Trijitu mengajar di SD kami dulu.
Hakim Mertoto menolak gugatan warga.
Pasang CCTV4D di perempatan juga percuma kalau mati.
Periksa USG 4D di puskesmas sekarang bisa.
"""

FOOTBALL = """
Tembak aja dari luar kotak, kiper sudah maju!
Wasitnya parah, penalti jelas tidak diberi.
Persebaya menang lagi, gol menit 89 memang mantap.
Pelatih harus diganti, mainnya begini terus.
Kiper kita jagoan, tiga kali selamatkan gawang.
"""

EVERYDAY = """
Krisis dot com tahun 2000 juga begini awalnya.
Baca di kompas dot com, ada penjelasannya.
Di titik info itu antrean paling panjang.
Ini Iwan, ketua RT 05, bukan Irwan.
Ilmu tanpa akhlak ya begini jadinya.
Tarif naik 100 persen, 1 juta penumpang terdampak.
Pasal 1 ayat 1 saja dilanggar.
Ukuran lensa 18x500 itu buat apa?
Bagi-bagi sembako menjelang pemilu itu suap.
Petir menyambar pohon di depan kelurahan.
"""

BLOCKS = (ANGER, GAMBLING_TALK, ANIMALS_AND_FOOD, NAMES_AND_NUMBERS, FOOTBALL, EVERYDAY)
CLEAN = [line for block in BLOCKS for line in block.strip().splitlines()]


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_near_a_rule_is_published(text: str) -> None:
    verdict = judge(text)
    assert (verdict.action, verdict.reasons) == ("publish", ())
