"""Rows by exact values, with SQL that is made once: for what nearly every request asks.

To build the SQL of `objects.get(pk=…)` anew costs the ORM several times what the database takes to answer it. The
statement and the conversion of its columns are the ORM's own, so what comes back is what `get` would have given.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)

MOST_PLANS: Final = 64


@dataclass(frozen=True)
class _Plan(Generic[M]):
    """A statement with its parameters, how to convert which column, and the columns' names."""

    model: type[M]
    sql: str
    parameters: tuple[Any, ...]
    converters: dict[int, Any]
    names: list[str]

    @classmethod
    def of(cls, rows: QuerySet[M]) -> _Plan[M]:
        compiler = rows.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        names = [field.attname for field in rows.model._meta.concrete_fields]
        return cls(rows.model, sql, tuple(parameters), converters, names)

    def found(self, parameters: Sequence[Any]) -> Iterator[M]:
        """The rows, as instances."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, parameters)
            rows = cursor.fetchall()
        for row in rows:
            values = list(row)
            for place, (steps, column) in self.converters.items():
                for step in steps:
                    values[place] = step(values[place], column, connection)
            yield self.model.from_db(connection.alias, self.names, values)


class Lookup(Generic[M]):
    """Finds the row of `model` whose unique `field`, a text or a whole number, has a value."""

    def __init__(self, model: type[M], field: str) -> None:
        self._model, self._field = model, field

    @cached_property
    def _plan(self) -> _Plan[M]:
        return _Plan.of(self._model._default_manager.filter(**{self._field: 0}).order_by())

    def first(self, value: str | int | None) -> M | None:
        """The row, or None where there is none."""
        return next(self._plan.found([value]), None)


class Several(Generic[M]):
    """Finds the rows of a query that is given several ids; its SQL is made once for each number of them."""

    def __init__(self, ask: Callable[[Collection[int]], QuerySet[M]]) -> None:
        self._ask = ask
        self._plans: dict[int, tuple[_Plan[M], tuple[int, ...]]] = {}

    def found(self, ids: Collection[int]) -> list[M]:
        """The rows of these ids, in the query's own order."""
        if not 0 < len(ids) <= MOST_PLANS:
            return list(self._ask(ids))
        plan, places = self._plans.get(len(ids)) or self._made(len(ids))
        parameters = list(plan.parameters)
        for place, value in zip(places, ids, strict=True):
            parameters[place] = value
        return list(plan.found(parameters))

    def _made(self, number: int) -> tuple[_Plan[M], tuple[int, ...]]:
        """The plan for so many ids, and where they stand among its parameters."""
        marks = range(-number, 0)  # no row has such an id
        plan = _Plan.of(self._ask(list(marks)))
        places = tuple(place for place, value in enumerate(plan.parameters) if value in marks)
        self._plans[number] = plan, places
        return plan, places
