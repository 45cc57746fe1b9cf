"""The charts of the transparency page and of the workload, out of their figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .charts import Chart, Lines, Series, shown, shown_sum
from .models import Sanction
from .phase_words import phase_label
from .queries.learning import Week
from .queries.transparency import Table, Transparency
from .queries.workload import Workload

NAMES: Final[dict[str, str | Promise]] = {
    "published": gettext_lazy("Published at once"),
    "held": gettext_lazy("Waited for a moderator"),
    "rejected": gettext_lazy("Rejected"),
    "phases": gettext_lazy("Held by the automatic check"),
    "readers": gettext_lazy("Reported by readers"),
    "moderators": gettext_lazy("Seen by moderators"),
    "made": gettext_lazy("Appeals"),
    "reversed": gettext_lazy("Won: published again"),
    "stands": gettext_lazy("The rejection stood"),
    **{str(kind): label for kind, label in Sanction.Kind.choices},
}


def transparency_charts(told: Transparency) -> list[Chart]:
    """What the public sees, month by month."""
    months = [month_name(month) for month in told.months]
    return [
        _monthly("passage", _("Comments"), _("How many comments came each month, by what the automatic check said."),
                 months, told.passage, drawn=2),
        _waits(months, told),
        _monthly("found", _("Rejected comments, by who found them"),
                 _("A person decides every rejection; the automatic check alone rejects nothing that is recorded."),
                 months, told.found),
        _monthly("appeals", _("Appeals"), _("How many writers appealed, and how their appeals were decided."),
                 months, told.appeals, first=1),
        _monthly("sanctions", _("Warnings, pauses and bans"),
                 _("What moderators asked of writers, in this title or everywhere here."), months, told.sanctions),
    ]  # fmt: skip


def workload_charts(load: Workload) -> list[Chart]:
    """What the moderators see."""
    hours, figures = [f"{hour:02d}" for hour in range(24)], load.figures["hours"]
    arrivals = Chart(
        key="hours",
        title=_("Arrivals by hour"),
        desc=_("How many comments came in each hour of the day, and how many of them were held."),
        place=_("Hour"),
        places=hours,
        series=[
            Series(str(NAMES["published"]), [published for published, _held in figures]),
            Series(str(NAMES["held"]), [held for _published, held in figures]),
        ],
    )
    phases = sorted(load.figures["phases"].items(), key=lambda row: (-row[1], row[0]))
    return [
        arrivals,
        _ranked("phases", _("Held, by phase"), _("Which phase held comments, the busiest first."),
                [(phase_label(name), number) for name, number in phases]),
        _ranked("reasons", _("Rejected, by reason"), _("Why comments were rejected, the most frequent reason first."),
                load.reasons),
    ]  # fmt: skip


def learning_chart(weeks: Sequence[Week]) -> Lines:
    """How the model in force did, week by week."""
    precision, recall = _("Rightly marked, of what it marked"), _("Found, of what was rejected")
    return Lines(
        key="weeks",
        title=_("Precision and recall by week"),
        desc=_(
            "What the model in force said of each week's decisions before it learned of them, in percent. Only "
            "comments with a decision are counted, and most of those were held or reported."
        ),
        place=_("Week from"),
        places=[date_format(week.begins, "j M") for week in weeks],
        series=[
            Series(precision, [week.precision for week in weeks]),
            Series(recall, [week.recall for week in weeks]),
        ],
        heads=[precision, recall, _("marked and rejected"), _("marked and published"), _("missed")],
        written=[
            [_percent(week.precision), _percent(week.recall), str(week.right), str(week.wrong), str(week.missed)]
            for week in weeks
        ],
    )


def _percent(share: int | None) -> str:
    return "–" if share is None else f"{share} %"


def month_name(month: date) -> str:
    """A month under a bar."""
    return date_format(month, "M y")


def duration(minutes: int | None) -> str:
    """A waiting time in words; nothing for none."""
    if minutes is None:
        return "–"
    if minutes < 1:
        return _("less than a minute")
    days, hours, rest = minutes // 1_440, minutes % 1_440 // 60, minutes % 60
    parts = [
        ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else "",
        ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours} if hours else "",
        ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest} if rest and not days else "",
    ]
    return " ".join(part for part in parts if part)


def _monthly(
    key: str, title: str, desc: str, months: Sequence[str], table: Table, *, first: int = 0, drawn: int | None = None
) -> Chart:
    """All columns stand in the table; those from `first` on, at most `drawn` of them, in the drawing."""
    columns = [Series(str(NAMES[name]), [row[at] for row in table.rows]) for at, name in enumerate(table.columns)]
    return Chart(
        key=key,
        title=title,
        desc=desc,
        place=_("Month"),
        places=months,
        series=columns[first : None if drawn is None else first + drawn],
        heads=[each.name for each in columns],
        written=[[shown(value) for value in row] for row in table.rows],
        sums=[shown_sum(value) for value in table.sums],
    )


def _waits(months: Sequence[str], told: Transparency) -> Chart:
    return Chart(
        key="waits",
        title=_("Time to a decision"),
        desc=_("How many minutes half of the comments that waited for a moderator had waited at most (the median)."),
        place=_("Month"),
        places=months,
        series=[Series(_("Minutes"), [wait or 0 for wait in told.waits])],
        heads=[_("Half were decided within")],
        written=[[duration(wait)] for wait in told.waits],
        sums=[duration(told.wait)],
    )


def _ranked(key: str, title: str, desc: str, rows: Sequence[tuple[str, int]]) -> Chart:
    """Long names do not fit under bars: these are numbered, and the table says which is which."""
    return Chart(
        key=key,
        title=title,
        desc=desc,
        place=_("No."),
        places=[str(at) for at in range(1, len(rows) + 1)],
        series=[Series(_("Comments"), [number for _name, number in rows])],
        heads=[_("Which"), _("Comments")],
        written=[[name, shown(number)] for name, number in rows],
    )
