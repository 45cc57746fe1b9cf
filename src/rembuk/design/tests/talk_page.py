"""A conversation as `conversation.fragment` writes it, for the scripts' tests: the markup is the contract of both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

READER, OTHER, MUTED = (f"00000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))


def key(n: int) -> str:
    """The uuid of the n-th comment."""
    return f"10000000-0000-4000-8000-{n:012}"


def article(n: int, text: str, *, by: str = OTHER, name: str = "Tegar Pamungkas", inner: str = "", **more: str) -> str:
    """One comment. `inner` stands in its branch; of `more`, `marks` in its tag, `badge` and `note` in its header;
    `menu` is a list of what can be done."""
    uuid, at = key(n), f"/bincang/komentar/{key(n)}"
    moment = datetime.now(UTC) - timedelta(minutes=3)
    badge = f'<span class="badge">{more["badge"]}</span>' if "badge" in more else ""
    note = f'<span class="note">{more["note"]}</span>' if "note" in more else ""
    reactions = "".join(
        f'<a class="act react" href="{at}/tanggapan/" data-react="{kind}" data-n="{count}">{word} <b>{count}</b></a> '
        for kind, word, count in (("suka", "Suka", 3), ("cerah", "Mencerahkan", 0))
    )
    return (
        f'<article class="c" id="k-{uuid}" data-by="{by}" {more.get("marks", "")} tabindex="-1"'
        f' aria-label="Komentar dari {name}"><header><a class="by" href="/pembaca/{n}/">{name}</a>{badge}'
        f'<a class="when" href="{at}/"><time datetime="{moment.isoformat()}">24 Nov 2026, 13.59</time></a>'
        f"{note}</header>"
        f'<div class="text"><p>{text}</p></div><div class="acts">{reactions}'
        f'<a class="act" href="{at}/balas/" data-get data-target="#r-{uuid}">Balas</a> '
        f'<a class="act" href="{at}/tindakan/" data-get data-target="#r-{uuid}">Lainnya</a></div>'
        f'<div id="r-{uuid}">{more.get("menu", "")}</div><div class="kids" id="b-{uuid}">{inner}</div></article>'
    )


def form(slot: str, target: str, *, error: str = "", body: str = "", marks: str = "") -> str:
    """The form for a comment or a reply."""
    told = f'<div class="nudge" role="alert"><p>{error}</p></div>' if error else ""
    return (
        f'<form class="compose" id="{slot}" method="post" action="/kirim/" data-post data-target="{target}"'
        f' data-swap="prepend" {marks}><input type="hidden" name="client_key" value="kunci-{slot}">'
        f'<label for="teks-{slot}">Komentar Anda</label>{told}<textarea id="teks-{slot}" name="body" maxlength="2000"'
        f' data-draft="{slot}" data-draft-note="draf-{slot}" data-count="sisa-{slot}"'
        f'{" autofocus" if error else ""}>\n{body}</textarea><div class="row"><button class="btn">Kirim</button>'
        f'<span class="end"><span id="draf-{slot}" hidden>Tersimpan sebagai draf ·</span> '
        f'<span class="count" id="sisa-{slot}" data-text="sisa {{n}} huruf"></span></span></div></form>'
    )


DEEP = article(
    3,
    "Kalau begitu saya daftar hari ini juga, semoga kuotanya masih ada. Siapa yang sudah mencoba katalognya dari desa?",
    name="Maria Goretti Lamahoda",
    note="menjawab Sekar Wulandari",
    inner=f'<p><a class="act more" href="/bincang/komentar/{key(3)}/lanjut/">Lanjutkan percakapan ini (12)</a></p>',
)
REPLY = article(
    2,
    "Bisa, Mas. Katalognya disimpan di ponsel dan dikirim saat sinyal ada. Saya tambahkan di berita.",
    name="Sekar Wulandari",
    badge="Penulis berita",
    inner=DEEP,
)
FIRST = article(
    1,
    "Apakah katalognya bisa dipakai tanpa kuota besar? Di desa saya sinyal naik turun."
    ' <a class="tag" href="/tagar/bicarajernih/">#BicaraJernih</a>',
    note="disunting",
    inner=REPLY,
)
OWN = article(4, "Saya kurir di Ungaran, ongkirnya bisa separuh.", by=READER, name="Yohana M.")
SILENCED = article(
    5, "Ramai-ramai saja, tidak usah dibaca.", by=MUTED, name="Bento", inner=article(6, "Kenapa begitu, Pak?")
)
GONE = (
    f'<article class="c" id="k-{key(7)}" data-by="" data-state="gone" tabindex="-1"'
    ' aria-label="Komentar yang tidak tampil"><div class="text"><p>Komentar ini ditarik oleh penulisnya.</p></div>'
    "</article>"
)
PINNED = article(19, "Pukul empat sore penulis berita ini menjawab di sini.", name="Sekar Wulandari", badge="Redaksi")
NEXT = (
    '<p class="row"><a class="btn quiet" rel="next" href="?urut=terbaru&amp;setelah=abc#bincang"'
    ' data-get="/_utas/17?setelah=abc" data-target="closest p" data-swap="outer">Tampilkan komentar berikutnya</a></p>'
)
SORTS = "".join(
    f'<a href="?urut={sort}#bincang" data-get="/_utas/17?urut={sort}" data-target="#percakapan" data-swap="inner"'
    f"{' aria-current=true' if sort == 'terbaru' else ''}>{word}</a>"
    for sort, word in (
        ("terbaru", "Terbaru"),
        ("terlama", "Terlama"),
        ("disukai", "Paling dihargai"),
        ("ramai", "Ramai dibahas"),
    )
)
PICKS = "".join(
    f"<li><blockquote>{text}</blockquote>{name} · <a href='#k-{key(n)}'>Baca di tempatnya</a></li>"
    for n, name, text in (
        (4, "Yohana M.", "Saya kurir di Ungaran. Kalau warung mau mengumpulkan pesanan, ongkirnya bisa separuh."),
        (1, "Tegar Pamungkas", "Apakah katalognya bisa dipakai tanpa kuota besar?"),
    )
)


def page(*, html: str = 'lang="id"', head: str = "", signed_in: bool = False) -> str:
    """The whole page: what stands in the section, and what `design/base.html` puts around it."""
    sheets = "".join(f'<link rel="stylesheet" href="/s/{name}.css">' for name in ("tokens", "base", "forms", "talk"))
    return f"""<!doctype html><html {html}><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Percakapan</title>{head}{sheets}
<script src="/s/rembuk.js" defer></script><script src="/s/talk.js" defer></script></head><body>
<main id="main"><div class="wrap notices" id="trouble" role="alert" hidden><div class="notice warn"><span>Kiriman Anda
belum sampai. Tulisan Anda masih ada.</span></div></div><div class="wrap page"><h1 class="unseen">Percakapan</h1>
<section class="talk" id="bincang" aria-labelledby="talk-title" data-mine="/bincang/17/saya/" data-edit="Sunting"
 data-edit-for="600" data-muted="{{name}} Anda bisukan. Tampilkan" {"data-reader" if signed_in else ""}>
<h2 id="talk-title" data-one="1 komentar" data-many="{{n}} komentar">7 komentar</h2>
<p class="small ui" data-presence="{{n}} orang sedang membaca" hidden></p>
<section class="picks" aria-labelledby="picks-title">
<h3 id="picks-title">Pilihan redaksi</h3><ul>{PICKS}</ul></section>
{form("utas-17", "#percakapan")}
<div class="row"><form data-post="/ikuti/" data-unless="following" hidden>
<button class="btn quiet">Ikuti</button></form>
<form data-post="/berhenti/" data-if="following" hidden>
<button class="btn quiet">Berhenti mengikuti</button></form></div>
<div class="pinned" role="region" aria-label="Disematkan redaksi">{PINNED}</div>
<form class="seek" role="search" action="/cari/" data-get data-target="#percakapan"><label>Cari di percakapan ini
<input type="search" name="q"></label><button class="btn quiet">Cari</button></form>
<nav class="sorts" aria-label="Urutan komentar">{SORTS}</nav>
<div data-stream="/_arus/17?bahasa=id" data-list="percakapan" data-title="talk-title" data-one="1 komentar baru"
 data-many="{{n}} komentar baru" data-missed="Percakapan sudah jauh. Tampilkan lagi"
 data-gone="Komentar ini tidak lagi tampil."><a class="btn fresh" href="/" hidden></a></div>
<div id="percakapan" data-thread="17">{FIRST}{OWN}{SILENCED}{GONE}{NEXT}</div>
</section></div></main><div id="announce" class="unseen" role="status"></div></body></html>"""
