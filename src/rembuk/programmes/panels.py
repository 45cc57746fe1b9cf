"""The programme's place beside a story."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rembuk.design.templatetags.design import rupiah
from rembuk.newsroom.models import StoryPage
from rembuk.newsroom.panels import Panel
from rembuk.readers.models import Reader

from . import queries
from .models import Programme


def programme_card(request: HttpRequest, story: StoryPage) -> Panel | None:
    """The invitation while a programme runs, then the way to its draw and to the result."""
    programme = queries.latest_for(request.user, story.title_page)
    if programme is None:
        return None
    card = {"heading": programme.sign, "symbol": "gift"}
    if programme.is_running(timezone.now()):
        card |= _invitation(request, programme)
    else:
        card |= _afterwards(programme)
    return Panel("promo", render_to_string("design/_card.html", card))


def _invitation(request: HttpRequest, programme: Programme) -> dict[str, Any]:
    prize = ngettext(
        "%(n)d reader gets a voucher of %(sum)s.", "%(n)d readers get a voucher of %(sum)s each.", programme.winners
    ) % {"n": programme.winners, "sum": rupiah(programme.voucher_value)}
    check = _("Draw on %(date)s, and anyone can check it.") % {"date": _day(programme)}
    own = reverse("programmes:programme", args=[programme.slug])
    card: dict[str, Any] = {
        "text": f"{programme.invitation} {prize} {check}",
        "url": own,
        "label": _("How to take part"),
        "more_url": reverse("programmes:terms", args=[programme.slug]),
        "more_label": _("Terms and Conditions"),
    }
    if isinstance(request.user, Reader):
        standing = queries.standing_of(request.user, programme)
        card["steps"] = standing.steps
        if standing.missing:
            card |= {"url": reverse("readers:profile"), "label": _("Complete your data")}
        elif standing.agreement is None:
            card |= {"url": f"{own}#setuju", "label": _("Read and agree")}
        else:
            card |= {"label": _("My entry"), "quiet": True}
    return card


def _afterwards(programme: Programme) -> dict[str, Any]:
    card = {"url": reverse("programmes:draw", args=[programme.slug]), "quiet": True}
    if programme.stage == Programme.Stage.DRAWN:
        return {**card, "text": _("The draw has taken place. Thank you for taking part."), "label": _("See the result")}
    text = _("The time to enter is over. Draw on %(date)s, and anyone can check it.") % {"date": _day(programme)}
    return {**card, "text": text, "label": _("How the draw works")}


def _day(programme: Programme) -> str:
    return date_format(timezone.localtime(programme.draws_at), "j F")
