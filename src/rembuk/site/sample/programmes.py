"""One running programme, whose dates follow "now", and one of 2023; both with full terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Literal

from .data import WIB, read_text, read_toml

_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)
_MOMENTS = ("opens", "closes", "draw", "announced", "claim_until")
# Midnight opens, the last minute of the day closes, a draw needs a notary in office hours on a weekday.
_CLOCK = {"opens": time(0, 0), "closes": time(23, 59), "draw": time(10, 0), "announced": time(12, 0)}
_CLOCK["claim_until"] = _CLOCK["closes"]


@dataclass(frozen=True, slots=True)
class SampleProgramme:
    """A programme. ``prize`` is whole rupiah for each winner.

    Each of the five moments counts from now (negative: past) or, in a programme from the archive, is fixed.
    """

    slug: str
    name: str
    hashtag: str
    title: str
    state: Literal["running", "finished"]
    terms: str
    opens: timedelta | datetime
    closes: timedelta | datetime
    draw: timedelta | datetime
    announced: timedelta | datetime
    claim_until: timedelta | datetime
    winners: int
    prize: int
    minimum_age: int
    call_heading: str
    call_text: str
    call_button: str
    incomplete_text: str

    def moment(self, name: str, now: datetime) -> datetime:
        """One of the five moments in WIB; ``now`` is of no account for a fixed one. KeyError for another name."""
        clock = _CLOCK[name]
        given: timedelta | datetime = getattr(self, name)
        if isinstance(given, datetime):
            return given.astimezone(WIB)
        day = (now.astimezone(WIB) + given).date()
        if name == "draw":
            day += timedelta(days=7 - day.weekday() if day.weekday() >= 5 else 0)
        return datetime.combine(day, clock, tzinfo=WIB)

    def terms_text(self, now: datetime) -> str:
        """The terms (Syarat & Ketentuan) in Indonesian: numbered clauses, no mark-up, every blank filled."""
        dates = {name: _spoken(self.moment(name, now)) for name in _MOMENTS}
        return read_text(f"texts/{self.terms}").format(
            name=self.name,
            hashtag=self.hashtag,
            title=self.title.replace("-", " ").title(),
            organiser="PT Contoh Warta Nusantara (contoh)",
            address="Jalan Contoh Nomor 1, Semarang",
            permit_number="000/CONTOH/UGB",
            permit_date=_spoken(_office_day(self.moment("opens", now) - timedelta(days=7))).split(" pukul")[0],
            permit_authority="instansi yang berwenang di bidang sosial (contoh)",
            minimum_age=self.minimum_age,
            winners=self.winners,
            prize=f"Rp{self.prize:,}".replace(",", "."),
            **dates,
        )


def programmes() -> list[SampleProgramme]:
    """The running programme, then the finished one."""
    return [_programme(raw) for raw in read_toml("texts/programmes.toml")["programmes"]]


def _programme(raw: dict[str, Any]) -> SampleProgramme:
    moments = {name: raw[name] if isinstance(raw[name], datetime) else timedelta(**raw[name]) for name in _MOMENTS}
    return SampleProgramme(**{**raw, **moments})


def _office_day(moment: datetime) -> datetime:
    """The same time on the last weekday up to that day: permits are not given at the weekend."""
    return moment - timedelta(days=max(0, moment.weekday() - 4))


def _spoken(moment: datetime) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year} pukul {moment:%H.%M} WIB"
