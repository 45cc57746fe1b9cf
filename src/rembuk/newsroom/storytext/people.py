"""People as Indonesian news names them: office and name, in either order: `Kepala Dinas Sosial, Budi Santoso`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .words import GEO_MARKERS, OFFICE_HEADS, OFFICE_WORDS, PLACE_WORDS, SAY, STATE, words

PRONOUN = re.compile(r"(?:dia|ia|beliau|mereka|nya|Dia|Ia|Beliau|keduanya|sang|si)\b")
POINTS_BACK = re.compile(
    r"\b(?:itu|ini|tersebut|tadi)\b|^(?:pria|wanita|perempuan|lelaki|ibu|bapak|ayah|politikus|"
    r"politisi|mantan)\b"
)
_CUT = re.compile(
    r"\s+(?:kepada|saat|di|dalam|ketika|usai|pada|melalui|lewat|dikutip|seperti|seusai|sebelum|sesudah|setelah|sambil|"
    r"seraya|menjawab|menanggapi|dari|lagi|via|terkait|soal|mengenai|tentang|kemarin|hari ini|tadi|siang|pagi|malam|"
    r"sebagaimana|menirukan|mengutip|merujuk|yang|ini|itu|mewakili|dengan|oleh|selaku|sore|dihubungi|ditemui|"
    r"dilansir|asal)\b.*"
    r"|[,\s]+(?:Senin|Selasa|Rabu|Kamis|Jumat|Jum'at|Sabtu|Minggu|Ahad)\b.*|\s*\(\d{1,2}/.*|\s+-+\s.*",
    re.DOTALL,
)
_AGE = re.compile(r"\s*\(\d{1,3}(?: tahun)?\)|,?\s*\d{1,3} tahun\b")
_DEGREE = re.compile(
    r",\s*(?:(?:S|M|Dr|Ph|Sp|A)\.\s?[A-Z][A-Za-z.]*|(?:SH|MH|MM|SE|ST|MT|SIK|SIP|MSi|SPd|MPd|SKom|MBA|PhD)\b\.?)"
)
_TOKEN = re.compile(r"\([^)]*\)|[^\s,]+|,")
_PARTICLE = words("bin binti van von de der al dan di untuk")
_CLAUSE = re.compile(
    r"\b(?:akan|sudah|telah|bisa|dapat|adalah|tidak|belum|masih|juga|harus|meng\w+|mem\w+|"
    r"di(?!rek|vis|nas|str|git|sab|plo)\w{4,})\b"
)
_ALSO_NAMES = words("Karya Utama Muda Cipta Bina Daya")
_ORGANISATION = re.compile(
    r"(?:Kemen|Kementeri|Menko|Ditjen|Pem(?:prov|kot|kab|da|des)|Polr(?:i|es)|Polda|Polsek|"
    r"Dis(?:dik|nak|hub|par|dag))\w*\Z"
)
_HONORIFIC = re.compile(r"(?:H|Hj|Dr|dr|Prof|Ir|Drs|Dra|KH|Pdt|Tgk|Ust)\.?\Z|Pak\Z|Bu\Z|Bapak\Z|Ibu\Z")
_LEAD = re.compile(
    r"^(?:(?:Namun|Sementara itu|Sementara|Sebelumnya|Selain itu|Senada|Lebih lanjut|Lebih jauh|Di sisi lain|Adapun|"
    r"Hal senada|Terpisah|Secara terpisah|(?:Pada|Dalam) kesempatan (?:yang sama|itu)|Di tempat terpisah|Menurut|"
    r"Kemudian|Lalu|Sedangkan|Sebaliknya|(?:Oleh )?[Kk]arena itu|Bahkan)[,\s]+"
    r"|(?:Ketika|Saat|Usai|Seusai|Setelah|Sebelum|Dalam|Pada|Di|Untuk|Karena|Meski|Jika|Atas|Dari|Dengan|Sejak|Terkait|"
    r"Hingga|Tak hanya)\b[^,\"]{0,80},\s*)+"
)
_SUBJECT = re.compile(
    r"(?P<subject>[^\"]{2,160}?)\s*,?\s+"
    rf"(?:(?:juga|pun|turut|kembali|lantas|lalu|kemudian|sempat|sebelumnya)\s+)*(?:{STATE})\b"
)
_ANAPHOR = re.compile(r"^[^,(]{3,90}? (?:itu|tersebut|ini)\s*(?:[,.]|$| di | saat | kepada )")
_ACTS = re.compile(
    rf"(?P<subject>(?:{'|'.join(sorted(OFFICE_HEADS))})\b[^.,\"]{{4,140}}?)\s+"
    r"(?:akan|telah|sudah|tidak|tak|juga|bersama|me[nmlrwy]\w{3,}|ber\w{3,}|ter\w{3,}|di\w{5,})\b"
)
_ONE_OF_THEM = re.compile(r"(?P<subject>(?:Salah (?:seorang|satu)|Seorang) [^\",]{3,60}, [A-Z][^\",]{2,60}),")
_ACCORDING = re.compile(r"(?:^|(?<=[.!?] ))Menurut (?P<subject>[^\"]{2,120}?),")
_NAMED_BY = re.compile(
    rf"(?:\b(?:{SAY}) |\b[Mm]enurut )([A-Z][\w'-]+)|(?:^|(?<=[.!?,\"\n]) ?)([A-Z][\w'-]+) (?:{STATE})\b"
)


@dataclass(frozen=True)
class Person:
    name: str
    role: str | None = None


@dataclass(frozen=True)
class Evidence:
    """What the whole story tells about where a name begins: `alone`, first names used without an office; the text."""

    alone: frozenset[str] = frozenset()
    text: str = ""

    def outlives(self, before: str, first: str, second: str) -> bool:
        """Whether `before first` also stands without `second`: then it is an organisation's name, not a person's."""
        return self.text.count(f"{before} {first}") > self.text.count(f"{before} {first} {second}")


@dataclass
class Cast:
    """The people met so far in a story, in order."""

    evidence: Evidence = field(default_factory=Evidence)
    people: list[Person] = field(default_factory=list)
    last: Person | None = None

    def meet(self, phrase: str) -> Person | None:
        """Read a phrase as a person, remember it as the last one named, and give it with the role known so far."""
        person = read_person(phrase, self.evidence)
        if person is None:
            return None
        known = self._known(person.name)
        if known is not None:
            name = known.name if len(known.name) >= len(person.name) else person.name
            person = Person(name, _fuller(person.role, known.role))
            self.people.remove(known)
        self.people.append(person)
        self.last = person
        return person

    def introduce(self, sentence: str, *, before_quote: bool = False) -> Person | None:
        """The subject of a sentence that reports speech, or of any sentence just before a quote."""
        match = _ACCORDING.search(sentence) or _SUBJECT.match(sentence)
        if match is None:
            self._note(_LEAD.sub("", sentence), speaks_next=before_quote)
            return None
        subject = _LEAD.sub("", match["subject"]).strip()
        if PRONOUN.match(subject):
            return self.last
        return self.meet(subject)

    def _note(self, sentence: str, *, speaks_next: bool) -> None:
        """Learn the office of someone who acts but does not speak, without making that person the last speaker."""
        if match := _ACTS.match(sentence) or _ONE_OF_THEM.match(sentence):
            last = self.last
            met = self.meet(match["subject"])
            self.last = met if met and speaks_next else last

    def holder(self, phrase: str) -> Person | None:
        """The person last met in an office that a phrase names without a name: `kata Wali Kota itu`."""
        office = re.sub(r"\s+(?:itu|tersebut|ini)$", "", _CUT.sub("", phrase, count=1).strip(" ,.")).casefold()
        held = [p for p in self.people if p.role and office and office in p.role.casefold()]
        return held[-1] if held else None

    def _known(self, name: str) -> Person | None:
        tokens = set(name.split())
        same = [p for p in self.people if tokens <= set(p.name.split()) or set(p.name.split()) <= tokens]
        return same[-1] if same else None


def is_pronoun(sentence: str) -> bool:
    """Whether a sentence speaks of someone it does not name: `Namun, ia menegaskan …`."""
    return PRONOUN.match(_LEAD.sub("", sentence).strip()) is not None


def gather_evidence(plain: str) -> Evidence:
    """First words of names the story puts right beside a verb of saying: `kata Suwarjana`, `Suwarjana mengatakan`."""
    found = (first or second for first, second in _NAMED_BY.findall(plain))
    return Evidence(frozenset(word for word in found if word not in OFFICE_WORDS), plain)


def read_person(phrase: str, evidence: Evidence | None = None) -> Person | None:
    """Split an attribution's words into name and role; None when they name nobody."""
    if _ANAPHOR.match(phrase.strip()):
        return None
    phrase = _DEGREE.sub("", _AGE.sub("", _CUT.sub("", phrase, count=1))).strip(" ,.;:-!?*")
    phrase = re.sub(r"^(?:[Ss]eorang|[Ss]alah (?:satu|seorang)|warga bernama)\s+", "", phrase)
    tokens = _TOKEN.findall(phrase)
    while tokens and tokens[-1].startswith("("):
        tokens.pop()
    if "," not in tokens and any(_nameable(token) for token in tokens):
        while tokens[-1].islower():
            tokens.pop()
    if len(tokens) == 1 and re.fullmatch(r"[A-Z]{2,6}", tokens[0]):
        return Person(tokens[0])
    if not tokens or len(tokens) > 24:
        return None
    start = _name_start(tokens, evidence or Evidence())
    if "," in tokens and start != tokens.index(",") + 1 and tokens[0] not in OFFICE_HEADS and _nameable(tokens[0]):
        comma = tokens.index(",")
        if all(_nameable(token) for token in tokens[:comma]):
            rest = tokens[comma + 1 :]
            until = rest.index(",") if "," in rest else len(rest)
            return Person(" ".join(tokens[:comma]), _join(rest[:until]))
    if start is None:
        return None
    return Person(" ".join(tokens[start:]), _join(tokens[:start]))


def _name_start(tokens: list[str], evidence: Evidence) -> int | None:
    """Where the name begins: the longest run of name words that ends the phrase."""
    start = len(tokens)
    while start > 0 and (_nameable(tokens[start - 1]) or _amid_a_name(tokens, start - 1, start)):
        start -= 1
    if start == len(tokens):
        return None
    marked = start > 0 and tokens[start - 1] in GEO_MARKERS and start < len(tokens) - 1
    if marked and tokens[start] not in evidence.alone:
        start += 1
    while start < len(tokens) - 1 and tokens[start] in PLACE_WORDS and start > 0:
        start += 1
    if start > 0 and tokens[start - 1] != ",":
        backed = [index for index in range(start, len(tokens)) if tokens[index] in evidence.alone]
        if backed and not _HONORIFIC.match(tokens[start]):
            return backed[0]
        while (
            start < len(tokens) - 1
            and tokens[start - 1] not in OFFICE_HEADS
            and evidence.outlives(*tokens[start - 1 : start + 2])
        ):
            start += 1
        if len(tokens) - start > 3:
            start = max([start, *(i + 1 for i in range(start, len(tokens) - 1) if tokens[i] in PLACE_WORDS)])
        if len(tokens) - start > 4:
            return len(tokens) - 2
    return start


def _amid_a_name(tokens: list[str], at: int, start: int) -> bool:
    """Office words that are also given names, between two words of a name: `Budi Karya Sumadi`."""
    return tokens[at] in _ALSO_NAMES and 0 < at < len(tokens) - 1 and at + 1 == start and _nameable(tokens[at - 1])


def _nameable(token: str) -> bool:
    if token in _PARTICLE:
        return token in {"bin", "binti", "van", "von", "de", "der", "al"}
    if token in OFFICE_WORDS or _ORGANISATION.match(token) or not token[:1].isupper() or token.startswith("("):
        return False
    return not (token.isupper() and len(token) > 2) or "." in token


def _fuller(role: str | None, known: str | None) -> str | None:
    """The newer role, unless the known one says the same and more."""
    return known if role is None or (known is not None and role in known) else role


def _join(tokens: list[str]) -> str | None:
    text = re.sub(r" bernama$|^(?:adalah|sebagai) ", "", re.sub(r"\s+,", ",", " ".join(tokens)).strip(" ,"))
    return None if not text or _CLAUSE.search(text) else text
