"""Rows by one exact value, with SQL that is made once: for what nearly every request asks.

To build the SQL of `objects.get(pk=…)` anew costs the ORM several times what the database takes to answer it. The
statement and the conversion of its columns are the ORM's own, so what comes back is what `get` would have given.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model

M = TypeVar("M", bound=Model)


class Lookup(Generic[M]):
    """Finds the row of `model` whose unique `field`, a text or a whole number, has a value."""

    def __init__(self, model: type[M], field: str) -> None:
        self._model, self._field = model, field

    @cached_property
    def _plan(self) -> tuple[str, dict[int, Any], list[str]]:
        """The statement, how to convert which column, and the columns' names."""
        rows = self._model._default_manager.filter(**{self._field: 0}).order_by()
        compiler = rows.query.get_compiler(connection=connection)
        sql, _parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
        return sql, converters, [field.attname for field in self._model._meta.concrete_fields]

    def first(self, value: str | int | None) -> M | None:
        """The row, or None where there is none."""
        sql, converters, names = self._plan
        with connection.cursor() as cursor:
            cursor.execute(sql, [value])
            row = cursor.fetchone()
        if row is None:
            return None
        values = list(row)
        for place, (steps, column) in converters.items():
            for step in steps:
                values[place] = step(values[place], column, connection)
        return self._model.from_db(connection.alias, names, values)
