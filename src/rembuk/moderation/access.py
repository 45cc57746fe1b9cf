"""Who may moderate, and the only way a view gets a comment, a decision or a reader."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from wagtail.admin.auth import permission_required

from rembuk.conversation.models import Comment
from rembuk.conversation.queries import Viewer
from rembuk.newsroom.models import TitlePage
from rembuk.readers.models import Reader

from .models import Appeal, Decision, LearnedModel, QueueFilter, ReportFlood, Sanction

M = TypeVar("M", bound=Model)
PERMISSION = "moderation.decide_comment"
CHANGE_RULES = "moderation.change_rules"
BAN = "moderation.ban_reader"
APPEALS = "moderation.decide_appeal"
REVERSALS = "moderation.see_reversals"


class ModeratorRequest(HttpRequest):
    """A request that `moderators_only` let through."""

    user: Reader


def may_decide(viewer: Viewer) -> bool:
    """Whether this person is a moderator."""
    return viewer.has_perm(PERMISSION)


def may_ban_for_good(viewer: Viewer) -> bool:
    """Whether this person may ban readers without an end."""
    return viewer.has_perm(BAN)


def may_change_rules(viewer: Viewer) -> bool:
    """Whether this person settles how comments are judged."""
    return viewer.has_perm(CHANGE_RULES)


def may_decide_appeals(viewer: Viewer) -> bool:
    """Whether this person may decide about appeals: moderators, and editors."""
    return viewer.has_perm(APPEALS)


def may_see_reversals(viewer: Viewer) -> bool:
    """Whether this person may see how often each moderator's decisions are reversed: who leads them."""
    return viewer.has_perm(REVERSALS)


def is_colleague(reader: Reader) -> bool:
    """Whether somebody works on the staff screens: those are not sanctioned here."""
    return reader.is_superuser or reader.has_perm("wagtailadmin.access_admin")


def appeals_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let those in who decide about appeals; everyone else gets Wagtail's own refusal."""
    guarded: Callable[..., HttpResponseBase] = permission_required(APPEALS)(view)
    return guarded


def moderators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let moderators in; everyone else gets Wagtail's own refusal."""
    guarded: Callable[..., HttpResponse] = permission_required(PERMISSION)(view)
    return guarded


def rules_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let those in who settle how comments are judged; everyone else gets Wagtail's own refusal."""
    guarded: Callable[..., HttpResponse] = permission_required(CHANGE_RULES)(view)
    return guarded


def comment(viewer: Viewer, public_id: uuid.UUID) -> Comment:
    """Any comment, for a moderator."""
    return _one(viewer, Comment.objects.filter(public_id=public_id))


def reader(viewer: Viewer, public_id: uuid.UUID) -> Reader:
    """Any writer, for a moderator."""
    return _one(viewer, Reader.objects.filter(public_id=public_id))


def decision(viewer: Viewer, pk: int) -> Decision:
    """Any decision, for a moderator."""
    return _one(viewer, Decision.objects.select_related("comment").filter(pk=pk))


def sanction(viewer: Viewer, pk: int) -> Sanction:
    """Any sanction, for a moderator."""
    return _one(viewer, Sanction.objects.select_related("reader").filter(pk=pk))


def appeal(viewer: Viewer, pk: int) -> Appeal:
    """Any appeal, for who decides about them."""
    found = Appeal.objects.select_related("comment").filter(pk=pk).first() if may_decide_appeals(viewer) else None
    if found is None:
        raise Http404
    return found


def title(viewer: Viewer, pk: int) -> TitlePage:
    """A title, for who settles how its comments are judged."""
    found: TitlePage | None = TitlePage.objects.filter(pk=pk).first() if may_change_rules(viewer) else None
    if found is None:
        raise Http404
    return found


def learned_model(viewer: Viewer, title: TitlePage, pk: int) -> LearnedModel:
    """One of a title's models, for who settles how its comments are judged."""
    own = LearnedModel.objects.filter(pk=pk, title=title).defer("weights")
    found = own.first() if may_change_rules(viewer) else None
    if found is None:
        raise Http404
    return found


def own_comment(viewer: Viewer, public_id: uuid.UUID) -> Comment:
    """A comment that the viewer wrote, in whatever state."""
    own = Comment.objects.select_related("thread__story", "appeal").filter(public_id=public_id, author_id=viewer.pk)
    found = own.first() if viewer.is_authenticated else None
    if found is None:
        raise Http404
    return found


def kept_filter(viewer: Viewer, pk: int) -> QueueFilter:
    """A saved filter that the moderator sees: an own one, or one that is shared."""
    return _one(viewer, QueueFilter.objects.filter(Q(owner=viewer.pk) | Q(is_shared=True), pk=pk))


def flood(viewer: Viewer, pk: int) -> ReportFlood:
    """Any flood of reports, for a moderator."""
    return _one(viewer, ReportFlood.objects.select_related("writer").filter(pk=pk))


def own_warning(viewer: Viewer, pk: int) -> Sanction:
    """A warning that the viewer was given and that was not taken back."""
    warnings = Sanction.objects.filter(pk=pk, kind=Sanction.Kind.WARNING, taken_back=False)
    found = warnings.filter(reader=viewer).first() if viewer.is_authenticated else None
    if found is None:
        raise Http404
    return found


def _one(viewer: Viewer, found: QuerySet[M]) -> M:
    row = found.first() if may_decide(viewer) else None
    if row is None:
        raise Http404
    return row
