"""Direct speech and who said it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .people import POINTS_BACK, PRONOUN, Cast, Person, is_pronoun
from .sheet import Span, sentences
from .words import DAYS, SAY, STATE

_QUOTED = re.compile(r"\"(?P<words>[^\"]+)\"")
_SINGLE = re.compile(r"(?:^|(?<=[\s(]))'(?P<words>[^'\n]*(?:\w'\w[^'\n]*)*[,.!?])'")
_AFTER = re.compile(
    rf"\s*[,.]?\s*(?:(?:begitu|demikian|seperti|lalu|kembali|sebagaimana)\s+)?(?:di)?(?P<verb>{SAY})(?P<own>nya|"
    rf"kan)?\b(?P<rest>[^\"]*)",
    re.IGNORECASE,
)
_STATED_AFTER = re.compile(
    rf"\s*[,.]?\s*(?P<subject>(?:[A-Z][\w'.-]* ){{1,8}}|(?:dia|ia|beliau) )(?:{STATE})\b", re.IGNORECASE
)
_BEFORE = re.compile(rf"(?:\b(?:{STATE}|{SAY})(?:nya|kan)?\b[^\"]*|[Mm]enurut [^\"]+|:)\s*[,:]\s*\Z|:\s*\Z")
_INDIRECT = re.compile(
    rf"(?:,\s*(?:{SAY}) |\bdi(?:benarkan|sampaikan|katakan|ungkapkan|tegaskan|jelaskan|amini)(?: oleh)? "
    rf")(?P<rest>[A-Z][^\"]*)"
)
_NEAR = 400  # characters around a quote in which its attribution stands


@dataclass(frozen=True)
class Speech:
    """A paragraph of direct speech; `inferred` when the story does not name the speaker in it."""

    person: Person | None
    inferred: bool
    open_ended: bool = False


def find_speech(plain: str, cast: Cast) -> Speech | None:
    """Whether a paragraph holds direct speech, and by whom; the cast learns every speaker named on the way."""
    matches = list(_QUOTED.finditer(plain)) or list(_SINGLE.finditer(plain))
    opened = plain.count('"') % 2 == 1
    if not matches and not opened:
        _listen(plain, cast)
        return None
    speech: Speech | None = None
    at = 0
    for match in matches:
        _listen(plain[at : match.start()], cast, before_quote=True)
        found = _attributed(plain, match, cast)
        speech = speech if speech is not None and not speech.inferred else found or speech
        at = match.end()
    lead = plain[: plain.rindex('"')].rstrip() if opened else ""
    if opened and speech is None and (not lead or _BEFORE.search(lead[-_NEAR:])):
        led = _lead_speaker(lead, cast) if lead else Speech(cast.last, inferred=True)
        return Speech(led.person, led.inferred, open_ended=True)
    if at == 0 or speech is None:
        _listen(plain, cast)
    return speech


def _attributed(plain: str, match: re.Match[str], cast: Cast) -> Speech | None:
    words, before, after = (
        match["words"].rstrip(),
        plain[max(0, match.start() - _NEAR) : match.start()].rstrip(),
        plain[match.end() : match.end() + _NEAR],
    )
    after = after[: after.index('"')] if '"' in after else after
    spoken = words[-1:] in ",.!?" or len(words.split()) > 5
    told = _AFTER.match(after)
    if told and (spoken or after.lstrip().startswith(",")):
        return _speaker(told, cast)
    stated = _STATED_AFTER.match(after)
    if stated and spoken:
        person = None if PRONOUN.match(stated["subject"]) else cast.meet(stated["subject"])
        return Speech(person or cast.last, inferred=person is None)
    if _BEFORE.search(before):
        ends_there = re.match(r"\.?\s*\Z", after) is not None and before[-1:] in ",:"
        return _lead_speaker(before, cast) if spoken or ends_there else None
    alone = not before and not re.search(r"\w", after)
    follows = before[-1:] in ".!?" and words[-1:] in ".!?" and not re.search(r"\w", after)
    if (alone or (follows and len(words.split()) > 3)) and len(words.split()) > 2:
        return Speech(cast.last, inferred=True)
    return None


def _speaker(told: re.Match[str], cast: Cast) -> Speech:
    rest = _first_sentence(told["rest"]).strip()
    if told["own"] == "nya" or not rest or PRONOUN.match(rest):
        return Speech(cast.last, inferred=True)
    clause = _first_clause(rest)
    if not re.search(r"\b[A-Z]", clause) and not POINTS_BACK.search(clause):
        return Speech(None, inferred=False)
    person = cast.meet(rest)
    return Speech(person or cast.holder(rest) or cast.last, inferred=person is None)


def _lead_speaker(before: str, cast: Cast) -> Speech:
    """The subject of the words that lead into a quote: `Rukmini menuturkan:`, `Menurut Rukmini,`."""
    sentence = ""
    for span in sentences(before, Span(0, len(before))):
        sentence = before[span.start : span.end]
    named = cast.introduce(sentence) or cast.introduce(sentence + " mengatakan")
    return Speech(named or cast.last, inferred=named is None or is_pronoun(sentence))


def _listen(plain: str, cast: Cast, *, before_quote: bool = False) -> None:
    """Learn who is named in reported speech, sentence by sentence: `X menyatakan …`, `…, kata X`, `dibenarkan X`."""
    for span in sentences(plain, Span(0, len(plain))):
        sentence = plain[span.start : span.end]
        if cast.introduce(sentence, before_quote=before_quote) is None and (told := _INDIRECT.search(sentence)):
            cast.meet(told["rest"])


def _first_clause(rest: str) -> str:
    """The words up to the day or date that closes an attribution."""
    return re.split(rf",?\s*(?:\(|(?:{DAYS})\b)", rest)[0]


def _first_sentence(text: str) -> str:
    for span in sentences(text, Span(0, len(text))):
        return text[span.start : span.end]
    return text
