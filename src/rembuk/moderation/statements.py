"""One statement of reasons for each restriction: every rejection and every sanction that was not taken back, once.

The fields are those of the European Union's DSA Transparency Database where they mean something here, and null where
they do not; docs/statements.md has the whole table. No name, no address, no text of a comment, no note is in it.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from rembuk.newsroom.models import TitlePage

from .actions import APPEAL_WITHIN
from .days import edges
from .models import Appeal, Decision, Sanction
from .models.decisions import Reasoned
from .rulings import BY_MODERATORS, BY_PHASES, BY_READERS, found_by, rulings

CHUNK: Final = 500
CATEGORY: Final = "STATEMENT_CATEGORY_"
# A newsroom's own reasons are breaches of its terms, until it says more.
OTHER: Final = CATEGORY + "OTHER_VIOLATION_TC"
CATEGORIES: Final = {
    "judi-spam": CATEGORY + "SCAMS_AND_FRAUD",
    "kata-kasar": CATEGORY + "ILLEGAL_OR_HARMFUL_SPEECH",
    "sara": CATEGORY + "ILLEGAL_OR_HARMFUL_SPEECH",
    "data-pribadi": CATEGORY + "DATA_PROTECTION_AND_PRIVACY_VIOLATIONS",
}
FACTS: Final = {
    BY_PHASES: gettext_noop("The site's own check held the comment. A moderator read it and did not place it."),
    BY_READERS: gettext_noop("A reader reported the comment. A moderator read it and took it away."),
    BY_MODERATORS: gettext_noop("A moderator came across the comment, read it and took it away."),
    "warning": gettext_noop("A moderator warned the account. It writes again once the warning is read."),
    "pause": gettext_noop("A moderator paused the account: it does not write comments for a while."),
    "approve_first": gettext_noop("A moderator decided that the account's comments are read before they appear."),
    "ban": gettext_noop("A moderator decided that the account does not write comments."),
}

Statement = dict[str, Any]


def statements(first: date, last: date, title: TitlePage | None = None) -> Iterator[Statement]:
    """The statements of these days, both included, in the order of time; of one title, or of all."""
    start, end = edges(first)[0], edges(last)[1]
    with translation.override(settings.LANGUAGE_CODE):
        told = heapq.merge(
            _rejections(start, end, title), _sanctions(start, end, title), key=lambda each: each["created_at"]
        )
        yield from told


def written(first: date, last: date, title: TitlePage | None = None) -> Iterator[str]:
    """The whole export, piece by piece: one JSON object, a statement on each line."""
    about = {
        "format": "rembuk statements of reasons, version 1",
        "from": first.isoformat(),
        "to": last.isoformat(),
        "title": title.slug if title else None,
        "made_at": timezone.now().isoformat(timespec="seconds"),
    }
    yield json.dumps(about, ensure_ascii=False)[:-1] + ', "statements": ['
    for place, statement in enumerate(statements(first, last, title)):
        yield (",\n" if place else "\n") + json.dumps(statement, ensure_ascii=False)
    yield "\n]}\n"


def _rejections(start: datetime, end: datetime, title: TitlePage | None) -> Iterator[Statement]:
    made = Decision.objects.filter(outcome=Decision.Outcome.REJECTED, made_at__gte=start, made_at__lt=end)
    if title is not None:
        made = made.filter(comment__thread__title=title)
    after: tuple[datetime, int] = (start, 0)
    while True:
        later = made.filter(made_at__gte=after[0]).exclude(made_at=after[0], pk__lte=after[1])
        chunk = list(_whole(rulings(later)).order_by("made_at", "pk")[:CHUNK])
        ends = _ends(chunk)
        for decision in chunk:
            yield _rejection(decision, ends.get(decision.pk))
        if len(chunk) < CHUNK:
            return
        after = (chunk[-1].made_at, chunk[-1].pk)


def _whole(decisions: Any) -> Any:
    return decisions.select_related("comment__thread__title", "comment__appeal")


def _ends(decisions: Sequence[Decision]) -> dict[int, datetime]:
    """When a rejection ended: where the next decision that holds published the comment."""
    comments = {decision.comment_id for decision in decisions}
    following: dict[int, datetime] = {}
    earlier: dict[int, int] = {}
    for each in rulings(Decision.objects.filter(comment__in=comments)).order_by("pk"):
        before = earlier.get(each.comment_id)
        if before is not None and each.outcome == Decision.Outcome.APPROVED:
            following[before] = each.made_at
        earlier[each.comment_id] = each.pk
    return following


def _rejection(decision: Any, ended: datetime | None) -> Statement:
    comment = decision.comment
    found = found_by(decision.before, decision.reported_since)
    return _statement(
        puid=f"decision-{decision.pk}",
        made_at=decision.made_at,
        title=comment.thread.title.slug,
        about=decision,
        facts=found,
        restriction="visibility",
        decision_visibility=["DECISION_VISIBILITY_CONTENT_DISABLED"],
        end_date_visibility_restriction=_day(ended),
        content_date=_day(comment.created_at),
        source_type="SOURCE_TYPE_OTHER_NOTIFICATION" if found == BY_READERS else "SOURCE_VOLUNTARY",
        automated_detection="Yes" if found == BY_PHASES else "No",
        redress=_appeal(decision, getattr(comment, "appeal", None)),
    )


def _appeal(decision: Decision, appeal: Appeal | None) -> dict[str, Any]:
    told: dict[str, Any] = {"internal_appeal": "available", "until": _day(decision.made_at + APPEAL_WITHIN)}
    if appeal is None or appeal.decision_id != decision.pk:
        return told | {"appealed_on": None, "outcome": None, "decided_on": None}
    outcome = appeal.outcome or "waiting"
    return told | {"appealed_on": _day(appeal.made_at), "outcome": outcome, "decided_on": _day(appeal.decided_at)}


def _sanctions(start: datetime, end: datetime, title: TitlePage | None) -> Iterator[Statement]:
    given = Sanction.objects.filter(taken_back=False, starts_at__gte=start, starts_at__lt=end)
    if title is not None:
        given = given.in_title(title.pk)
    after: tuple[datetime, int] = (start, 0)
    while True:
        later = given.filter(starts_at__gte=after[0]).exclude(starts_at=after[0], pk__lte=after[1])
        chunk = list(later.select_related("title").order_by("starts_at", "pk")[:CHUNK])
        yield from map(_sanction, chunk)
        if len(chunk) < CHUNK:
            return
        after = (chunk[-1].starts_at, chunk[-1].pk)


def _sanction(given: Sanction) -> Statement:
    for_good = given.kind == Sanction.Kind.BAN and given.ends_at is None
    waits = given.kind == Sanction.Kind.APPROVE_FIRST
    over = given.lifted_at or given.read_at or given.ends_at
    return _statement(
        puid=f"sanction-{given.pk}",
        made_at=given.starts_at,
        title=given.title.slug if given.title else None,
        about=given,
        facts=given.kind,
        restriction="account",
        decision_visibility=["DECISION_VISIBILITY_OTHER"] if waits else None,
        decision_visibility_other=_(FACTS[given.kind]) if waits else None,
        decision_provision=None
        if waits
        else f"DECISION_PROVISION_PARTIAL_{'TERMINATION' if for_good else 'SUSPENSION'}",
        end_date_visibility_restriction=_day(over) if waits else None,
        end_date_service_restriction=None if waits else _day(over),
        source_type="SOURCE_VOLUNTARY",
        automated_detection="No",
        redress={
            "internal_appeal": "help_desk",
            "until": None,
            "appealed_on": None,
            "outcome": None,
            "decided_on": None,
        },
    )


def _statement(
    *, puid: str, made_at: datetime, title: str | None, about: Reasoned, facts: str, **given: Any
) -> Statement:
    """A statement with every field, in one order; what is not `given` does not apply."""
    applies_never = dict.fromkeys(
        ("decision_visibility", "decision_visibility_other", "decision_monetary", "decision_monetary_other",
         "decision_provision", "decision_ground_reference_url", "category_addition", "category_specification_other",
         "content_type_other", "source_identity",
         "decision_account", "end_date_visibility_restriction", "end_date_monetary_restriction",
         "end_date_service_restriction", "end_date_account_restriction", "illegal_content_legal_ground",
         "illegal_content_explanation", "content_date", "content_language", "content_id_ean")
    )  # fmt: skip
    said: Statement = {
        "puid": puid,
        "created_at": made_at.astimezone(timezone.get_default_timezone()).isoformat(timespec="microseconds"),
        "application_date": _day(made_at),
        "title": title,
        "restriction": "",
        **applies_never,
        "account_type": "ACCOUNT_TYPE_PRIVATE",
        "content_type": ["CONTENT_TYPE_TEXT"],
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": about.reason_code,
        "incompatible_content_explanation": about.reason_text,
        "incompatible_content_illegal": "No",
        "category": CATEGORIES.get(about.reason_code, OTHER),
        "category_specification": [],
        "territorial_scope": "worldwide",
        "decision_facts": _(FACTS[facts]),
        "automated_decision": "AUTOMATED_DECISION_NOT_AUTOMATED",
        "statement_language": settings.LANGUAGE_CODE,
    }
    return said | given


def _day(when: datetime | None) -> str | None:
    return None if when is None else timezone.localdate(when).isoformat()
