"""The training of one title. It brings scikit-learn, so only the command imports it: never the site, nor the worker.

What the former model has seen: its own decisions, without the tenth that is held back by the text's own hash. That
tenth is the same for every model of the title, so both are measured on rows that neither was trained on. (The seed has
seen no decision at all.) Thresholds come from approved comments too, but never from those held back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rembuk.civility import Lexicon
from rembuk.civility.models import LEAST_EACH, Model, ModelError
from rembuk.civility.reading import Reading, read_text
from rembuk.civility.training import Row, TrainingError, train_abuse
from rembuk.moderation import engine
from rembuk.moderation.actions.learning import Lesson, begin_learning, end_learning, keep_lesson
from rembuk.moderation.models import DecisionScore, LearnedModel, Learning
from rembuk.newsroom.models import TitlePage

from . import compare, in_force
from .labels import Label, is_held_back, labels_of, standing_of

Progress = Callable[[str], None]
Level = DecisionScore.Level


@dataclass(frozen=True)
class Judge:
    """What judged a title until now: `row` where a model of its own is in force, `own` where that one also works."""

    row: LearnedModel | None
    own: bool
    model: Model


def learn(title: TitlePage, *, now: datetime, unless_since: datetime | None, progress: Progress) -> LearnedModel | None:
    """Train a title's model, and use it unless it is worse. None where nothing was trained; the title's `Learning`
    says why."""
    if not begin_learning(title=title, now=now, unless_since=unless_since):
        return None
    try:
        outcome, row = _learn(title, now, progress)
    except TrainingError:
        outcome, row = Learning.Outcome.TOO_FEW, None
    except Exception as problem:
        end_learning(title=title, outcome=Learning.Outcome.FAILED, problem=type(problem).__name__)
        raise
    end_learning(title=title, outcome=outcome)
    progress(str(outcome.label if row is None else row.get_state_display()))
    return row


def _learn(title: TitlePage, now: datetime, progress: Progress) -> tuple[Learning.Outcome, LearnedModel | None]:
    labels = labels_of(title.pk, now=now)
    judge, lexicon = _judge_of(title), engine.lexicon()
    note_scores(labels, judge, lexicon)
    rejected = sum(label.is_rejected for label in labels)
    if min(rejected, len(labels) - rejected) < LEAST_EACH:
        return Learning.Outcome.TOO_FEW, None
    newest = max(label.decision for label in labels)
    if judge.own and _is_known(title, len(labels) - rejected, rejected, newest):
        return Learning.Outcome.NOTHING_NEW, None
    standing = standing_of(title.pk)
    trained = train_abuse(
        [Row(label.text, label.is_rejected) for label in labels],
        seed_model=engine.models().abuse,
        held_back=[number for number, label in enumerate(labels) if is_held_back(label.text)],
        writers=[label.writer for label in labels],
        standing=[text for _comment, text in standing],
        about=f"the decisions of moderators about comments of “{title.title}”",
        licence="the newsroom's",
        lexicon=lexicon,
        progress=progress,
    )
    progress("comparing it with the former one")
    held = [labels[row.number] for row in trained.held_back]
    readings = [read_text(label.text, lexicon) for label in held]
    found = compare.compared([label.is_rejected for label in held], trained.model, judge.model, readings)
    lesson = Lesson(
        model=trained.model,
        approved=len(labels) - rejected,
        rejected=rejected,
        newest_decision=newest,
        found=judge.row,
        former=judge.row if judge.own else None,
        is_worse=found.is_worse,
        is_proven=found.is_proven,
        figures=found.figures,
        changes=compare.moved_words(trained.model, judge.model, [read_text(label.text, lexicon) for label in labels]),
        differing=_differing(trained.model, judge.model, held, readings, standing, lexicon),
    )
    return Learning.Outcome.TRAINED, keep_lesson(title=title, lesson=lesson, now=now)


def note_scores(labels: Sequence[Label], judge: Judge, lexicon: Lexicon) -> None:
    """Keep what the model in force says of decisions that it has not learned of."""
    learned = judge.row.newest_decision if judge.row is not None and judge.own else 0
    known = {
        pk
        for start in range(0, len(labels), 500)
        for pk in DecisionScore.objects.filter(
            pk__in=[label.decision for label in labels[start : start + 500]]
        ).values_list("pk", flat=True)
    }
    DecisionScore.objects.bulk_create(
        [_score(label, judge, lexicon) for label in labels if label.decision > learned and label.decision not in known],
        batch_size=500,
        ignore_conflicts=True,
    )


def _score(label: Label, judge: Judge, lexicon: Lexicon) -> DecisionScore:
    model = judge.model
    probability = model.probability(model.read(read_text(label.text, lexicon)))
    nudge, hold = model.thresholds.nudge, model.thresholds.hold
    level = Level.NONE
    if hold is not None and probability >= hold:
        level = Level.HOLD
    elif nudge is not None and probability >= nudge:
        level = Level.NUDGE
    row = judge.row.pk if judge.row is not None and judge.own else None
    return DecisionScore(decision_id=label.decision, model_id=row, score=round(probability, 6), level=level)


def _judge_of(title: TitlePage) -> Judge:
    row = LearnedModel.objects.filter(title=title, state=LearnedModel.State.IN_FORCE).first()
    seed = engine.models().abuse
    if seed is None:
        raise TrainingError("there is no seed to begin with")
    if row is None:
        return Judge(None, False, seed)
    try:
        return Judge(row, True, in_force.read(row.weights, (row.pk, row.digest)))
    except ModelError:
        return Judge(row, False, seed)


def _is_known(title: TitlePage, approved: int, rejected: int, newest: int) -> bool:
    last = LearnedModel.objects.filter(title=title).defer("weights").order_by("-pk").first()
    return last is not None and (last.approved, last.rejected, last.newest_decision) == (approved, rejected, newest)


def _differing(
    new: Model,
    former: Model,
    held: Sequence[Label],
    readings: Sequence[Reading],
    standing: Sequence[tuple[int, str]],
    lexicon: Lexicon,
) -> list[dict[str, object]]:
    """Among the rows held back and the comments that stand undecided: nothing that the new one knows by heart."""
    rows: list[tuple[int, bool | None]] = [(label.comment, label.is_rejected) for label in held]
    rows += [(comment, None) for comment, _text in standing]
    return compare.differing(new, former, rows, [*readings, *(read_text(text, lexicon) for _, text in standing)])
