"""What a title has learned from its moderators, and going back from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from rembuk.conversation.actions import Refused
from rembuk.conversation.talk import number
from rembuk.moderation import access
from rembuk.moderation.access import ModeratorRequest, rules_only
from rembuk.moderation.actions.learning import use_model
from rembuk.moderation.chart_sets import learning_chart
from rembuk.moderation.models import LearnedModel
from rembuk.moderation.queries import learning as queries


@dataclass(frozen=True)
class Figure:
    """One figure of the former model and of the new one, in percent or as a dash."""

    name: str
    former: str
    new: str


@rules_only
@never_cache
@require_safe
def overview(request: ModeratorRequest) -> HttpResponse:
    """How far each title is."""
    facts = {"rows": queries.titles_learning(request.user, now=timezone.now()), "page_title": _("Learning")}
    return render(request, "moderation/learning.html", facts)


@rules_only
@never_cache
@require_safe
def of_title(request: ModeratorRequest, pk: int) -> HttpResponse:
    """One title: what judges, how well, what the newest training changed, and the way back."""
    title, now = access.title(request.user, pk), timezone.now()
    state = next(row for row in queries.titles_learning(request.user, now=now) if row.title == title)
    models = queries.models_of(request.user, title)
    newest = models[0] if models else None
    facts: dict[str, Any] = {
        "state": state,
        "title": title,
        "page_title": _("Learning"),
        "models": models,
        "newest": newest,
        "back": _way_back(state.row, models),
        "chart": learning_chart(queries.weeks(request.user, title, now=now)),
        "figures": figures(newest.figures) if newest else [],
        "differing": queries.disagreements(request.user, newest) if newest else [],
        "reasons": queries.reasons(request.user),
    }
    return render(request, "moderation/learning_of.html", facts)


@rules_only
@require_POST
def use(request: ModeratorRequest, pk: int) -> HttpResponse:
    """Let another model judge: a former one, the newest again, or the one that comes with the installation."""
    title = access.title(request.user, pk)
    asked = request.POST.get("model", "")
    chosen = number(request.POST, "model")
    if asked != "seed" and chosen is None:
        raise Http404
    model = None if asked == "seed" or chosen is None else access.learned_model(request.user, title, chosen)
    try:
        use_model(actor=request.user, title=title, model=model)
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Done. It holds for new comments within five seconds."))
    return redirect("moderation_learning_title", pk)


def figures(found: Mapping[str, Any]) -> list[Figure]:
    """The figures of a training side by side."""
    if not found:
        return []
    names = {
        "average_precision": _("Average precision"),
        "recall_at_5": _("Found, when 5 in 100 published comments may be marked wrongly"),
    }
    rows = [Figure(name, *(_percent(found[who].get(key)) for who in ("former", "new"))) for key, name in names.items()]
    for key, name in {"nudge": _("Asks to think again"), "hold": _("Holds")}.items():
        for part, words in {
            "threshold": _("from this probability on"),
            "precision": _("rightly marked"),
            "recall": _("found"),
            "wrongly": _("published comments marked wrongly"),
        }.items():
            values = [(found[who].get(key) or {}).get(part) for who in ("former", "new")]
            rows.append(Figure(f"{name}: {words}", *map(_percent, values)))
    return rows


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %".replace(".", ",")


def _way_back(row: LearnedModel | None, models: list[LearnedModel]) -> LearnedModel | str:
    """What one click goes back to: the former model where it can still judge, else the seed; empty where the seed
    judges."""
    if row is None:
        return ""
    kept = {each.pk: each for each in models if getattr(each, "is_kept", False)}
    return kept.get(row.former_id or 0, "seed")
