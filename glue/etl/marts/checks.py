"""Tests of a mart, one function a type: `(rows, test)` gives the rows that fail; run on the audit branch."""

from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from etl.documents import (
    AcceptedValuesTest,
    MartTest,
    NotNullTest,
    RelationshipsTest,
    RowCountChangeTest,
    UniqueTest,
)
from etl.errors import MartTestError

EXAMPLES = 3


class Outcome(NamedTuple):
    """A test, what its report calls it, and how many rows (or groups) failed it."""

    test: MartTest
    name: str
    failures: int


def unique(rows: DataFrame, test: UniqueTest) -> DataFrame:
    """Combinations of the columns that stand in more than one row; NULL counts as a value."""
    columns = [f"`{name}`" for name in test["columns"]]
    return rows.groupBy(*columns).agg(F.count(F.lit(1)).alias("rows")).where("rows > 1")


def not_null(rows: DataFrame, test: NotNullTest) -> DataFrame:
    """Rows in which one of the columns is NULL."""
    return rows.where(reduce(or_, [F.col(f"`{name}`").isNull() for name in test["columns"]]))


def accepted_values(rows: DataFrame, test: AcceptedValuesTest) -> DataFrame:
    """Rows whose column is none of the values; NULL is accepted."""
    return rows.where(~_column(test).isin(test["values"]))


def relationships(rows: DataFrame, test: RelationshipsTest) -> DataFrame:
    """Rows whose column has no counterpart in the input; NULL is accepted."""
    there = rows.sparkSession.table(test["view"]).select(F.col(f"`{test['to_column']}`").alias("_there"))
    return rows.where(_column(test).isNotNull()).join(there, _column(test) == F.col("_there"), "left_anti")


TYPES: dict[str, Callable[[DataFrame, Any], DataFrame]] = {
    "unique": unique,
    "not_null": not_null,
    "accepted_values": accepted_values,
    "relationships": relationships,
}


def run(rows: DataFrame, tests: list[MartTest]) -> list[Outcome]:
    """The outcome of each test, all in one query."""
    if not tests:
        return []
    failing = [TYPES[test["type"]](rows, test).agg(F.count(F.lit(1)).alias("failures")) for test in tests]
    numbered = [frame.withColumn("number", F.lit(number)) for number, frame in enumerate(failing)]
    found = {row["number"]: row["failures"] for row in reduce(DataFrame.unionByName, numbered).collect()}
    return [Outcome(test, describe(test), found[number]) for number, test in enumerate(tests)]


def row_count_change(test: RowCountChangeTest, rows: int, before: int | None) -> Outcome:
    """Holds the number of rows against that of the state before; the first state passes."""
    change = 0.0 if before is None or rows == before else 100 * abs(rows - before) / max(before, 1)
    return Outcome(test, f"{describe(test)}: {before} to {rows} rows", int(change > test["max_percent"]))


def describe(test: MartTest) -> str:
    """`unique(order_id)`: the test's name in reports and errors."""
    if test["type"] == "row_count_change":
        return f"row_count_change(max {test['max_percent']} %)"
    if test["type"] == "unique" or test["type"] == "not_null":
        return f"{test['type']}({', '.join(test['columns'])})"
    return f"{test['type']}({test['column']})"


def refuse(mart: str, batch_date: str, rows: DataFrame, outcomes: list[Outcome]) -> None:
    """Raise for the first failed test, with a few of the failing rows."""
    failed = [outcome for outcome in outcomes if outcome.failures]
    if not failed:
        return
    first = failed[0]
    examples = ""
    if first.test["type"] in TYPES:
        failing = TYPES[first.test["type"]](rows, first.test)
        sample = failing.orderBy(*[f"`{name}`" for name in failing.columns]).limit(EXAMPLES).collect()
        examples = f", for example {'; '.join(str(row.asDict()) for row in sample)}"
    raise MartTestError(
        f"{mart} as of {batch_date}: {len(failed)} of {len(outcomes)} tests failed: {first.name} has "
        f"{first.failures} failing "
        f"rows{examples}; the mart as published before keeps serving, correct the data or the test and build it again."
    )


def _column(test: AcceptedValuesTest | RelationshipsTest) -> Column:
    return F.col(f"`{test['column']}`")
