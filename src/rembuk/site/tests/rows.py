"""How the tables of addresses and forms are written.

A rule reads from left to right, later words win: `* login, staff 404, intan 200` sends everyone to the sign-in page,
answers 404 to the staff, and 200 to Intan. `*` is everyone, `readers` are Ratna, Bagas and Bu Tini, `staff` are Damar,
Sekar, Yoga and Intan. An answer is a status; or a redirect: `login` to the sign-in page, `home` to the front of the
staff screens, `code` to the page that confirms a device, `away` to anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpResponseBase
from django.urls import reverse

from .world import PEOPLE, World

Data = Mapping[str, Any]

GROUPS: Final = {
    "*": PEOPLE,
    "readers": ("ratna", "bagas", "tini"),
    "staff": ("damar", "sekar", "yoga", "intan"),
}
EVERYONE: Final = "* 200"
SIGNED_IN: Final = "* 200, nobody login"
FORM_ONLY: Final = "* 405, nobody login"
AWAY: Final = "* away"
NEVER: Final = "* 404"


@dataclass(frozen=True)
class Address:
    """How to reach it, and what a GET answers to whom."""

    rule: str
    args: Callable[[World], list[Any]] = lambda _world: []

    def answers(self) -> dict[str, str]:
        """The answer for each of PEOPLE."""
        found: dict[str, str] = {}
        for part in self.rule.split(", "):
            who, answer = part.split(" ")
            found |= dict.fromkeys(GROUPS.get(who, (who,)), answer)
        return found


def answer_of(response: HttpResponseBase) -> str:
    """A response in the words of the table."""
    if response.status_code not in {301, 302, 303}:
        return str(response.status_code)
    target = response["Location"].split("?")[0]
    known = {
        reverse("account_login"): "login",
        reverse("wagtailadmin_home"): "home",
        reverse("trust:confirm"): "code",
    }
    return known.get(target, "away")


def desk(*names: str, others: str = "404", answer: str = "200") -> str:
    """A staff screen of these people's."""
    return ", ".join(["* login", f"staff {others}", *(f"{name} {answer}" for name in names if name)])


@dataclass(frozen=True)
class Form:
    """`by` sends it, and the deed `verb` is recorded. `alike` people may do the same. Strangers get `refusal`.

    `args` prepares what the form is about, when that is not the thing that the table of addresses names.
    """

    by: str
    verb: str
    data: Callable[[World], Data] = lambda _world: {}
    args: Callable[[World], list[Any]] | None = None
    alike: tuple[str, ...] = ()
    refusal: frozenset[str] = frozenset({"login", "home", "403", "404"})
