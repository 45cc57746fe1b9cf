"""What a reader does with a comment that stands: edit or withdraw one's own, report another's."""

from __future__ import annotations

import uuid
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rembuk.conversation import access, actions
from rembuk.conversation.forms import EditForm, ReportForm
from rembuk.conversation.models import Comment
from rembuk.readers.models import Reader

from .asking import address_of, refusal_status, with_wait, with_way_back

_form_view = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@_form_view
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Edit one's own comment."""
    reader = cast(Reader, request.user)
    comment = access.own_comment(reader, public_id)
    form = EditForm(request.POST if request.method == "POST" else None, initial={"body": comment.body})
    if request.method == "POST" and form.is_valid():
        try:
            comment = actions.edit_comment(author=reader, comment=comment, body=form.cleaned_data["body"])
        except actions.Refused as refusal:
            if refusal.piece:
                return edit_again(request, comment, form, refusal.piece)
            form.add_error("body", refusal.message)
        else:
            messages.success(request, _edited_words(comment))
            return redirect(address_of(request, comment))
    return edit_again(request, comment, form)


def edit_again(request: HttpRequest, comment: Comment, form: EditForm, piece: str = "") -> HttpResponse:
    """The form for editing, with what was typed, and perhaps with a `piece` of another room inside it."""
    return _page(request, "conversation/edit.html", comment, form, status=422 if piece else 0, piece=piece)


def _edited_words(comment: Comment) -> str:
    if comment.state == Comment.State.HELD:
        return _("Your new text waits for a moderator. Until then only you see the comment.")
    return _("Your comment has its new text.")


@login_required
@_form_view
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask once more, then withdraw one's own comment."""
    reader = cast(Reader, request.user)
    comment = access.own_comment(reader, public_id)
    if request.method == "POST":
        actions.remove_comment(author=reader, comment=comment)
        messages.success(request, _("Your comment is withdrawn."))
        return redirect(comment.thread.address(request) + "#bincang")
    return _page(request, "conversation/remove.html", comment, None)


@login_required
@_form_view
def report(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Report a comment to the moderators."""
    reader = cast(Reader, request.user)
    comment = access.answerable(reader, public_id)
    form = ReportForm(
        request.POST if request.method == "POST" else None, initial={"replaced": comment.revisions.count()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_comment(reporter=reader, comment=comment, **form.cleaned_data)
        except actions.Refused as refusal:
            form.add_error(None, refusal.message)
            page = _page(request, "conversation/report.html", comment, form, status=refusal_status(refusal))
            return with_wait(page, refusal)
        else:
            messages.success(request, _("Thank you. A moderator will read your report."))
            return redirect(address_of(request, comment))
    return _page(request, "conversation/report.html", comment, form)


def _page(
    request: HttpRequest,
    template: str,
    comment: Comment,
    form: EditForm | ReportForm | None,
    *,
    status: int = 0,
    piece: str = "",
) -> HttpResponse:
    facts = {"comment": comment, "form": form, "story_url": address_of(request, comment), "piece": piece}
    page = render(request, template, facts, status=status or (422 if form is not None and form.errors else 200))
    return with_way_back(page, request, comment.thread)
