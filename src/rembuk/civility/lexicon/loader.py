"""Read word lists into a Lexicon. Any malformed line stops the load: half a list must never pass for a whole one.

`<category>.txt`, one entry a line:

    hold  kontol, kontl      severity, the word, then other spellings of it
    nudge =asu               "=" takes the word exactly as it stands, without affixes
    hold  gue bunuh lu       a phrase, word by word
    hold  lu|kau bau|busuk   "|" between choices: four phrases in one

`allow.txt`:

    phrase  daging babi, babi guling          the words inside this phrase are innocent
    near    babi, anjing : ternak, kandang    these words are innocent in a text that also has one of those

"#" starts a comment. A newsroom's own folder has the same files and adds to ours; the same word replaces our entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import product
from pathlib import Path
from typing import Literal, get_args

from rembuk.civility.lexicon.phrases import Phrases

Category = Literal["profanity", "insult", "sexual", "sara", "threat"]
Severity = Literal["nudge", "hold"]
CATEGORIES: tuple[Category, ...] = get_args(Category)

_WORDS = re.compile(r"[a-z]+(?:\|[a-z]+)*(?: [a-z]+(?:\|[a-z]+)*)*")
_ALLOW = "allow"


class LexiconError(ValueError):
    """A word list cannot be used. The message names the file and the line."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One listed word or phrase. `name` is the first spelling, which the rule id carries."""

    category: Category
    severity: Severity
    name: str
    exact: bool = False

    @property
    def rule(self) -> str:
        return f"{self.category}/{self.name.replace(' ', '-')}"


@dataclass(frozen=True, slots=True)
class Excuse:
    """`words` are innocent in a text that also has one of `cues`."""

    words: frozenset[str]
    cues: frozenset[str]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Loaded word lists, compared by identity. `masked` holds the longer words by first letter and length."""

    words: dict[str, Entry] = field(default_factory=dict)
    phrases: Phrases[Entry] = field(default_factory=Phrases)
    allowed: Phrases[None] = field(default_factory=Phrases)
    excuses: list[Excuse] = field(default_factory=list)
    masked: dict[tuple[str, int], list[str]] = field(default_factory=dict)


@cache
def builtin() -> Lexicon:
    """The lists that come with the package, read once."""
    return _assembled([resources.files(__package__)])


def load(folder: str | Path | None = None) -> Lexicon:
    """Our lists, and on top of them those in a newsroom's `folder`. Raises LexiconError."""
    if folder is None:
        return builtin()
    extra = Path(folder)
    if not extra.is_dir():
        raise LexiconError(f"{extra}: there is no such folder of word lists")
    unknown = {path.stem for path in extra.glob("*.txt")} - {*CATEGORIES, _ALLOW}
    if unknown:
        raise LexiconError(f"{extra / sorted(unknown)[0]}.txt: the file name is not a category {CATEGORIES} or 'allow'")
    return _assembled([resources.files(__package__), extra])


def _assembled(folders: list[Traversable | Path]) -> Lexicon:
    lexicon = Lexicon()
    for folder in folders:
        for category in CATEGORIES:
            _read_category(lexicon, folder.joinpath(f"{category}.txt"), category)
        _read_allowed(lexicon, folder.joinpath(f"{_ALLOW}.txt"))
    if not lexicon.words:
        raise LexiconError("the word lists are empty")
    for word in lexicon.words:
        if len(word) >= 4:
            lexicon.masked.setdefault((word[0], len(word)), []).append(word)
    return lexicon


def _read_category(lexicon: Lexicon, source: Traversable | Path, category: Category) -> None:
    seen: set[str] = set()
    for where, line in _lines(source):
        severity, _, rest = line.partition(" ")
        if severity not in get_args(Severity):
            raise LexiconError(f"{where}: a line starts with 'nudge' or 'hold', not {severity!r}")
        exact = rest.lstrip().startswith("=")
        spellings = _spellings(rest.strip().removeprefix("="), where)
        entry = Entry(category, "hold" if severity == "hold" else "nudge", spellings[0], exact)
        for spelling in spellings:
            if spelling in seen:
                raise LexiconError(f"{where}: {spelling!r} is in this file already")
            seen.add(spelling)
            _add(lexicon, spelling, entry)


def _add(lexicon: Lexicon, spelling: str, entry: Entry) -> None:
    words = tuple(spelling.split(" "))
    if len(words) == 1:
        lexicon.words[spelling] = entry
    else:
        lexicon.phrases.add(words, entry)


def _read_allowed(lexicon: Lexicon, source: Traversable | Path) -> None:
    for where, line in _lines(source):
        keyword, _, rest = line.partition(" ")
        if keyword == "phrase":
            for phrase in _spellings(rest, where):
                lexicon.allowed.add(tuple(phrase.split(" ")), None)
        elif keyword == "near" and rest.count(":") == 1:
            words_part, _, cues_part = rest.partition(":")
            excuse = Excuse(frozenset(_spellings(words_part, where)), frozenset(_spellings(cues_part, where)))
            lexicon.excuses.append(excuse)
        else:
            raise LexiconError(f"{where}: expected 'phrase word word' or 'near word : cue, cue'")


def _spellings(listed: str, where: str) -> list[str]:
    spellings: list[str] = []
    for part in listed.split(","):
        spelling = " ".join(part.split())
        if not _WORDS.fullmatch(spelling):
            raise LexiconError(f"{where}: {spelling!r} is not made of plain lower-case letters a-z")
        choices = [word.split("|") for word in spelling.split(" ")]
        spellings += [" ".join(chosen) for chosen in product(*choices)]
    return spellings


def _lines(source: Traversable | Path) -> Iterator[tuple[str, str]]:
    if not source.is_file():
        return
    try:
        content = source.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise LexiconError(f"{source}: cannot be read ({problem})") from problem
    for number, raw in enumerate(content.splitlines(), start=1):
        line = raw.partition("#")[0].strip()
        if line:
            yield f"{source}:{number}", line
