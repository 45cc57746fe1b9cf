"""`rembuk civility score`: a verdict for every line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from rembuk.civility.commands.parts import chosen_models
from rembuk.civility.judge import judge
from rembuk.civility.lexicon import Lexicon, load
from rembuk.civility.models import Models

MOST_CHARACTERS = 20_000  # ten times the longest comment: what a text costs grows faster than its length
_CHUNK = 1 << 16
_dumped = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def run(options: argparse.Namespace) -> int:
    """Judge the standard input; 1 when a line could not be."""
    lexicon, models = load(options.lexicon), chosen_models(options.models)
    failed = False
    number = 0
    for lines in _arriving(sys.stdin.buffer):
        answers = []
        for line in lines:
            number += 1
            answer = answered(line, number, lexicon, models)
            failed = failed or "error" in answer
            answers.append(_dumped(answer) + "\n")
        # What has arrived together goes out together, so nobody waits for an answer that is ready.
        sys.stdout.buffer.write("".join(answers).encode("utf-8", "surrogatepass"))
        sys.stdout.buffer.flush()
    return int(failed)


def answered(line: bytes, number: int, lexicon: Lexicon, models: Models) -> dict[str, Any]:
    """The answer to one line, which may be an error; whatever fails is held."""
    if not line.strip():
        return _error(number, "this line is empty")
    try:
        given = json.loads(line)
    except (ValueError, RecursionError):
        return _error(number, "this line is not JSON")
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        return _error(number, 'this line is not an object with a "text"')
    identity = {"id": given["id"]} if "id" in given else {}
    if len(given["text"]) > MOST_CHARACTERS:
        return identity | _error(number, f"the text has more than {MOST_CHARACTERS:,} characters")
    try:
        verdict = judge(given["text"], lexicon=lexicon, models=models)
    except Exception as problem:  # one text must not take the others with it, and it is held
        return identity | _error(number, f"the text could not be judged ({type(problem).__name__})")
    reasons = [
        {"kind": reason.kind, "span": reason.span, "word": reason.word, "weight": reason.weight}
        for reason in verdict.reasons
    ]
    answer: dict[str, Any] = dict(verdict.scores.items())
    return {**identity, **answer, "action": verdict.action, "reasons": reasons}


def _error(number: int, sentence: str) -> dict[str, Any]:
    return {"error": sentence, "line": number, "action": "hold"}


def _arriving(source: BinaryIO) -> Iterator[list[bytes]]:
    """Whole lines, as many as have come together."""
    rest = b""
    read = getattr(source, "read1", source.read)
    while chunk := read(_CHUNK):
        *lines, rest = (rest + chunk).split(b"\n")
        yield lines
    if rest:
        yield [rest]
