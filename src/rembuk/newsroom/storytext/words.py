"""The word lists the recognisers share: outlets, places, offices, verbs of saying, days and months."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan", "februari feb pebruari", "maret mar", "april apr", "mei", "juni jun", "juli jul",
            "agustus agu ags agt", "september sep sept", "oktober okt", "november nov nopember", "desember des",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_DOMAIN = r"[A-Za-z][\w-]*(?:\.[a-z][\w-]*)?\.(?:co\.id|or\.id|com|id|co|net|tv|news|info|org)(?:\.id)?"
_DOMAIN_CAPS = r"[A-Z][\w-]*\.(?:CO\.ID|COM|ID|CO|NET|TV|NEWS|INFO)"
_BRANDS = (
    r"CNN Indonesia|CNBC Indonesia|BBC(?: News)? Indonesia|VOA Indonesia|IDN Times|NU Online|Media Indonesia|"
    r"Pikiran[ -]Rakyat|PIKIRAN[ -]RAKYAT|Koran Jakarta|Jawa Pos|JawaPos|Warta Kota|Suara Merdeka|Suara Pembaruan|"
    r"Suara Surabaya|Bisnis Indonesia|Harian Jogja|Radar [A-Z]\w+|Tribun(?:news)?(?:[ -]?[A-Z]\w+)?|TRIBUN[ -][A-Z]+|"
    r"Serambi(?: Indonesia)?|Kompas(?: ?TV|Tekno)?|KOMPAS(?: ?TV)?|Kontan|KONTAN|ANTARA(?: News)?|Antara(?: News)?|"
    r"ANTARANEWS|detik[A-Za-z]*|Detik[A-Za-z]*|Tempo|TEMPO|VIVA|Viva|Republika|REPUBLIKA|Liputan6|Merdeka|Okezone|"
    r"Sindonews|SINDOnews|JPNN|Katadata|Kumparan|kumparan|Tirto|Beritasatu|BeritaSatu|Solopos|Surya|SURYA|Medcom|"
    r"Metro ?TV|iNews|Inews|Waspada|Fajar|Bisnis|Suara|KBRN|RRI|Investor Daily|Kedaulatan Rakyat|Reuters|AFP|Xinhua|"
    r"Bernama"
)
OUTLET = rf"(?:{_DOMAIN_CAPS}|{_DOMAIN}|{_BRANDS})"
IS_OUTLET = re.compile(rf"{OUTLET}\Z")
AGENCIES = words("ant antara antaranews afp reuters ap xinhua bbc dpa rtr bloomberg cnn")

PLACES = frozenset(
    """Jakarta|Jakarta Pusat|Jakarta Selatan|Jakarta Barat|Jakarta Timur|Jakarta Utara|Bogor|Depok|Tangerang|
Tangerang Selatan|Bekasi|Bandung|Bandung Barat|Cimahi|Sukabumi|Cianjur|Garut|Tasikmalaya|Ciamis|Cirebon|Indramayu|
Majalengka|Kuningan|Subang|Purwakarta|Karawang|Sumedang|Serang|Cilegon|Pandeglang|Lebak|Semarang|Surakarta|Solo|
Sukoharjo|Klaten|Boyolali|Salatiga|Magelang|Temanggung|Kudus|Demak|Jepara|Pati|Rembang|Blora|Grobogan|Kendal|Batang|
Pekalongan|Pemalang|Tegal|Brebes|Purwokerto|Banyumas|Cilacap|Kebumen|Purworejo|Wonosobo|Banjarnegara|Purbalingga|
Karanganyar|Sragen|Wonogiri|Yogyakarta|Jogja|Sleman|Bantul|Kulon Progo|Gunungkidul|Surabaya|Sidoarjo|Gresik|
Lamongan|Tuban|Bojonegoro|Mojokerto|Jombang|Nganjuk|Madiun|Magetan|Ngawi|Ponorogo|Pacitan|Trenggalek|Tulungagung|
Blitar|Kediri|Malang|Batu|Pasuruan|Probolinggo|Lumajang|Jember|Banyuwangi|Bondowoso|Situbondo|Bangkalan|Sampang|
Pamekasan|Sumenep|Denpasar|Badung|Gianyar|Ubud|Buleleng|Mataram|Lombok|Lombok Timur|Sumbawa|Bima|Kupang|Ende|
Labuan Bajo|Banda Aceh|Aceh|Aceh Utara|Aceh Timur|Aceh Besar|Lhokseumawe|Langsa|Meulaboh|Medan|Binjai|
Pematangsiantar|Siantar|Sibolga|Padangsidimpuan|Deli Serdang|Padang|Bukittinggi|Payakumbuh|Pekanbaru|Dumai|
Tanjungpinang|Batam|Jambi|Palembang|Lubuklinggau|Bengkulu|Bandar Lampung|Lampung|Metro|Pangkalpinang|Pontianak|
Singkawang|Palangka Raya|Palangkaraya|Sampit|Banjarmasin|Banjarbaru|Martapura|Samarinda|Balikpapan|Bontang|Sangatta|
Tarakan|Nunukan|Makassar|Gowa|Maros|Bone|Parepare|Palopo|Kendari|Baubau|Palu|Poso|Gorontalo|Manado|Bitung|Minahasa|
Mamuju|Ambon|Ternate|Tidore|Sorong|Manokwari|Jayapura|Merauke|Timika|Wamena|Nabire|Nusantara|Bali|Banten|Papua|Riau|
Maluku|Jawa Barat|Jawa Tengah|Jawa Timur|DKI Jakarta|Sumatera Utara|Sumatera Barat|Sumatera Selatan|
Kalimantan Barat|Kalimantan Timur|Kalimantan Tengah|Kalimantan Selatan|Kalimantan Utara|Sulawesi Selatan|
Sulawesi Tengah|Sulawesi Utara|Sulawesi Tenggara|Sulawesi Barat|Nusa Tenggara Barat|Nusa Tenggara Timur|
Kepulauan Riau|Bangka Belitung|Indonesia|Washington|New York|London|Beijing|Tokyo|Seoul|Singapura|Kuala Lumpur|
Bangkok|Manila|Hanoi|Moskwa|Moskow|Paris|Berlin|Jenewa|Kairo|Riyadh|Mekkah|Makkah|Madinah|Jeddah|Ankara|Istanbul|
Teheran|Gaza|Yerusalem|Doha|Dubai|Canberra|Sydney|Melbourne|Den Haag|Brussel|Roma|Madrid|Hong Kong|Taipei|Dili|
China|Tiongkok|Malaysia|Jepang|Amerika Serikat|Australia|Belanda""".replace("\n", "").split("|")
)
PLACE_WORDS = frozenset(word for place in PLACES for word in place.split())

# The word before a place name inside an office: "Bupati Sleman", "Wali Kota Solo".
GEO_MARKERS = words(
    "Bupati Kota Kabupaten Kab. Provinsi Gubernur Camat Lurah Kecamatan Kelurahan Desa Kapolres Kapolresta "
    "Kapolrestabes Kapolda Kapolsek Polres Polresta Polda Polsek Kadis Dandim Kajari Kejari Kades RSUD Universitas "
    "Lapas Bandara Stasiun Pelabuhan Dusun Kampung Walikota Pasar"
)
OFFICE_HEADS = words(
    "Presiden Wapres Wakil Menteri Menko Menkeu Menkominfo Mendag Mendagri Menkes Menhub Mentan Mensos Mendikbud "
    "Menteri Gubernur Bupati Wali Walikota Camat Lurah Kepala Ketua Sekretaris Bendahara Direktur Dirjen Dirut "
    "Komisaris Manajer Manager Juru Jubir Duta Dubes Konsul Panglima Kapolri Kapolda Kapolres Kapolresta Kapolrestabes "
    "Kapolsek Kasat Kasatreskrim Kasatlantas Kabid Kadis Kasi Kanit Dandim Jaksa Hakim Pengacara Kuasa Advokat Anggota "
    "Ekonom Pengamat Pakar Peneliti Analis Dosen Rektor Dekan Profesor Guru Dokter Pelatih Kapten Manajer Koordinator "
    "Penasihat Penasehat Staf Deputi Asisten Inspektur Plt Pj Plh Penjabat Pelaksana Sekjen Ketum Waketum Founder CEO "
    "Chief Head Vice General Corporate Managing Executive Pendiri Pemilik Pemimpin Pengurus Perwakilan Humas Pembina "
    "Komandan Jenderal Letjen Mayjen Brigjen Kolonel Kombes AKBP AKP Kompol Iptu Ipda Aiptu Bripka Irjen Komjen "
    "Country Senior Executive Aktivis Petani Nelayan Pedagang Warga Pelaku Korban Saksi Sutradara Penyanyi Aktor "
    "Aktris "
    "Mantan Eks Calon Menparekraf Menaker Wamen Kasubdit Kabag Kepsek Kades Imam Ustaz Pastor Uskup CFO COO CTO "
    "Chairman"
)
OFFICE_WORDS = OFFICE_HEADS | words(
    "Besar Bidang Biro Bagian Divisi Departemen Dinas Badan Balai Bank Bursa Dewan Direktorat Fraksi Kementerian "
    "Kantor "
    "Kejaksaan Kepolisian Komisi Kelompok Koperasi Lembaga Majelis Mahkamah Markas Otoritas Partai Pengadilan "
    "Perusahaan "
    "Perhimpunan Persatuan Perkumpulan Asosiasi Gabungan Ikatan Forum Yayasan Pusat Satuan Satgas Sekolah Seksi Subdit "
    "Tim Unit Universitas Institut Politeknik Rumah Sakit Utama Umum Eksekutif Operasional Operasi Komersial Strategi "
    "Keuangan Pendidikan Kebudayaan Kesehatan Perhubungan Perdagangan Perindustrian Pertanian Kehutanan Kelautan "
    "Perikanan Komunikasi Informatika Informasi Digital Sosial Pariwisata Ekonomi Kreatif Energi Sumber Daya Mineral "
    "Dalam Luar Negeri Pertahanan Keamanan Hukum Hak Asasi Manusia Agama Tenaga Kerja Ketenagakerjaan Transmigrasi "
    "Pekerjaan Perumahan Rakyat Lingkungan Hidup Riset Teknologi Inovasi Investasi Pemuda Olahraga Perempuan Anak Desa "
    "Tertinggal Pembangunan Daerah Koordinator Maritim Politik Penelitian Pengembangan Perencanaan Nasional Pembinaan "
    "Republik Indonesia Negara Sipil Aparatur Statistik Meteorologi Klimatologi Geofisika Penanggulangan Bencana "
    "Pengawas Pengawasan Obat Makanan Pemeriksa Pemberantasan Korupsi Perlindungan Konsumen Usaha Mikro Kecil Menengah "
    "UMKM Pelayanan Publik Hubungan Masyarakat Pemasaran Penjualan Produksi Layanan Pelanggan Tbk Persero Perseroan "
    "Terbatas Tinggi Militer Darat Laut Udara Polisi Reserse Kriminal Lalu Lintas Narkoba Pidana Khusus Jasa Pasar "
    "Modal Perbankan Asuransi Syariah Industri Niaga Pangan Air Minum Listrik Gas Minyak Kereta Api Penerbangan "
    "Sumatera Jawa Kalimantan Sulawesi Nusa Tenggara Timur Barat Tengah Selatan Utara Tenggara Wilayah Kabupaten Kota "
    "Provinsi Kecamatan Kelurahan RT RW Muda Madya Purnawirawan Officer Executive Director President Manager Marketing "
    "Communication Secretary Relations Affairs Business Development Technology Operations Sales Product Country Head "
    "Bicara Pembantu Pengganti Harian Tugas Hubungan Internasional Mahasiswa Buruh Pekerja Serikat Paguyuban Warga "
    "Pengelola Pengusaha Pedagang Petani Nelayan Peternak Muslimat Klinik Puskesmas Perpustakaan Arsip Museum Taman "
    "Pengurus Cabang Ranting Gerakan Aliansi Jaringan Komite Panitia Tata Ruang Cipta Karya Bina Marga Penduduk "
    "Kependudukan Pencatatan Catatan Pemadam Kebakaran Kominfo Bappenas Bulog Basarnas Bawaslu Kadin Apindo "
    "Pertamina Telkom Telkomsel Perum Satpol PP Pamong Praja Pajak Bea Cukai Imigrasi Pemasyarakatan"
)

SAY = (
    "kata|ujar|tutur|jelas|ungkap|tegas|ucap|imbuh|pungkas|papar|terang|sebut|tambah|lanjut|tukas|cetus|kilah|klaim|"
    "jawab|tanya|seru|beber|urai|sambung|tandas|tulis|cuit|kelakar|timpal|keluh|harap|pinta|ajak|imbau|akui|aku|kenang|"
    "cerita|simpul|tampik|bantah|sahut|celetuk|pesan|puji|sesal|ulas|rinci|canda|gurau|demikian|tutup|teriak|bisik|"
    "gumam|"
    "duga|nilai|bilang|"
    "tekan|lapor"
)
STATE = (
    "mengatakan|menyatakan|menegaskan|menuturkan|menjelaskan|mengungkapkan|menyebut|menyebutkan|menambahkan|"
    "membenarkan|menilai|mengaku|mengakui|memaparkan|menerangkan|meminta|mengimbau|berharap|mengharapkan|bilang|"
    "melanjutkan|mengklaim|menjawab|membantah|memastikan|menekankan|mengingatkan|memperkirakan|berpendapat|berkata|"
    "menceritakan|bercerita|mengisahkan|berujar|bertutur|mengucapkan|menulis|mencuit|membeberkan|menyampaikan|"
    "mengeluhkan|menandaskan|menyarankan|mengajak|mengusulkan|memprediksi|merinci|menguraikan|menyayangkan|menduga|"
    "menolak|mengapresiasi|melaporkan|mengutarakan|mengemukakan|berpesan|menepis|menampik|menyoroti|mengungkap|"
    "menyimpulkan|menyambut|menargetkan|optimistis|menyindir|menyanggah|mencontohkan|menginstruksikan|menyerukan|"
    "berseloroh|berkelakar|berteriak|bergumam"
)
DAYS = "Senin|Selasa|Rabu|Kamis|Jumat|Jum'at|Sabtu|Minggu|Ahad"
