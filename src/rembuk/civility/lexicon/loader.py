"""Read word lists into a Lexicon. Any malformed line stops the load: half a list must never pass for a whole one.

`<category>.txt`, one entry a line:

    hold  kontol, kontl      severity, the word, then other spellings of it
    nudge =asu               "=" takes the word exactly as it stands, without affixes
    hold  gue bunuh lu       a phrase, word by word
    hold  lu|kau bau|busuk   "|" between choices: four phrases in one
    mild  bodoh              counts only where it is aimed at somebody, or in numbers

`allow.txt`:

    phrase  daging babi, babi guling          the words inside this phrase are innocent
    near    babi, anjing : ternak, kandang    these words are innocent in a text that also has one of those
    near    any bait : ojk, polisi            so is the whole category

"#" starts a comment. A newsroom's own folder has the same files and adds to ours. A word that we list too replaces our
entry, with all our spellings of it when it is our first one: so its severity or category changes. Two more lines:

    remove  kampret, cebong      in a category's file: no longer listed
    remove  bau bangkai          in allow.txt: no longer innocent
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import product
from pathlib import Path

from rembuk.civility.lexicon.entries import CATEGORIES, SEVERITIES, Category, Entry, Excuse, Lexicon, LexiconError

_WORDS = re.compile(r"[a-z]+(?:\|[a-z]+)*(?: [a-z]+(?:\|[a-z]+)*)*")
_ALLOW = "allow"
_REMOVE = "remove"
_MOST_CHOICES = 3_000  # phrases in one line


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
    for name in (
        *CATEGORIES,
        _ALLOW,
    ):  # a newsroom's folder need not have all of them; without one of ours we are blind
        ours = folders[0].joinpath(f"{name}.txt")
        if not any(_lines(ours)):
            raise LexiconError(f"{ours}: this word list is missing or empty; install the package again")
    for folder in folders:
        for category in CATEGORIES:
            _read_category(lexicon, folder.joinpath(f"{category}.txt"), category)
        _read_allowed(lexicon, folder.joinpath(f"{_ALLOW}.txt"))
    lexicon.close()
    return lexicon


def _read_category(lexicon: Lexicon, source: Traversable | Path, category: Category) -> None:
    seen: set[str] = set()
    for where, line in _lines(source):
        severity, _, rest = line.partition(" ")
        exact = rest.lstrip().startswith("=")
        spellings = _spellings(rest.strip().removeprefix("="), where)
        for spelling in spellings:
            if spelling in seen:
                raise LexiconError(f"{where}: {spelling!r} is in this file already")
            seen.add(spelling)
        if severity == _REMOVE:
            for spelling in spellings:
                lexicon.remove(spelling)
        elif severity in SEVERITIES:
            lexicon.add(Entry(category, SEVERITIES[severity], spellings[0], exact), spellings)
        else:
            raise LexiconError(f"{where}: a line starts with 'mild', 'nudge', 'hold' or 'remove', not {severity!r}")


def _read_allowed(lexicon: Lexicon, source: Traversable | Path) -> None:
    for where, line in _lines(source):
        keyword, _, rest = line.partition(" ")
        if keyword == "phrase":
            for phrase in _spellings(rest, where):
                lexicon.allowed.add(tuple(phrase.split(" ")), None)
        elif keyword == _REMOVE:
            for phrase in _spellings(rest, where):
                lexicon.allowed.remove(tuple(phrase.split(" ")))
        elif keyword == "near" and rest.count(":") == 1:
            listed, _, cues = rest.partition(":")
            lexicon.excuses.append(_excuse(listed, cues, where))
        else:
            raise LexiconError(f"{where}: expected 'phrase word word', 'near word : cue, cue' or 'remove word word'")


def _excuse(listed: str, cues: str, where: str) -> Excuse:
    whole = listed.split()
    if whole[:1] == ["any"]:
        if len(whole) != 2 or whole[1] not in CATEGORIES:
            raise LexiconError(f"{where}: after 'any' stands one of {CATEGORIES}")
        return Excuse(frozenset(), frozenset(_spellings(cues, where)), whole[1])
    return Excuse(frozenset(_spellings(listed, where)), frozenset(_spellings(cues, where)))


def _spellings(listed: str, where: str) -> list[str]:
    spellings: list[str] = []
    for part in listed.split(","):
        spelling = " ".join(part.split())
        if not _WORDS.fullmatch(spelling):
            raise LexiconError(f"{where}: {spelling!r} is not made of plain lower-case letters a-z")
        choices = [word.split("|") for word in spelling.split(" ")]
        spellings += [" ".join(chosen) for chosen in product(*choices)]
        if len(spellings) > _MOST_CHOICES:
            raise LexiconError(f"{where}: this line makes more than {_MOST_CHOICES:,} phrases; cut it in two")
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
