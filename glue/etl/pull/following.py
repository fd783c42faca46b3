"""`"schema": "database"`: what row.schema.json does not declare follows the relation in the database.

A followed column has the type that a draft of the table would declare (functions/core/draft/relation.ts), lands in the
object of raw with it, and becomes a column of staging by `new_columns: evolve`. docs/adr/0032 says what is refused.
"""

from collections.abc import Mapping, Sequence

from etl.documents import Column, TableDefinition
from etl.names import snake_case
from etl.platform.iceberg import widens
from etl.pull.columns import (
    BINARY,
    BOOLEAN,
    DATE,
    DECIMAL,
    FLOAT,
    INTEGER,
    INTERVAL,
    LONGEST_WHOLE,
    TEXT,
    TIMESTAMP,
    ZONED,
    Found,
)
from etl.pull.errors import PullTypeError, SchemaChangedError
from etl.pull.statement import find

TYPES = {
    BOOLEAN: "boolean",
    FLOAT: "double",
    DATE: "date",
    **dict.fromkeys((TIMESTAMP, ZONED), "timestamp"),
    **dict.fromkeys((TEXT, BINARY, INTERVAL), "string"),
}
MOST = 38
"""Digits of the widest decimal; one of a draft has LONGEST_WHOLE at least."""
ABOUT = "Follows the database"
Types = Mapping[str, str]


def own_type(found: Found) -> str | None:
    """The Spark type that holds every value of a column; None where the database does not state one."""
    if found.family not in (INTEGER, DECIMAL):
        return TYPES.get(found.family)
    whole, scale = max(found.digits - found.scale, 0), max(found.scale, 0)
    if found.family == INTEGER or (scale == 0 and whole <= LONGEST_WHOLE):
        return "bigint"
    return f"decimal({max(whole + scale, LONGEST_WHOLE)},{scale})" if whole + scale <= MOST else None


def followed(table: TableDefinition, found: Sequence[Found]) -> TableDefinition:
    """The table with the columns that only the database has. Raises PullTypeError for one without a type."""
    declared = {find(table, column["source_name"], found).name for column in table["columns"]}
    others = [each for each in found if each.name not in declared]
    return {**table, "columns": [*table["columns"], *(_column(table, each) for each in others)]}


def _column(table: TableDefinition, found: Found) -> Column:
    type_ = own_type(found)
    if type_ is None:
        raise PullTypeError(
            f"{table['id']}: the column {found.name}, which follows the database, is a {found.type.upper()} there "
            f"without a type that holds each value, expected a NUMBER with at most {MOST} digits, a time, a text or a "
            'boolean; declare it in row.schema.json, or cast it in a "query".'
        )
    name = snake_case(found.name)
    return {
        "name": name,
        "source_name": found.name,
        "type": type_,
        "nullable": True,
        "description": ABOUT,
        "pattern": None,
    }


def evolved(table: TableDefinition, declared: Sequence[Column], before: Types) -> list[str]:
    """Columns of `table` beyond those `declared` that are new or wider than `before`, each with its type.

    `before` are the types of the newest object that followed the database, empty before there is one. Raises
    SchemaChangedError where one of its columns is gone, or has a type to which staging cannot be widened.
    """
    names = {column["source_name"] for column in declared}
    now = {each["source_name"]: each["type"] for each in table["columns"] if each["source_name"] not in names}
    was = {name: type_ for name, type_ in before.items() if name not in names}
    _refuse_others(table["id"], was, now)
    return [f"{name} {type_}" for name, type_ in now.items() if was.get(name) != type_] if before else []


def _refuse_others(table: str, was: Types, now: Types) -> None:
    others = [
        f"{name} is {f'now a {now[name]}' if name in now else 'gone'}, expected {_expected(type_)}"
        for name, type_ in was.items()
        if name not in now or not (now[name] == type_ or widens(type_, now[name]))
    ]
    if others:
        raise SchemaChangedError(
            f"{table}: columns that follow the database have changed since the last pull: {'; '.join(others)}. New and "
            'wider columns are taken alone. Give each its earlier name and type, in the database or in a "query" that '
            'casts it (or has null in its place), or declare the columns and remove "schema" from table.json.'
        )


def _expected(type_: str) -> str:
    return f"a {type_} or one with more digits" if type_.startswith("decimal") else f"a {type_}"
