"""The abuse model of the first day: what the word lists say, learned from comments that carry no label at all.

The lists judge unlabelled comments; listed words, bent the way people bend them, are set into further comments. The
model learns letters and neighbours, so that it also ranks what no list has. It knows nothing that the lists do not
imply: it may nudge and rank, and never holds.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from rembuk.civility.judge import judge
from rembuk.civility.lexicon import Lexicon, builtin
from rembuk.civility.models import NO_MODELS, Model, Thresholds
from rembuk.civility.reading import Reading, read_text
from rembuk.civility.training.fit import Recipe, calibration_of, fitted, heaviest, matrix, vocabulary
from rembuk.civility.training.measure import choose_threshold, measured
from rembuk.civility.training.trained import Held, Progress, TrainedModel, TrainingError, card_of, silent

LEAST_TEXTS = 2_000
FOLDS = 4
_DETECTS = (
    "what looks like a listed word: respelled, with affixes, or in its company. No label was used, "
    "no hate in clean words is found, and it never holds by itself"
)
_RECIPE = Recipe("abuse", least_groups=8, strength=1.0, most_features=24_000)
_BENT_SHARE = 0.12  # of the comments get a bent word set into them
_TAUGHT = frozenset({"profanity", "insult", "sexual", "sara", "threat"})
_MOST_INNOCENT = 1_500
_SUFFIXES = ("nya", "lah", "kah", "an", "in", "mu", "lu", "banget", "bgt", "e")
_PREFIXES = ("ke", "ter", "di", "nge", "se", "dasar")
_SWAPS = {"i": "ie", "e": "ie", "u": "uo", "o": "uo", "a": "ae", "k": "kgq", "g": "gk", "c": "ck", "s": "sz", "y": "yi"}
_VOWELS = "aeiou"


def train_seed(
    texts: Sequence[str],
    *,
    rng_seed: int = 7,
    most_false_nudges: float = 0.0005,
    about: str = "unlabelled comments",
    licence: str = "the operator's",
    lexicon: Lexicon | None = None,
    progress: Progress = silent,
) -> TrainedModel:
    """Distil the word lists over unlabelled comments."""
    texts = sorted(set(texts))
    if len(texts) < LEAST_TEXTS:
        raise TrainingError(f"a seed needs {LEAST_TEXTS:,} unlabelled comments; there are {len(texts):,}")
    words = builtin() if lexicon is None else lexicon
    rng = random.Random(rng_seed)
    progress(f"the word lists judge {len(texts):,} comments")
    labels = [_is_taught(text, words) for text in texts]
    bent_texts = _bent_rows(texts, labels, words, rng)
    innocent = _innocent_rows(words, rng)
    labels += [True] * len(bent_texts) + [False] * len(innocent)
    readings = [read_text(text, words) for text in (*texts, *bent_texts, *innocent)]
    if not any(labels):
        raise TrainingError("the word lists found nothing, so there is nothing to learn from")
    logits = _out_of_folds(readings, labels, rng, progress)
    progress("fitting the whole")
    model = replace(_fit(readings, labels), scale=calibration_of(logits, labels))
    shares = [model.calibrated(logit) for logit in logits]
    unflagged = [share for share, label in zip(shares, labels, strict=True) if not label]
    threshold = min(max(choose_threshold(unflagged, most_false_nudges), 0.05), 0.99)
    figures = {
        "agrees_with_the_lists": measured(labels, shares).to_json(),
        "bent_rows": len(bent_texts),
        "listed_rows": sum(labels) - len(bent_texts),
        "nudge": threshold,
    }
    told = {"trained_on": about, "rows": len(texts), "licence": licence, "rng_seed": rng_seed, "figures": figures}
    card = card_of(_RECIPE, model, _DETECTS, told)
    unseen = tuple(Held(number, label, share) for number, (label, share) in enumerate(zip(labels, shares, strict=True)))
    return TrainedModel(replace(model, thresholds=Thresholds(threshold, None), card=card), figures, unseen)


def _is_taught(text: str, lexicon: Lexicon) -> bool:
    """Whether the lists find abuse in it: no cry for help, no address, no bait."""
    return any(reason.kind in _TAUGHT for reason in judge(text, lexicon=lexicon, models=NO_MODELS).reasons)


def _out_of_folds(
    readings: Sequence[Reading], labels: Sequence[bool], rng: random.Random, progress: Progress
) -> list[float]:
    folds = [rng.randrange(FOLDS) for _ in readings]
    logits = [0.0] * len(readings)
    for fold in range(FOLDS):
        progress(f"fold {fold + 1} of {FOLDS}")
        kept = [number for number, at in enumerate(folds) if at != fold]
        model = _fit([readings[number] for number in kept], [labels[number] for number in kept])
        for number, at in enumerate(folds):
            if at == fold:
                logits[number] = model.logit(model.read(readings[number]))
    return logits


def _fit(readings: Sequence[Reading], labels: Sequence[bool]) -> Model:
    groups = [str(number) for number in range(len(readings))]
    chosen = vocabulary(_RECIPE, readings, groups)
    rows, styles = matrix(_RECIPE, readings, chosen)
    weights = [1.0] * len(readings)
    model = fitted(_RECIPE, chosen, rows, styles, labels, weights)
    fewer = heaviest(chosen, model, _RECIPE.most_features)
    if fewer is chosen:
        return model
    rows, styles = matrix(_RECIPE, readings, fewer)
    return fitted(_RECIPE, fewer, rows, styles, labels, weights)


def _bent_rows(texts: Sequence[str], labels: Sequence[bool], lexicon: Lexicon, rng: random.Random) -> list[str]:
    """Comments that the lists let pass, with a listed word set into them as somebody might spell it."""
    excused = _excused(lexicon)
    listed = sorted(
        word
        for word, entry in lexicon.words.items()
        if entry.category in _TAUGHT and entry.severity != "mild" and not entry.exact
        if len(word) >= 4 and word not in excused and entry.name not in excused
    )
    clean = [text for text, label in zip(texts, labels, strict=True) if not label]
    if not listed or not clean:
        return []
    rows = []
    for text in rng.sample(clean, int(_BENT_SHARE * len(clean))):
        words = text.split()
        words.insert(rng.randint(0, len(words)), bent(rng.choice(listed), rng))
        rows.append(" ".join(words))
    return rows


def _excused(lexicon: Lexicon) -> set[str]:
    """Words that are innocent beside others: beasts and the like."""
    return {word for excuse in lexicon.excuses for word in excuse.words}


def _innocent_rows(lexicon: Lexicon, rng: random.Random) -> list[str]:
    """Those words beside what excuses them, so that the model does not call a beast an insult."""
    pairs = sorted(f"{word} {cue}" for excuse in lexicon.excuses for word in excuse.words for cue in excuse.cues)
    return rng.sample(pairs, min(len(pairs), _MOST_INNOCENT))


def bent(word: str, rng: random.Random) -> str:
    """A listed word as people write it: another vowel, one left out, one drawn out, an affix."""
    letters = list(word)
    way = rng.randrange(6)
    place = rng.randrange(1, len(letters))
    if way == 0 and (vowels := [at for at, letter in enumerate(letters) if letter in _VOWELS and at]):
        del letters[rng.choice(vowels)]
    elif way == 1 and (swappable := [at for at, letter in enumerate(letters) if letter in _SWAPS]):
        place = rng.choice(swappable)
        letters[place] = rng.choice(_SWAPS[letters[place]])
    elif way == 2:
        letters.insert(place, letters[place])
    elif way == 3:
        return word + rng.choice(_SUFFIXES)
    elif way == 4:
        return rng.choice(_PREFIXES) + word
    return "".join(letters)
