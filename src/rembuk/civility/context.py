"""What stands around a listed word: whom it is aimed at, who is quoted, what makes it innocent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from rembuk.civility.affixes import SHORT_SUFFIXES
from rembuk.civility.fold import Folded
from rembuk.civility.lexicon import Entry, Lexicon
from rembuk.civility.vocabulary import BEFORE_A_PERSON, BEFORE_A_PLACE, words

_SENTENCE_END = re.compile(r"[.!?;\n]")
_CLAUSE_END = re.compile(r"[,:.!?;\n]")
_QUOTED = re.compile(
    r"(?<!\w)[\"'\u201c\u201d\u201e\u2018\u00ab]([^\"\u201c\u201d\u201e\u00ab\u00bb\n]{1,120}?)[\"'\u201d\u201c\u2019\u00bb](?!\w)"
)
_REPORTED_WITHIN = 4  # words
_SHORT_NAME = 4  # letters
_YOU = words("""
    lu lo loe elu elo lw lau kau kamu km kmu koe kowe kon sampeyan sia siah maneh ente antum anda situ kalian dasar woi
    woy you ur
""")
_I = words("saya aku gue gua gw gwe ane awak kulo inyong abdi aing urang i im")
_FILLERS = words("emang memang emg mmg tuh itu ini sih aja saja banget bgt yang yg kayak kaya kek si kok ya")
_BEFORE_I = words("menurut kata bagi buat bikin buatku menurutku")
_SELF_FILLERS = _FILLERS | words("terlalu paling merasa jadi ternyata agak sendiri dulu pernah yg yang segoblok")
_REPORTS = words("""
    sebut menyebut disebut sebutan panggil memanggil dipanggil panggilan manggil dikatai dikatain mengatai
    ngatain katain katai bilang dibilang dibilangin mengatakan dikatakan mencap dicap cap label dilabeli
    melabeli julukan dijuluki menjuluki istilah ucapan ucap mengucapkan diucapkan umpatan mengumpat makian
    memaki dimaki ejekan ujaran berkata menirukan mengejek diejek ejek hinaan menghina dihina teriak diteriaki
    meneriaki berteriak perkataan tulisan bertuliskan menulis tuduh dituduh menuduh stigma olok olokan mengolok
    diolok hardik dihardik celetukan kosakata diancam mengancam ancaman ngancam diarani ngarani nyebut disebat
    nyebat called calling says said word slur
""")
_ACTIVE_REPORTS = words("sebut panggil bilang cap katain katai ngatain menyebut nyebut ngarani says calling")
_ABOUT_WORDS = words("""
    kasar sopan diucapkan keluar terlontar dilontarkan melontarkan kotor jangan stop setop berhenti hentikan dilarang
""")
_APPROVAL = words("pantas pantes layak cocok wajar emang memang emg mending enaknya harusnya seharusnya terserah lebih")
_DENIAL = words("tidak tak gak ga nggak ngga enggak kagak bukan kurang jangan ora teu nda")
_TERMS = words("sebutan istilah kata julukan hinaan makian umpatan ejekan slur")
_STOP = words("jangan stop setop berhenti hentikan dilarang larang tolak")
_CALLS = frozenset({"sara", "threat"})  # "jangan usir orang ..." refuses what is listed
_QUOTABLE = frozenset({"profanity", "insult", "sexual", "sara", "threat"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """The words of one sentence, and whether it approves of what it reports."""

    words: frozenset[str]
    approves: bool


@dataclass(frozen=True)
class Words:
    """The words of a folded text, and where each starts and ends in it."""

    text: str
    texts: list[str]
    starts: list[int]
    ends: list[int]

    @cached_property
    def present(self) -> frozenset[str]:
        return frozenset(self.texts)

    @cached_property
    def quoted(self) -> list[tuple[int, int]]:
        """Where the text quotes somebody."""
        return [match.span(1) for match in _QUOTED.finditer(self.text)]

    @cached_property
    def sentences(self) -> list[int]:
        """The number of the sentence that each word stands in."""
        return self._numbered(_SENTENCE_END)

    @cached_property
    def clauses(self) -> list[int]:
        return self._numbered(_CLAUSE_END)

    @cached_property
    def by_sentence(self) -> list[Sentence]:
        parts: list[list[str]] = [[] for _ in range(self.sentences[-1] + 1)]
        for word, number in zip(self.texts, self.sentences, strict=True):
            parts[number].append(word)
        return [Sentence(frozenset(part), _is_approved(part)) for part in parts]

    def in_one_sentence(self, first: int, last: int) -> bool:
        return self.sentences[first] == self.sentences[last]

    def in_one_clause(self, first: int, last: int) -> bool:
        return self.clauses[first] == self.clauses[last]

    def _numbered(self, end_of_part: re.Pattern[str]) -> list[int]:
        numbers, number, end = [], 0, 0
        for start, next_end in zip(self.starts, self.ends, strict=True):
            number += end_of_part.search(self.text, end, start) is not None
            numbers.append(number)
            end = next_end
        return numbers


@dataclass(frozen=True, slots=True)
class Hit:
    """A listed word or phrase; `first` and `last` count words and both belong to it."""

    entry: Entry
    first: int
    last: int
    is_split: bool = False


def allowed_places(found: Words, lexicon: Lexicon) -> set[int]:
    """The words that stand inside an innocent phrase."""
    places: set[int] = set()
    for place, word in enumerate(found.texts):
        if lexicon.allowed.starts(word):
            for length, _ in lexicon.allowed.at(found.texts, place, SHORT_SUFFIXES):
                # a comma parts "anjing lu sakit" (somebody's dog) from "anjing, lu sakit"
                if found.in_one_clause(place, place + length - 1):
                    places.update(range(place, place + length))
    return places


def is_excused(found: Words, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether the text says elsewhere what it is about: animals, food, a warning."""
    word, entry = found.texts[hit.first], hit.entry
    return any(
        (entry.category == excuse.category or entry.name in excuse.words or word in excuse.words)
        and not excuse.cues.isdisjoint(found.present)
        for excuse in lexicon.excuses
    )


def is_directed(found: Words, hit: Hit) -> bool:
    """Whether "you" (or "dasar", the opening of a curse) stands next to the word, small fillers aside."""
    texts = found.texts
    if texts[hit.last].endswith(("mu", "lu")) and len(texts[hit.last]) > len(hit.entry.name):
        return True
    for step, edge in ((-1, hit.first), (1, hit.last)):
        place = edge + step
        while 0 <= place < len(texts) and texts[place] in _FILLERS:
            place += step
        if 0 <= place < len(texts) and texts[place] in _YOU and not _is_elsewhere(texts, place):
            return found.in_one_sentence(min(place, edge), max(place, edge))
    return False


def _is_elsewhere(texts: Sequence[str], place: int) -> bool:
    """ "di situ" is a place, "di dasar" too."""
    return texts[place] in ("situ", "dasar") and place > 0 and texts[place - 1] in ("di", "ke", "dari")


def is_about_oneself(found: Words, hit: Hit) -> bool:
    """ "Gue goblok banget percaya janji dia": nobody else is meant."""
    if hit.entry.category != "insult" or hit.entry.severity == "hold":
        return False
    place = hit.first - 1
    while place >= 0 and found.texts[place] in _SELF_FILLERS:
        place -= 1
    if place < 0 or found.texts[place] not in _I or not found.in_one_clause(place, hit.first):
        return False
    return place == 0 or found.texts[place - 1] not in _BEFORE_I | _ACTIVE_REPORTS


def is_reported(found: Words, hit: Hit) -> bool:
    """Whether the word is somebody else's, told or complained about: "dia dipanggil ...", "jangan sebut orang ..."."""
    if hit.entry.category == "doxxing":
        return not _STOP.isdisjoint(found.texts[max(0, hit.first - 3) : hit.first])
    if hit.entry.category not in _QUOTABLE:
        return False
    if hit.first and hit.entry.category in _CALLS and found.texts[hit.first - 1] in _STOP and hit.last > hit.first:
        return found.in_one_clause(hit.first - 1, hit.first)
    sentence = found.by_sentence[found.sentences[hit.first]]
    if sentence.approves:
        return False
    start, end = found.starts[hit.first], found.ends[hit.last]
    if any(left <= start and end <= right for left, right in found.quoted):
        return not sentence.words.isdisjoint(_REPORTS | {"kata", "katanya"})
    if _is_called_a_word(found, hit.last):
        return True
    first = max(0, hit.first - _REPORTED_WITHIN)
    return any(
        _reports(found, place, sentence.words) and found.in_one_sentence(place, hit.first)
        for place in range(first, hit.first)
    )


def is_a_name(original: str, folded: Folded, found: Words, hit: Hit) -> bool:
    """ "Pak Asu", "Bu Tai Ling": a short word, written as a name behind a title; "Desa Bego": any behind a place."""
    if hit.first == 0 or hit.last != hit.first or not found.in_one_clause(hit.first - 1, hit.first):
        return False
    start, end = folded.span(found.starts[hit.first], found.ends[hit.first])
    before = found.texts[hit.first - 1]
    if before in BEFORE_A_PLACE:
        return original[start:end].istitle() and _YOU.isdisjoint(found.texts[hit.last + 1 : hit.last + 2])
    is_short = len(found.texts[hit.first]) <= _SHORT_NAME
    return is_short and before in BEFORE_A_PERSON and original[start:end].istitle()


def _is_called_a_word(found: Words, place: int) -> bool:
    """ "... itu sebutan yang menghina": the word itself is what the sentence is about."""
    after = found.texts[place + 1 : place + 4]
    return after[:1] in (["itu"], ["adalah"], ["ialah"], ["bukan"]) and not _TERMS.isdisjoint(after)


def _reports(found: Words, place: int, sentence: frozenset[str]) -> bool:
    word = found.texts[place]
    if word == "kata":
        return not _ABOUT_WORDS.isdisjoint(sentence)
    if word not in _REPORTS:
        return False
    beside = found.texts[max(0, place - 1) : place + 2]
    return word not in _ACTIVE_REPORTS or _I.isdisjoint(beside)


def _is_approved(sentence: Sequence[str]) -> bool:
    """ "Pantas disebut ..." is the writer's own word; "tidak pantas disebut ..." is not."""
    return any(word in _APPROVAL and not _is_denied(sentence[:place]) for place, word in enumerate(sentence))


def _is_denied(before: Sequence[str]) -> bool:
    """ "Tidak pantas", "bukan kata yang pantas"."""
    if before[-1:] == ["yang"]:
        return not _DENIAL.isdisjoint(before[-3:-1])
    return not _DENIAL.isdisjoint(before[-1:])
