"""How the desk's views answer: a form goes on to the next page with a message, the script gets both as JSON."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk.conversation.models import Comment
from rembuk.conversation.views.asking import wants_json
from rembuk.moderation.access import ModeratorRequest
from rembuk.moderation.forms import FilterForm
from rembuk.moderation.models import Decision
from rembuk.readers.models import Reader


def answer(request: ModeratorRequest, target: str, level: int, message: str, **facts: Any) -> HttpResponse:
    """Say what happened: as JSON where the script asked, else as a message on the page `target`."""
    if wants_json(request):
        return JsonResponse({"ok": level == messages.SUCCESS, "message": message, **facts})
    messages.add_message(request, level, message)
    return redirect(target)


def view_of(given: QueryDict | str) -> str:
    """A view of the queue as it stands in addresses, with nothing in it that we did not understand."""
    given = QueryDict(given[:1_000]) if isinstance(given, str) else given
    filters, after = FilterForm(given).filters().query(), given.get("after", "")[:40]
    place = urlencode({"after": after}) if after else ""
    return "&".join(part for part in (filters, place) if part)


def undo_facts(viewer: Reader, newest: Decision) -> dict[str, str]:
    """How one's newest decision, or all of one click, is taken back; `text` says what it was."""
    if newest.batch is None:
        text = _told_of_one(newest) % {"name": newest.comment.author}
        return {"address": reverse("moderation_undo", args=[newest.pk]), "text": one_stop(text)}
    befores = list(Decision.objects.filter(batch=newest.batch, moderator=viewer).values_list("before", flat=True))
    text = _told_of_many(newest, befores) % {"n": len(befores)}
    return {"address": reverse("moderation_undo_together", args=[newest.batch]), "text": text}


def one_stop(sentence: str) -> str:
    """A sentence with one full stop, also where the name that ends it has one of its own."""
    return sentence[:-1] if sentence.endswith("..") else sentence


def _told_of_one(made: Decision) -> str:
    if made.outcome == Decision.Outcome.REJECTED:
        return _("You rejected the comment by %(name)s.")
    if made.before == Comment.State.PUBLISHED:
        return _("You let the comment by %(name)s stand.")
    return _("You published the comment by %(name)s.")


def _told_of_many(made: Decision, befores: list[str]) -> str:
    many, stood = len(befores), befores.count(Comment.State.PUBLISHED)
    if made.outcome == Decision.Outcome.REJECTED:
        return ngettext("You rejected %(n)d comment.", "You rejected %(n)d comments.", many)
    if stood == many:
        return ngettext("You let %(n)d comment stand.", "You let %(n)d comments stand.", many)
    if stood:  # some of them waited, some could be read all the time
        return ngettext("You approved %(n)d comment.", "You approved %(n)d comments.", many)
    return ngettext("You published %(n)d comment.", "You published %(n)d comments.", many)
