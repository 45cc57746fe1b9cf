"""The words the gambling rules go by."""

from __future__ import annotations


def words(listed: str) -> frozenset[str]:
    """A set out of words written with blanks between them."""
    return frozenset(listed.split())


# They end like a brand ("darwin", "kawin", "ribet") and are none.
ORDINARY_NAMES = words("""
    darwin erwin edwin alwin irwin aswin arwin marwin godwin kerwin goodwin baldwin ashwin winwin elwin sherwin
    corwin alphabet alfabet tibet sherbet display replay gameplay airplay cosplay autoplay foreplay roleplay
    fairplay unwin mencuan bercuan ngecuan secuan twin kawin dikawin nikahkawin ribet sabet disabet gebet
    digebet robet elisabet hebet rebet babet embet sutoto hartoto pratoto mertoto sejitu terjitu segacor
    tergacor burunggacor bertogel antitogel ngeslot mainslot judislot berslot antislot sehoki berhoki terhoki
""")

# A number behind one of these is not part of a brand.
BEFORE_A_NUMBER = words("""
    pasal ayat nomor no rp usd tahun thn tgl tanggal jam pukul menit detik umur usia kelas lantai halaman hal
    bab blok rt rw km jalan jl gang covid liga grup kloter seri tipe versi episode eps ep part vol sma smp sd
    smk smpn sman sdn uu pp perpu top hari bulan ke di dan yang atau usai total sekitar hingga sampai dari
    mencapai sebanyak nyaris hampir skor harga juz surat surah channel f g c cm kg mp hp gen windows ios android
    nokia iphone samsung redmi oppo vivo boeing airbus euro piala hut ri indonesia menang kalah kategori pin
    kode angka nilai skala aksi reuni demo rupiah mh sq ga jt qz cctv usg cinema bioskop film printer print cetak scan
    merdeka agustus desain model hologram animasi seismik wahana studio kamera gambar video foto
""")

# Talk about gambling. Advertisers avoid these words.
ABOUT_GAMBLING = words("""
    berantas memberantas pemberantasan pemerintah polisi polri tangkap ditangkap blokir diblokir memblokir
    korban bangkrut kecanduan haram dosa utang hutang tetangga komdigi kominfo judi judol perjudian penjudi
    razia penjara bahaya berbahaya menghancurkan hancur merusak dilarang larangan larang uu hukum menteri
    presiden dpr ojk ppatk rekening miskin bunuh cerai istri keluarga anak stop setop berhenti tobat kapok rugi
    kalah menipu tipu penipuan spam iklan promosi komentar komenan komenannya burung kicau murai lovebird
    perkutut kenari kolibri mancing umpan ikan mitologi yunani patung arkeolog gunung
""")

# In front of one of these, a word that ends like a brand is somebody's name.
BEFORE_A_PERSON = words("""
    pak bapak bpk bu ibu mas mbak bang kang om tante eyang mbah haji h hj dr prof ir drs jenderal kolonel letjen mayjen
    kapten gubernur bupati menteri hakim jaksa camat lurah ustaz ustad kiai pelatih pemain almarhum alm saudara sdr
    keluarga bernama nama
""")

# A word written with a capital behind one of these is the name of a place.
BEFORE_A_PLACE = words("""
    desa dusun kampung kelurahan kecamatan kabupaten pantai pulau gunung bukit teluk tanjung sungai kali curug danau
    waduk bendungan goa gang jalan jl stasiun halte terminal pasar jembatan nagari padukuhan pedukuhan
""")

# Ordinary words that differ from a listed one by one letter: with a star for that letter they mean themselves.
LIKE_LISTED = words("""
    banget bnget bangett slot aing aang kentut kampung kampong tambak tiket token sandal pelaku konten kontan
    kacang sumpah benci perak pelor sunting gendang jelang gulo kefir gombal gombel bangku teruk sutan bagus
""")

# Advertisers reverse these, swap two letters in them or put digits in them; nobody else does.
KEYWORDS = words("""
    slot togel gacor maxwin scatter jackpot jakpot parlay pragmatic olympus mahjong casino kasino judol pgsoft freespin
""")


def _misspelt() -> dict[str, str]:
    swapped = {
        word[:i] + word[i + 1] + word[i] + word[i + 2 :]: word
        for word in KEYWORDS
        if len(word) >= 5
        for i in range(len(word) - 1)
    }
    table = swapped | {word[::-1]: word for word in KEYWORDS}
    return {wrong: right for wrong, right in table.items() if wrong not in KEYWORDS}


MISSPELT = _misspelt()

# What a brand ends in, almost surely.
SURE_ENDINGS = "togel|slot|gacor|maxwin|jitu|toto|poker|qq"

# Promotion words, by the weight of one mention.
PROMOTION: dict[str, float] = {
    **dict.fromkeys(words("maxwin gacor gachor gacir gacoor pgsoft scatter jackpot jakpot jekpot"), 0.4),
    **dict.fromkeys(words("jepe jepey jepenya wede wedey wdnya"), 0.4),
    **dict.fromkeys(words("slot slots togel toto parlay casino kasino rtp jp wd depo spin freespin"), 0.3),
    **dict.fromkeys(words("olympus mahjong pragmatic zeus petir bonus deposit withdraw"), 0.2),
    **dict.fromkeys(words("cuan hoki bandar situs bosku bosque auto nagih receh profit jitu"), 0.2),
    **dict.fromkeys(words("hk sgp sdy"), 0.15),
    **dict.fromkeys(words("menang kemenangan rezeki modal untung saldo link daftar gabung"), 0.12),
    **dict.fromkeys(words("main bermain gampang mantap terpercaya google situsnya cair"), 0.08),
}

# What happens to a site or its owner in the news. Beside one of these a brand may be named.
ENFORCEMENT = words("""
    diblokir memblokir pemblokiran blokir ditutup menutup ditangkap menangkap penangkapan tangkap digerebek gerebek
    diberantas berantas memberantas disita menyita dibongkar membongkar korban penipuan menipu ditipu tertipu polisi
    polri bareskrim komdigi kominfo ppatk ojk kejaksaan jaksa hakim divonis vonis dipenjara tersangka terdakwa
    dilaporkan melaporkan kecanduan bangkrut razia spam dihapus hapus diperiksa laporkan iklan promosi
""")
# The subject itself, and words that do no more than place it: neither of them advertises.
GAMBLING_NAMES = words("judi judol perjudian penjudi")
NEUTRAL = words("situs bandar slot slots togel toto link online deposit saldo situsnya main bermain google untung")
# Who doubts a promise does not make it.
DOUBT = words("""
    tidak tak nggak ngga enggak gak ga ngak bukan bohong tipu mana siapa jangan percuma mustahil katanya rugi kalah
    bangkrut kok masa omong kosong stop bodoh
""")
