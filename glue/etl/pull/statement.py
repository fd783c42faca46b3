"""The statement of a pull, made of the contract and of what the database reports."""

from collections.abc import Sequence
from dataclasses import dataclass

from etl.documents import Column, JdbcSource, TableDefinition
from etl.pull.columns import DATE, TIMESTAMP, ZONED, Found, Reading
from etl.pull.databases import DATABASES, Database
from etl.pull.errors import PullTypeError
from etl.pull.readings import reading

MISFIT = "_misfit"
SPLIT = "_split"


@dataclass(frozen=True)
class Statement:
    """A SELECT as Spark takes it for a table, and the Spark types of its columns."""

    sql: str
    schema: str


def find(table: TableDefinition, name: str, found: Sequence[Found]) -> Found:
    """The column of that name: as it is written, else the only one that differs in case alone."""
    same = [each for each in found if each.name == name]
    near = [each for each in found if each.name.lower() == name.lower()]
    if not same and len(near) != 1:
        has = "twice, in another case" if near else "not at all"
        raise PullTypeError(
            f"{table['id']}: the database has the column {name} of row.schema.json {has}, expected it among "
            f'{", ".join(each.name for each in found)}; correct the property, or name the column in "query".'
        )
    return (same or near)[0]


def source_of(jdbc: JdbcSource, instant: str | None) -> str:
    """What a statement reads: the relation at that instant, or the query."""
    database = DATABASES[jdbc["database"]]
    relation, query = jdbc["relation"], jdbc["query"]
    return database.at(relation, instant) if relation else database.subquery(str(query), "pulled")


def statement(table: TableDefinition, found: Sequence[Found], instant: str | None, lowest: str | None) -> Statement:
    """The SELECT of all rows, or of those from `lowest` of the watermark on.

    A column `_misfit` names the first value of a row that its property cannot hold; `_split` divides the rows.
    """
    jdbc: JdbcSource = table["jdbc"]  # type: ignore[assignment]
    database = DATABASES[jdbc["database"]]
    pairs = [(column, find(table, column["source_name"], found)) for column in table["columns"]]
    readings = [(column, each, reading(database, table["id"], column, each)) for column, each in pairs]
    selected = [f"{_value(made)} as {database.quoted(column['source_name'])}" for column, _, made in readings]
    schema = [f"`{column['source_name'].replace('`', '``')}` {made.spark}" for column, _, made in readings]
    checks = [_check(database, column, each, made.fits) for column, each, made in readings if made.fits]
    if checks:
        selected.append(f"case {' '.join(checks)} end as {database.quoted(MISFIT)}")
        schema.append(f"{MISFIT} string")
    if jdbc["split_by"]:
        selected.append(f"{_split(table, database, jdbc, found)} as {database.quoted(SPLIT)}")
    where = _from_lowest(table, database, jdbc, found, lowest)
    sql = f"(select {', '.join(selected)} from {source_of(jdbc, instant)}{where}) sluice"  # noqa: S608 (quoted names)
    return Statement(sql, ", ".join(schema))


def _value(made: Reading) -> str:
    return f"case when {made.fits} then {made.sql} end" if made.fits else made.sql


def _check(database: Database, column: Column, found: Found, fits: str) -> str:
    name = database.quoted(found.name)
    is_time = found.family in (DATE, TIMESTAMP, ZONED)
    text = database.as_plain_text(name) if is_time else database.as_text(name, found)
    told = "'" + column["source_name"].replace("'", "''") + " = '"
    return f"when {name} is not null and not ({fits}) then {database.joined(told, text)}"


def _split(table: TableDefinition, database: Database, jdbc: JdbcSource, found: Sequence[Found]) -> str:
    split_by = jdbc["split_by"]
    assert split_by is not None  # noqa: S101 (the caller has looked)
    if not split_by["columns"]:
        return str(database.rowid)
    columns = [database.quoted(find(table, name, found).name) for name in split_by["columns"]]
    return database.hashed(columns, jdbc["connections"]) if split_by["hash"] else columns[0]


def _from_lowest(
    table: TableDefinition, database: Database, jdbc: JdbcSource, found: Sequence[Found], lowest: str | None
) -> str:
    watermark = jdbc["watermark"]
    if watermark is None or lowest is None:
        return ""
    column = find(table, watermark["column"], found)
    return f" where {database.quoted(column.name)} >= {database.literal(lowest, column)}"
