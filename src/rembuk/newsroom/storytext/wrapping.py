"""What a news site wraps around a story: invitations, notices, advertisements, page furniture.

Three strengths of evidence, so that a story *about* Telegram, vouchers or personal data keeps its sentences:

- `SURE`: the site's own formula; it is wrapping wherever it stands outside quotation marks.
- `ALONE`: wrapping only when it is the whole paragraph.
- `BESIDE`: ordinary words; wrapping only when it touches other wrapping with nothing between.

A fourth recogniser reads invitations nobody has listed: an imperative, a channel and the outlet's own voice,
and only after the last paragraph of the story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import takewhile

from .sheet import Claim, Credit, LeftOut, Sheet, Span, sentences
from .words import DAYS, OUTLET

_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:WIB|WITA|WIT|GMT)\b"
_URL_ONLY = r"(?:https?://|www\.|t\.me/)\S+"
_CHANNELS = (
    ("telegram_invitation", r"\bTelegram\b|\bt\.me/"),
    ("whatsapp_invitation", r"\bWhats ?App\b|\bWA (?:Channel|Grup|Group)\b|\b(?:saluran|kanal|grup) WA\b"),
    ("google_news", r"\bGoogle News\b"),
    ("newsletter_invitation", r"\bnewsletter\b|\bbuletin\b|\bsurel\b|\be-?mail\b"),
    ("app_invitation", r"\bnotifikasi\b|\baplikasi\b|\bapp\b|\bPlay ?Store\b|\bApp ?Store\b|\bKompascom\+"),
    ("social_follow", r"\bInstagram\b|\bFacebook\b|\bTwitter\b|\bTikTok\b|\bYou ?Tube\b|\bThreads\b|\bmedia sosial\b"),
)
_IMPERATIVE = (
    r"(?:(?:Yuk|Ayo|Mari|Jangan lupa|Silakan|Segera|Mau|Anda (?:juga )?(?:bisa|dapat)|Kamu (?:juga )?bisa)[,!]?\s+)*"
    r"(?:Dapatkan|Ikuti|Gabung|Bergabung(?:lah)?|Join|Follow|Klik|Unduh|Download|Simak|Cek|Baca|Kunjungi|Langganan|"
    r"Berlangganan|Subscribe|Install|Instal|Daftar(?:kan)?|Aktifkan|Temukan|Update|Nikmati|Selalu|Pantau|Nantikan|"
    r"Like)\b"
)


@dataclass(frozen=True)
class Rule:
    kind: str
    pattern: re.Pattern[str]


def _rules(*rows: tuple[str, str]) -> list[Rule]:
    return [Rule(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in rows]


SURE = _rules(
    ("invitation", r"Dapatkan update berita\b.*\b(?:dari|di|bersama|setiap hari)\b"),
    ("telegram_invitation", r"Mari (?:ber)?gabung(?:lah)? (?:di|ke|dengan) (?:Grup|Channel|Kanal|Saluran) Telegram\b"),
    ("newsletter_invitation", r"Dapatkan informasi dan insight pilihan (?:redaksi )?"),
    ("newsletter_invitation", r"Daftarkan (?:e-?mail|surel)(?:mu| Anda)?\b"),
    ("invitation", r"Selalu update info terkini\b"),
    ("invitation", r"Simak breaking news dan berita pilihan (?:kami|dari)\b"),
    ("whatsapp_invitation", r"Pilih saluran andalanmu\b|Pastikan kamu sudah install aplikasi WhatsApp\b"),
    ("google_news", r"\*?(?:Cek|Baca|Simak) berita (?:dan artikel )?(?:terbaru |yang )?(?:lain|lainnya) di Google "
                    r"News\b"),
    ("campaign_call", r"(?:Tulis|Beri(?:kan)?|Kirim(?:kan)?) komentar(?:mu| Anda| kamu)? (?:dengan|memakai|pakai) "
                      r"(?:tagar|hashtag) #\w+"),
    ("profile_notice", r"Segera lengkapi data (?:diri ?mu|diri Anda|diri kamu) untuk (?:ikutan|mengikuti|ikut)\b"),
    ("advertisement", r"ADVERTISEMENT\b|SCROLL TO (?:CONTINUE|RESUME)(?: WITH)? CONTENT\b"),
    ("advertisement", r"(?:Scroll|Gulir)(?: ke bawah)? untuk (?:lanjut|melanjutkan)(?: mem)? ?baca\b"),
    ("advertisement", r"Baca berita (?:tanpa|dengan sedikit) iklan\b|Kompascom\+ baca berita tanpa iklan\b"),
    ("app_invitation", r"(?:Unduh|Download) (?:aplikasi )?(?:Kompas\.com|Tribun\w*|detikcom|Liputan6) (?:App|untuk)\b"),
    ("app_invitation", r"Download aplikasi\s*:\s*https?:|Dalam segala situasi, Kompas\.com berkomitmen\b"),
    ("cooperation_notice", r"(?:Artikel|Berita|Konten|Tulisan) ini (?:merupakan|adalah) (?:hasil )?(?:kerja ?sama|"
                           r"sindikasi)\b"),
    ("donation_call", r"DONASI, Dapat Vouch?er\b"),
    ("copyright", r"(?:COPYRIGHT|Hak cipta)? ?(?:©|\(c\)) ?\w|COPYRIGHT\b.{0,6}\d{4}"),
    ("copyright", r"Dilarang (?:keras )?(?:mengambil|menyalin|mengutip|menggandakan|memperbanyak)\b.*\btanpa "
                  r"(?:seizin|izin)"),
    ("whatsapp_invitation", r"Untuk mengetahui kebenaran informasi yang beredar, silakan WhatsApp\b"),
)  # fmt: skip

ALONE = _rules(
    ("advertisement", r"(?:Iklan|Advertorial|(?:Hide )?Ads?|Konten bersponsor|Pasang iklan.{0,30})$"),
    ("page_navigation", r"(?:Baca |Klik |Lanjut ke )?Halaman\s*:?[\d\s/|>-]*"
                        r"(?:selanjutnya|berikutnya|sebelumnya)?[\d\s/|>-]*$"),
    ("page_navigation", r"A\s?-\s?A\s?\+?$|(?:zoom-?in)? ?lihat foto\b.{0,200}$"),
    ("page_navigation", r"(?:\(?Bersambung ke (?:halaman|hal)\b.{0,20}|Hal(?:aman)? ?:[\d\s|]*)$"),
    ("page_navigation", r"[\d\s|]*(?:Selanjutnya|Berikutnya|Sebelumnya|Next|Prev(?:ious)?|Show All|Tampilkan Semua|"
                        r"Lihat Semua|Baca Selengkapnya|Baca Selanjutnya|Selengkapnya|Kembali ke atas|Load "
                        r"more)\s*[>»]*$"),
    ("page_navigation", r"Lihat (?:Foto|Semua Komentar)$"),
    ("video_prompt", r"(?-i:Kompas ?TV [A-Z]).{10,300}$"),
    ("share_prompt", r"(?:Bagikan|Share|Sebarkan)(?: (?:artikel|berita|ini))*(?: (?:ke|via|on)\b.{0,60})?\s*:?$"),
    ("share_prompt", r"(?:Salin (?:tautan|link)|Copy link|url telah tercopy)[.!]?$"),
    ("comment_prompt", r"(?:Tulis |Beri(?:kan)? |Lihat |Login untuk )?Komentar(?: \(\d+\)|mu| Anda)?(?: di "
                       r"sini)?\s*:?$"),
    ("comment_prompt", r"Isi komentar (?:menjadi|adalah|sepenuhnya)\b.*tanggung jawab"),
    ("topics", r"(?:Tags?|Topik(?: terkait| pilihan)?|Label|Kata kunci)\s*:.{0,200}$"),
    ("topics", r"(?:#\w+[\s,]*)+$"),
    ("page_stamp", rf"(?:{OUTLET}\s*[-,|]+\s*)?(?:(?:{DAYS}),?\s*)?\(?\d{{1,2}}[ /.-]\w+[ /.-]\d{{4}}\)?[\s,|"
                   rf"-]*(?:{_TIME})?$"),
    ("page_stamp", rf"(?:Diperbarui|Diterbitkan|Terbit|Update|Published|Tayang)\s*:?.{{0,40}}{_TIME}$"),
    ("video_prompt", r"(?:Yuk,? |Jangan lewatkan,? )?(?:Simak|Tonton|Lihat|Saksikan|Cek)!?(?: juga| pula)?"
                     r"(?: (?:video|tayangan|live)\b[^.]{0,60}(?::|\"|berikut|di bawah|pilihan|selengkapnya|ini!)|!? "
                     r"video pilihan).{0,160}$"),
    ("video_prompt", r"(?:Video (?:Terpopuler|Pilihan|Terkini|Terbaru)\b|Jangan (?:Sampai Ketinggalan|Lewatkan) "
                     r"Video\b).{0,60}$"),
    ("contact", r"Punya (?:informasi|cerita|keluhan)\b.{0,200}(?:kirim|hubungi)\b.{0,120}$"),
)  # fmt: skip

BESIDE = _rules(
    ("terms", r"(?:\*?\s*)Syarat\s*(?:&amp;|&|dan)\s*Ketentuan(?: berlaku)?[.!*]*$"),
    ("share_prompt", r"(?:(?:Facebook|Twitter|X|WhatsApp|Telegram|Line|E-?mail|LinkedIn|Pinterest|Copy Link|Salin "
                     r"Tautan)[\s|,]*)+$"),
    ("terms", r"(?:Baca|Lihat|Cek) (?:syarat|S ?& ?K)\b.{0,60}$"),
    ("profile_notice", r"(?:Periksa|Cek) kembali dan lengkapi data (?:diri ?mu|diri Anda|diri kamu)\b"),
    ("profile_notice", r"Data (?:diri ?mu|diri Anda|diri kamu) akan (?:digunakan|dipakai) untuk verifikasi\b"),
    ("profile_notice", r"(?:Segera )?Lengkapi (?:data diri|profil)(?: ?mu| Anda| kamu)?\b"),
    ("campaign_call", r"(?:Menangkan|Raih|Rebut|Dapatkan)\b.*\b(?:voucher|voucer|hadiah|pemenang)\b"),
    ("campaign_call", r"(?:Ikuti|Ikutan|Ikut) (?:program|kuis|lomba|undian)\b.*#\w+"),
    ("telegram_invitation", r"(?:Anda|Kamu) (?:harus|perlu|wajib|bisa) (?:meng)?(?:install?|instal|unduh|"
                            r"mengunduh)(?:asi)? "
                            r"(?:dulu )?aplikasi Telegram\b|Caranya,? klik (?:link|tautan)\b|Klik https?://t\.me\S* "
                            r"untuk"),
    ("whatsapp_invitation", r"(?:Anda|Kamu) (?:harus|perlu|wajib) \w+ aplikasi WhatsApp\b|WhatsApp Channel ?:"),
    ("whatsapp_invitation", r"\*?\s*Fakta atau Hoaks\?"),
    ("donation_call", r"Dukungan Anda akan menambah semangat kami\b|Sebagai ungkapan terima ?kasih atas perhatian "
                      r"Anda\b"),
    ("invitation", rf"{_URL_ONLY}$|(?:Klik|Kunjungi) (?:di sini|link|tautan)\b.{{0,60}}$|klik di sini\b.{{0,40}}$"),
    ("invitation", r"(?:Ingin|Mau) (?:tahu|mengetahui|mendapat\w*|dapat|baca|membaca)\b[^?]{0,100}\?$"),
    ("app_invitation", r"Ikuti terus update topik ini\b|Unduh (?:aplikasi )?di sini\b"),
    ("copyright", r"All rights reserved\b|(?:PT\.? )?[\w ]+\(Kompas Gramedia Digital Group\)"),
)  # fmt: skip

_EMBED = re.compile(r"\[(?:Gambas|Embed|Video|Foto|Gallery)\s*:[^\]]{0,120}\]", re.IGNORECASE)
_TOPICS_LABEL = re.compile(r"(?:Tags?|Topik(?: Terkait| Pilihan)?|Label|Kata Kunci)\Z", re.IGNORECASE)
_MOST_TOPIC_WORDS = 6
_STRAY = re.compile(r"\A[^\w\"'(\[]+\Z|(?<=[.!?\"'])\s*\*{2,}\s*\Z")
_INVITES = re.compile(_IMPERATIVE, re.IGNORECASE)
_OUTLET_VOICE = re.compile(rf"\b(?:berita|breaking news|kabar|artikel|informasi|info|konten)\b.*(?:\b{OUTLET}|"
                           rf"\bkami\b|https?://|"
                           r"di sini|disini)|\bkami\b|\bGoogle News\b|(?i:\bberita\b).*\b(?:Anda|kamu|\w+mu)\b|"
                           r"(?i:grup|channel|kanal|saluran|akun)(?: \w+)? "
                           r"" + OUTLET)  # fmt: skip
_CAMPAIGN = re.compile(
    r"(?:Tulis|Beri|Kirim|Ikuti|Ikut|Menangkan|Raih|Rebut)\w*\b.*(?:#\w+.*\b(?:voucher|voucer|hadiah|pemenang|"
    r"program)\b|"
    r"\b(?:voucher|voucer|hadiah|pemenang|program)\b.*#\w+|\bkomentar\w*\b.*#\w+)",
    re.IGNORECASE,
)
# The opening words at which a formula may be glued to the words before it ("… & KetentuanPeriksa kembali …").
GLUED = re.compile(
    r"(?:Tulis komentarmu dengan|Dapatkan (?:update berita pilihan|informasi dan insight)|Periksa kembali dan "
    r"lengkapi data|"
    r"Data dirimu akan|Segera lengkapi data dirimu|Syarat (?:&|dan) Ketentuan(?=Periksa|$|\n)|Simak breaking news "
    r"dan berita|"
    r"Mari bergabung di Grup|Anda harus install|Baca berita (?:tanpa|dengan sedikit) iklan|ADVERTISEMENT|SCROLL TO "
    r"(?:CONTINUE|RESUME)|"
    r"(?:COPYRIGHT|Copyright) ©|Kompascom\+ baca|Dilarang keras mengambil|Cek Berita dan Artikel yang lain di Google)"
)


def find_embeds(sheet: Sheet) -> Iterator[Claim]:
    """Places where the site puts a player or a picture: `[Gambas:Video …]`."""
    for match in _EMBED.finditer(sheet.plain):
        yield Claim(match.start(), match.end(), LeftOut("video_prompt"))


def find_formulas(sheet: Sheet) -> Iterator[Claim]:
    """The sites' known formulas, sentence by sentence."""
    for paragraph in sheet.open_paragraphs():
        for piece in _pieces(sheet, paragraph):
            words = sheet.plain[piece.start : piece.end]
            whole = piece == sheet.trim(paragraph)
            kind = _kind(SURE, words) or (_kind(ALONE, words) if whole else None)
            if kind and not sheet.within_quotes(piece.start):
                yield Claim(piece.start, piece.end, LeftOut(kind))


def find_beside(sheet: Sheet) -> Iterator[Claim]:
    """Ordinary words that touch wrapping already found; found again and again until nothing new touches."""
    pieces = [piece for paragraph in sheet.open_paragraphs() for piece in _pieces(sheet, paragraph)]
    likely = [(piece, kind) for piece in pieces if (kind := _kind(BESIDE, sheet.plain[piece.start : piece.end]))]
    wrapped = [claim for claim in sheet.claims if isinstance(claim.part, LeftOut) and claim.part.kind != "video_prompt"]
    edges = {claim.end for claim in wrapped} | {-claim.start for claim in wrapped}
    found = True
    while found:
        found = False
        for piece, kind in list(likely):
            before = len(sheet.plain[: piece.start].rstrip())
            after = piece.end + len(sheet.plain[piece.end :]) - len(sheet.plain[piece.end :].lstrip())
            if (before in edges or -after in edges) and not sheet.within_quotes(piece.start):
                likely.remove((piece, kind))
                edges |= {piece.end, -piece.start}
                found = True
                yield Claim(piece.start, piece.end, LeftOut(kind))


def find_tail_invitations(sheet: Sheet) -> Iterator[Claim]:
    """Unlisted invitations and calls after the end of the story, read from the last sentence backwards."""
    for paragraph in reversed(sheet.open_paragraphs()[1:]):
        pieces = list(_pieces(sheet, paragraph))
        for piece in reversed(pieces):
            kind = _invitation(sheet.plain[piece.start : piece.end])
            if kind is None or sheet.within_quotes(piece.start):
                return
            yield Claim(piece.start, piece.end, LeftOut(kind))


def find_topic_lists(sheet: Sheet) -> Iterator[Claim]:
    """`Tags` alone in a line, with the topics in the lines below it down to the end of the page."""
    below = list(takewhile(partial(_is_topic, sheet), reversed(sheet.open_paragraphs()[1:])))[::-1]
    at = next((n for n, p in enumerate(below) if _TOPICS_LABEL.match(sheet.plain, p.start, p.end)), len(below))
    yield from (Claim(line.start, line.end, LeftOut("topics")) for line in below[at:])


def find_topics_below(sheet: Sheet) -> Iterator[Claim]:
    """Bare topic words in lines of their own below the credits that close a story."""
    last = max((claim.end for claim in sheet.claims if isinstance(claim.part, Credit)), default=len(sheet.text))
    if last < sheet.tail_from() * 2 // 3:
        return
    for paragraph in reversed(sheet.open_paragraphs()):
        if paragraph.start < last or not _is_topic(sheet, paragraph):
            return
        yield Claim(paragraph.start, paragraph.end, LeftOut("topics"))


def _is_topic(sheet: Sheet, line: Span) -> bool:
    words = sheet.plain[line.start : line.end]
    return len(words.split()) <= _MOST_TOPIC_WORDS and words[-1] not in ".!?:\"')"


def find_stray_marks(sheet: Sheet) -> Iterator[Claim]:
    """Separators and leftovers without a word in them: `***`, `|`, an invisible mark."""
    for paragraph in sheet.open_paragraphs():
        for piece in sheet.free(paragraph):
            if match := _STRAY.search(sheet.plain[piece.start : piece.end]):
                yield Claim(piece.start + match.start(), piece.end, LeftOut("stray_mark"))


def left_out(sheet: Sheet) -> list[dict[str, str]]:
    """The wrapping, in the order of the page; sentences of one invitation in one paragraph are one entry."""
    entries: list[tuple[Claim, str]] = [(c, c.part.kind) for c in sheet.claims if isinstance(c.part, LeftOut)]
    runs: list[list[tuple[Claim, str]]] = []
    for entry in entries:
        if runs and _same_run(sheet, runs[-1][-1], entry):
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return [{"kind": _run_kind(sheet, run), "text": sheet.read(Span(run[0][0].start, run[-1][0].end))} for run in runs]


def _same_run(sheet: Sheet, left: tuple[Claim, str], right: tuple[Claim, str]) -> bool:
    gap = sheet.text[left[0].end : right[0].start]
    alike = left[1] == right[1] or (left[1] == "invitation" and right[1].endswith("_invitation"))
    link = right[1] == "invitation" and left[1].endswith("invitation")
    return not gap.strip() and ((alike and "\n" not in gap) or link)


def _run_kind(sheet: Sheet, run: list[tuple[Claim, str]]) -> str:
    kind = next((kind for _, kind in run if kind != "invitation"), None)
    text = sheet.read(Span(run[0][0].start, run[-1][0].end))
    return kind or _channel(text) or "newsletter_invitation"


def _pieces(sheet: Sheet, paragraph: Span) -> Iterator[Span]:
    """The sentences of a paragraph's unclaimed text, cut also where a formula is glued to other words."""
    for part in sheet.free(paragraph):
        for sentence in sentences(sheet.plain, part):
            cuts = [sentence.start]
            cuts += [m.start() for m in GLUED.finditer(sheet.plain, sentence.start + 1, sentence.end)]
            for start, end in zip(cuts, [*cuts[1:], sentence.end], strict=True):
                piece = sheet.trim(Span(start, end))
                if piece.start < piece.end:
                    yield piece


def _kind(rules: Iterable[Rule], words: str) -> str | None:
    return next((rule.kind for rule in rules if rule.pattern.match(words)), None)


def _channel(words: str) -> str | None:
    return next((kind for kind, pattern in _CHANNELS if re.search(pattern, words, re.IGNORECASE)), None)


def _invitation(words: str) -> str | None:
    if _CAMPAIGN.match(words):
        return "campaign_call"
    if _INVITES.match(words) and _OUTLET_VOICE.search(words):
        return _channel(words)
    return None
