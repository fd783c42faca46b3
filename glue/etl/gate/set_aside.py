"""Rows that break the contract: set aside for their producer, up to the share that the table tolerates."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from etl.definitions import identity_columns
from etl.documents import Load, TableDefinition
from etl.errors import RowContractError
from etl.gate.rejection import SHOWN, findings, problem
from etl.gate.rows import BAD, RAW
from etl.platform.objects import Objects


@dataclass(frozen=True)
class SetAside:
    """How many rows were set aside. Nobody knows what they should have said, so their keys stay as they were.

    `keys` are those that could be read (identity_columns; None: there are none); `all` says that one could not be: any
    key might be meant. `unknown` is the number of such rows. `place` is the URI of the object that holds the rows; None
    where there are none.
    """

    count: int = 0
    keys: DataFrame | None = None
    all: bool = False
    place: str | None = None
    unknown: int = 0


def take(rows: DataFrame, table: TableDefinition, load: Load, objects: Objects, bucket: str) -> SetAside:
    """Write the bad ones among `rows` to the bucket and say what they were; `rows` are cached.

    Raises RowContractError when they are more than the table tolerates.
    """
    bad = rows.where(F.col(BAD).isNotNull())
    counted = rows.agg(F.count(F.lit(1)).alias("rows"), F.count(BAD).alias("bad")).first()
    if counted is None:
        raise AssertionError("an aggregate without groups has one row")
    if not counted["bad"]:
        return SetAside()
    if not _tolerates(table, counted["bad"], counted["rows"]):
        raise refusal(bad, table, load, counted["bad"], counted["rows"])
    place = f"s3://{bucket}/{load['key']}.invalid_rows/{load['load_id']}/rows.jsonl"
    _write(bad, objects, place)
    unreadable = _unreadable(table)
    unknown = bad.where(unreadable).count() if table["natural_key"] else counted["bad"]
    return SetAside(
        counted["bad"],
        bad.where(~unreadable).select(*identity_columns(table)).distinct(),
        unknown > 0,
        place,
        unknown,
    )


def together(asides: Sequence[SetAside]) -> SetAside:
    """What was set aside of several files; the place is then their folder, where there is more than one."""
    some = [aside for aside in asides if aside.count]
    if len(some) < 2:
        return some[0] if some else SetAside()
    keys = [aside.keys for aside in some if aside.keys is not None]
    folder = str(some[0].place).partition(".invalid_rows/")[0].rpartition("/")[0]
    return SetAside(
        sum(aside.count for aside in some),
        reduce(DataFrame.unionByName, keys).distinct() if keys else None,
        any(aside.all for aside in some),
        f"{folder}/",
        sum(aside.unknown for aside in some),
    )


def _tolerates(table: TableDefinition, bad: int, rows: int) -> bool:
    policy = table["invalid_rows"]
    return policy != "reject_file" and bool(bad * 100 <= policy["quarantine"]["max_percent"] * rows)


def refusal(bad: DataFrame, table: TableDefinition, load: Load, count: int, rows: int) -> RowContractError:
    """The error that names the first breach of the bad rows, with all of them in its findings."""
    every = bad.select(F.explode(BAD).alias("one")).select("one.*")
    first = every.orderBy("column", "rule", "found").limit(SHOWN).collect()
    found = first[0]
    place = f"column {found['column']}" if found["column"] else "a row"
    policy = table["invalid_rows"]
    share = policy != "reject_file" and policy["quarantine"]["max_percent"]
    more = f" of {rows}, more than the {share} % that may be set aside" if share is not False else ""
    error = RowContractError(
        f"{table['id']}: {place} expected {found['expected']}, found {found['found']} ({count} invalid rows{more}) in "
        f"{load['key']}; correct the file, or change row.schema.json."
    )
    totals = {one["rule"]: one["count"] for one in every.groupBy("rule").count().orderBy("rule").collect()}
    error.findings = findings(load, rows, totals, [problem(**one.asDict()) for one in first])
    return error


def _unreadable(table: TableDefinition) -> Column:
    """Whether a breach concerns the natural key, or the row as a whole."""
    names = {column["name"]: column["source_name"] for column in table["columns"]}
    key = [names[name] for name in table["natural_key"]]
    return F.exists(BAD, lambda one: one["column"].isNull() | one["column"].isin(key))


def _write(bad: DataFrame, objects: Objects, place: str) -> None:
    """One object of JSON lines; the same rows whenever it is written again."""
    problems = F.to_json(BAD, {"ignoreNullFields": "false"})
    line = F.concat(F.lit('{"row":'), F.coalesce(RAW, F.lit("null")), F.lit(',"problems":'), problems, F.lit("}"))
    with tempfile.TemporaryFile() as lines:
        for row in bad.select(line.alias("line")).toLocalIterator():
            lines.write(f"{row['line']}\n".encode())
        lines.seek(0)
        objects.write_file(place, lines)
