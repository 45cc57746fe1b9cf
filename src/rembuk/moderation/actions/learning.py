"""What becomes of a trained model: it is used or kept back, and an editor may go back to another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rembuk.audit.actions import record
from rembuk.civility.models import Model, packed
from rembuk.conversation.actions import Refused
from rembuk.moderation.learning import in_force
from rembuk.moderation.models import LearnedModel, Learning
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

State = LearnedModel.State
KEPT_WEIGHTS: Final = 10  # of a title's models one can go back to; older ones keep their figures only


@dataclass(frozen=True)
class Lesson:
    """A training's outcome: the model, what it was trained on and compared with, and how it did.

    `found` was in force when it began; `former` is the same, or None where the seed judged in its place.
    """

    model: Model
    approved: int
    rejected: int
    newest_decision: int
    found: LearnedModel | None
    former: LearnedModel | None
    is_worse: bool
    is_proven: bool
    figures: Mapping[str, Any]
    changes: Mapping[str, Any]
    differing: Sequence[Mapping[str, Any]]


@transaction.atomic
def begin_learning(*, title: TitlePage, now: datetime, unless_since: datetime | None = None) -> bool:
    """Note that the training of a title begins; False when somebody began one after `unless_since`."""
    learning = _locked(title)
    if unless_since is not None and learning.begun_at is not None and learning.begun_at >= unless_since:
        return False
    Learning.objects.filter(pk=learning.pk).update(begun_at=now, outcome=Learning.Outcome.BEGUN, problem="")
    return True


def end_learning(*, title: TitlePage, outcome: str, problem: str = "") -> None:
    """Note how it ended. `problem` is the name of an exception, never what it says: that may quote a text."""
    Learning.objects.filter(title=title).update(outcome=outcome, problem=problem[:100])


@transaction.atomic
def keep_lesson(*, title: TitlePage, lesson: Lesson, now: datetime) -> LearnedModel:
    """Keep a trained model, and use it unless it is worse, unproven, or an editor wants to be asked."""
    learning = _locked(title)
    before = _in_force(title)
    state = State.IN_FORCE
    if lesson.is_worse:
        state = State.WORSE
    elif not lesson.is_proven:
        state = State.UNPROVEN
    elif learning.is_paused or lesson.found != before:
        state = State.WAITING  # somebody went back, perhaps while it was trained
    if state == State.IN_FORCE:
        LearnedModel.objects.filter(title=title, state=State.IN_FORCE).update(state=State.REPLACED)
    weights, digest = packed(lesson.model)
    row = LearnedModel.objects.create(
        title=title, state=state, weights=weights, digest=digest, trained_at=now, approved=lesson.approved,
        rejected=lesson.rejected, newest_decision=lesson.newest_decision, former=lesson.former,
        figures=lesson.figures, changes=lesson.changes, differing=lesson.differing,
    )  # fmt: skip
    _drop_old_weights(title)
    record("moderation.learn", row, actor=None, title=title.pk, state=str(state), decisions=row.decisions)
    transaction.on_commit(in_force.look_again)
    return row


@transaction.atomic
def use_model(*, actor: Reader, title: TitlePage, model: LearnedModel | None) -> None:
    """Let a title be judged by one of its models, or by the one that comes with the installation (None).

    Whoever goes back does not want the next night to undo it: until an editor uses the newest model again, new ones
    are trained and wait.

    Raises:
        Refused: the model's weights are not kept, do not match, or were made for another version.
    """
    learning = _locked(title)
    before = _in_force(title)
    if model == before:
        return
    if model is not None:
        model = LearnedModel.objects.get(pk=model.pk, title=title)
        if in_force.condition(model.weights, (model.pk, model.digest)) != "whole":
            raise Refused(_("This model cannot be used any more. Choose another one."))
    now = timezone.now()
    newest = LearnedModel.objects.filter(title=title).order_by("-pk").values_list("pk", flat=True).first()
    if before is not None:
        gone = State.GONE_BACK if model is None or model.pk < before.pk else State.REPLACED
        LearnedModel.objects.filter(pk=before.pk).update(state=gone, changed_at=now, changed_by=actor)
    if model is not None:
        LearnedModel.objects.filter(pk=model.pk).update(state=State.IN_FORCE, changed_at=now, changed_by=actor)
    Learning.objects.filter(pk=learning.pk).update(is_paused=model is None or model.pk != newest)
    names = {"before": before and before.pk, "now": model and model.pk}
    record("moderation.use_model", learning, actor=actor, title=title.pk, **names)
    transaction.on_commit(in_force.look_again)


def _locked(title: TitlePage) -> Learning:
    """The title's row, locked: who trains and who goes back take turns."""
    Learning.objects.get_or_create(title=title)
    return Learning.objects.select_for_update().get(title=title)


def _in_force(title: TitlePage) -> LearnedModel | None:
    return LearnedModel.objects.filter(title=title, state=State.IN_FORCE).defer("weights").first()


def _drop_old_weights(title: TitlePage) -> None:
    own = LearnedModel.objects.filter(title=title)
    kept = set(own.order_by("-pk").values_list("pk", flat=True)[:KEPT_WEIGHTS])
    kept.update(pk for pair in own.filter(state=State.IN_FORCE).values_list("pk", "former") for pk in pair if pk)
    own.filter(weights__isnull=False).exclude(pk__in=kept).update(weights=None)
