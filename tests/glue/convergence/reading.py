"""What is in a staging table, as lines that can be compared with those of the model."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from etl.load.hashing import PRINTS
from etl.platform.iceberg import Table
from etl.platform.objects import Objects
from etl.relations import sql as relations

from tests.glue.convergence import model
from tests.glue.convergence.files import Committed, Kind, Row

Lines: TypeAlias = list[tuple[tuple[str, str], ...]]
States: TypeAlias = dict[str, tuple[str, dict[tuple[Any, ...], Any]]]
"""By batch date, the load and what is in the row of each key."""


def expected_log(kind: Kind, loads: list[Committed]) -> Lines:
    """The log that these loads make."""
    return _lines(model.history(kind, loads).log)


def log_lines(rows: list[Row]) -> Lines:
    """Rows of a staging table, without what depends on the run."""
    return _lines([_plain(row) for row in rows])


def differences(
    kind: Kind, loads: list[Committed], definition: dict[str, Any], table: Table, objects: Objects, states: str
) -> list[str]:
    """Where the table, its views and its states below `states` are not what these loads make: in sentences."""
    expected = model.history(kind, loads)
    rows = rows_of(table)
    live = [_plain(row) for row in _view(definition, "current", rows)]
    seen = [_interval(row) for row in _view(definition, "history", rows)]
    compared: dict[str, tuple[Any, Any]] = {
        "the log": (_lines(expected.log), log_lines(rows)),
        "current": (_lines(model.current(expected.log)), _lines(live)),
        "history": (sorted(map(repr, model.intervals(expected.log))), sorted(map(repr, seen))),
    }
    if kind.feed == "snapshot":
        found = _states(table, objects, states, definition["natural_key"] or ["_key"])
        compared["the states"] = (_numbered(expected.states), _numbered(found))
    return [
        f"{what}:\n  expected {wanted}\n  found    {found}"
        for what, (wanted, found) in compared.items()
        if wanted != found
    ]


def rows_of(table: Table) -> list[Row]:
    """Every row; none where the table does not exist yet."""
    return [row.asDict() for row in table.frame().collect()] if table.exists() else []


def _lines(rows: list[Row]) -> Lines:
    return sorted(tuple(sorted((name, repr(value)) for name, value in row.items())) for row in rows)


def _plain(row: Row) -> Row:
    """A row without its run, with days and moments as the model writes them."""
    at = f"{row['_loaded_at']:%Y-%m-%dT%H:%M:%S}.000Z"
    own = {name: value for name, value in row.items() if name != "_run_id"}
    return own | {"_batch_date": str(row["_batch_date"]), "_loaded_at": at}


def _view(definition: dict[str, Any], kind: str, log: list[Row]) -> list[Row]:
    """The rows of a view over the log, as DuckDB, the local Athena's engine, reads its text."""
    if not log:
        return []
    with duckdb.connect() as connection:
        connection.register("log", pa.Table.from_pylist(log))
        answer = connection.execute(relations.sql(definition, kind, '"log"'))
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]


def _interval(row: Row) -> tuple[str, str, int | None, int | None]:
    def sequence(moment: Any) -> int | None:
        return moment if moment is None or isinstance(moment, int) else model.midnight(str(moment))

    return (row["_key"], row["_row_hash"], sequence(row["effective_from"]), sequence(row["effective_to"]))


def _states(table: Table, objects: Objects, where: str, identity: list[str]) -> States:
    """What the register says, and the keys that are there with the prints of their rows."""
    register = json.loads(table.properties().get("sluice.loads", "{}"))
    return {
        date: (entry.split("/")[0], _keys(objects, f"{where}/{entry}/keys/", identity))
        for date, entry in register.items()
    }


def _keys(objects: Objects, uri: str, identity: list[str]) -> dict[tuple[Any, ...], Any]:
    keys = {}
    for name in objects.names_below(uri):
        bucket, _, key = uri.removeprefix("s3://").partition("/")
        file = pa.BufferReader(objects.read_version(bucket, f"{key}{name}", None).read())
        for row in pq.read_table(file, columns=[*identity, *PRINTS]).to_pylist():
            keys[tuple(row[name] for name in identity)] = tuple(row[name] for name in PRINTS)
    return keys


def _numbered(states: States) -> States:
    """The same states with numbers for what is in their rows, equal where that is equal."""
    numbers: dict[Any, int] = {}
    return {
        date: (load_id, {key: numbers.setdefault(keys[key], len(numbers)) for key in sorted(keys)})
        for date, (load_id, keys) in sorted(states.items())
    }
