"""Run one query: its tables and views become relations of a private DuckDB connection, on which it runs."""

from __future__ import annotations

import functools
import re

import duckdb

from local.athena import casts, catalog
from local.athena.caller import Caller
from local.athena.errors import QueryError
from local.athena.functions import MACROS
from local.athena.hive import read_hive
from local.athena.iceberg import read_iceberg
from local.athena.information_schema import SCHEMA, read_information_schema
from local.athena.results import Column, Result, column_of, texts
from local.athena.statement import UNNAMED, Query, Reference, parse_statement, prepare
from local.athena.utility import run_utility

_DUCKDB_ERRORS = {
    duckdb.ConversionException: "INVALID_CAST_ARGUMENT",
    duckdb.OutOfRangeException: "NUMERIC_VALUE_OUT_OF_RANGE",
    duckdb.ParserException: "SYNTAX_ERROR",
    duckdb.BinderException: "SYNTAX_ERROR",
    duckdb.CatalogException: "SYNTAX_ERROR",
}
_UNKNOWN_COLUMN = re.compile(r'column "?([^"\n]+?)"? not found|Cannot extract field \'([^\']+)\'', re.IGNORECASE)
_OWN_ERROR = re.compile(r"(?:Could not convert string ')?([A-Z]+(?:_[A-Z]+)+): (.*?)(?:' to INT32)?$")
"""An error raised by a macro: Athena's code and sentence."""
_UNKNOWN_FUNCTION = re.compile(r"Function with name \"?(\w+)\"? does not exist", re.IGNORECASE)


def run(sql: str, database: str, caller: Caller) -> Result:
    """The result of a SELECT, SHOW or DESCRIBE. Raises QueryError, with Athena's code, for anything else or wrong.

    Tables are read with the caller's permissions, only when named, and only the columns the text may need.
    """
    utility = run_utility(sql, database, caller)
    if utility is not None:
        return utility
    query = prepare(parse_statement(sql), database)
    with _base().cursor() as connection:
        _Relations(connection, caller).define(query)
        return _fetch(connection, query)


@functools.cache
def _base() -> duckdb.DuckDBPyConnection:
    """The database that gives each query a cursor: no files, no Python variables, Trino's division and functions."""
    connection = duckdb.connect(
        ":memory:", config={"enable_external_access": "false", "python_enable_replacements": "false"}
    )
    connection.execute("SET GLOBAL integer_division = true; SET GLOBAL TimeZone = 'UTC'")
    for macro in (*casts.MACROS, *MACROS):
        connection.execute(f"CREATE MACRO {macro}")
    return connection


class _Relations:
    """The relations of one query, each defined once; temporary objects are private to the cursor."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, caller: Caller) -> None:
        self._connection, self._caller = connection, caller
        self._views: dict[str, tuple[catalog.View, Query]] = {}
        self._tables: dict[str, tuple[dict, Reference]] = {}  # type: ignore[type-arg]
        self._needed: list[frozenset[str] | None] = []

    def define(self, query: Query) -> None:
        """Look up every name, through views down to tables, then read the tables and create the views over them."""
        self._collect(query, ())
        needed = None if None in self._needed else frozenset().union(*[n for n in self._needed if n is not None])
        for name, (table, reference) in self._tables.items():
            if reference.database == SCHEMA:
                rows = read_information_schema(reference, self._caller)
            else:
                read = read_iceberg if catalog.is_iceberg(table) else None
                rows = read(table, reference, needed, self._caller) if read else read_hive(table, needed, self._caller)
            self._connection.register(name, rows)
        for name, (view, inner) in self._views.items():
            columns = ", ".join(_identifier(column) for column in view.columns)
            try:
                self._connection.execute(f"CREATE TEMP VIEW {_identifier(name)}({columns}) AS {inner.duckdb_sql}")
            except duckdb.Error as error:
                raise QueryError(
                    "INVALID_VIEW",
                    f"View 'awsdatacatalog.{name}' is stale or invalid: {_first_line(error)}; create it again",
                ) from error

    def _collect(self, query: Query, path: tuple[str, ...]) -> None:
        self._needed.append(query.columns)
        for reference in query.references:
            name = reference.relation
            if name in self._tables or name in self._views:
                continue
            if name in path:
                raise QueryError("INVALID_VIEW", f"View '{reference.qualified}' is recursive: {' -> '.join(path)}")
            if reference.database == SCHEMA:
                self._tables[name] = ({}, reference)
                continue
            table = catalog.find_table(reference, self._caller)
            if not catalog.is_view(table):
                _refuse_iceberg_syntax(table, reference)
                self._tables[name] = (table, reference)
                continue
            view = catalog.read_view(table)
            inner = prepare(parse_statement(view.sql), view.database)
            self._collect(inner, (*path, name))
            self._views[name] = (view, inner)


def _refuse_iceberg_syntax(table: dict, reference: Reference) -> None:  # type: ignore[type-arg]
    if catalog.is_iceberg(table) or not (reference.metadata or reference.version):
        return
    if reference.metadata:
        raise QueryError(
            "TABLE_NOT_FOUND",
            f"line {reference.line}:{reference.column}: "
            f"Table '{reference.qualified}' does not exist: only Iceberg tables have metadata tables",
        )
    raise QueryError(
        "NOT_SUPPORTED",
        f"line {reference.line}:{reference.column}: This connector does not support "
        f"versioned tables: '{reference.qualified}' is not an Iceberg table",
    )


def _fetch(connection: duckdb.DuckDBPyConnection, query: Query) -> Result:
    try:
        answer = connection.execute(query.duckdb_sql)
        description, rows = answer.description or [], answer.fetchall()
    except duckdb.Error as error:
        raise _query_error(error, query) from error
    columns = [_column(number, name, kind) for number, (name, kind, *_) in enumerate(description)]
    rendered = [
        texts(list(values), kind, query.decimals.get(name, casts.ICEBERG_DIGITS))
        for values, (name, kind, *_) in zip(zip(*rows, strict=True), description, strict=False)
    ]
    return Result(columns, [list(row) for row in zip(*rendered, strict=True)])


def _column(number: int, name: str, kind: object) -> Column:
    return column_of(f"_col{number}" if name.startswith(UNNAMED) else name, kind)


def _query_error(error: duckdb.Error, query: Query) -> QueryError:
    sentence = _first_line(error)
    if match := _UNKNOWN_COLUMN.search(sentence):
        name = match[1] or match[2]
        line, column = query.places.get(name.split(".")[-1].lower(), (1, 1))
        return QueryError("COLUMN_NOT_FOUND", f"line {line}:{column}: Column '{name}' cannot be resolved")
    if match := _UNKNOWN_FUNCTION.search(sentence):
        return QueryError("FUNCTION_NOT_FOUND", f"Function '{match[1].lower()}' not registered")
    if match := _OWN_ERROR.match(sentence):
        return QueryError(match[1], match[2])
    if "Division by zero" in sentence:
        return QueryError("DIVISION_BY_ZERO", "Division by zero")
    code = next((code for kind, code in _DUCKDB_ERRORS.items() if isinstance(error, kind)), "GENERIC_USER_ERROR")
    return QueryError(code, sentence)


def _first_line(error: duckdb.Error) -> str:
    return str(error).split("\n", 1)[0].split(" Error: ", 1)[-1]


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
