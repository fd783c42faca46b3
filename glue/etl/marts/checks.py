"""Tests of a mart, one function a type: `(rows, test)` gives the rows that fail; run on the audit branch."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from etl.documents import (
    AcceptedValuesTest,
    MartTest,
    NotNullTest,
    RelationshipsTest,
    RowCountChangeTest,
    SqlTest,
    UniqueTest,
)
from etl.errors import DefinitionError

EXAMPLES = 3
LONGEST = 300
"""Characters of an example that are kept: the ledger and a mail have them."""


class Outcome(NamedTuple):
    """A test, what its report calls it, how many rows (or groups) failed it, and some of them as text."""

    test: MartTest
    name: str
    failures: int
    examples: list[str]


def unique(rows: DataFrame, test: UniqueTest) -> DataFrame:
    """Combinations of the columns that stand in more than one row; NULL counts as a value."""
    columns = [f"`{name}`" for name in test["columns"]]
    return rows.groupBy(*columns).agg(F.count(F.lit(1)).alias("rows")).where("rows > 1")


def not_null(test: NotNullTest) -> Column:
    """Whether one of the columns is NULL."""
    return reduce(or_, [F.col(f"`{name}`").isNull() for name in test["columns"]])


def accepted_values(test: AcceptedValuesTest) -> Column:
    """Whether the column is none of the values; NULL is accepted."""
    return ~_column(test).isin(test["values"])


def relationships(rows: DataFrame, test: RelationshipsTest) -> DataFrame:
    """Rows whose column has no counterpart in the input; NULL is accepted."""
    there = rows.sparkSession.table(test["view"]).select(F.col(f"`{test['to_column']}`").alias("_there"))
    return rows.where(_column(test).isNotNull()).join(there, _column(test) == F.col("_there"), "left_anti")


def sql(rows: DataFrame, test: SqlTest) -> DataFrame:
    """Rows that the query gives."""
    try:
        return rows.sparkSession.sql(test["sql"])
    except AnalysisException as error:
        found = str(error).split("\n", 1)[0].rstrip(".")
        raise DefinitionError(f"{describe(test)} cannot be run: {found}; correct its SQL.") from error


def _where(of: Callable[[Any], Column]) -> Callable[[DataFrame, Any], DataFrame]:
    return lambda rows, test: rows.where(of(test))


OF_ONE_ROW: dict[str, Callable[[Any], Column]] = {"not_null": not_null, "accepted_values": accepted_values}
"""Tests that a row fails by itself: all of these are counted in one pass over the rows."""

TYPES: dict[str, Callable[[DataFrame, Any], DataFrame]] = {
    "unique": unique,
    "not_null": _where(not_null),
    "accepted_values": _where(accepted_values),
    "relationships": relationships,
    "sql": sql,
}


def run(tests: Sequence[tuple[MartTest, DataFrame]]) -> list[Outcome]:
    """The outcome of each test of some rows: the failures of all in one query, and examples of those that fail."""
    if not tests:
        return []
    passes = defaultdict[int, list[int]](list)
    for number, (test, rows) in enumerate(tests):
        passes[id(rows) if test["type"] in OF_ONE_ROW else -number].append(number)
    counted = [_counted({number: tests[number] for number in numbers}) for numbers in passes.values()]
    found = {number: failures for row in reduce(DataFrame.union, counted).collect() for number, failures in row[0]}
    return [
        Outcome(test, describe(test), found[number], _examples(test, failing(test, rows)) if found[number] else [])
        for number, (test, rows) in enumerate(tests)
    ]


def failing(test: MartTest, rows: DataFrame) -> DataFrame:
    """The rows that fail a test."""
    return TYPES[test["type"]](rows, test)


def _counted(tests: dict[int, tuple[MartTest, DataFrame]]) -> DataFrame:
    """One row: an array of the numbers of some tests of the same rows, each with how many failed it."""
    if len(tests) == 1:
        ((number, (test, rows)),) = tests.items()
        return failing(test, rows).agg(F.array(F.struct(F.lit(number), F.count(F.lit(1)))))
    rows = next(iter(tests.values()))[1]
    counts = {number: F.count_if(OF_ONE_ROW[test["type"]](test)) for number, (test, _) in tests.items()}
    return rows.agg(F.array(*[F.struct(F.lit(number), count) for number, count in counts.items()]))


def _examples(test: MartTest, failing: DataFrame) -> list[str]:
    """A few rows as text; those of a query of one's own in the order that it gives."""
    ordered = failing if test["type"] == "sql" else failing.orderBy(*[f"`{name}`" for name in failing.columns])
    texts = [str(row.asDict()) for row in ordered.limit(EXAMPLES).collect()]
    return [text if len(text) <= LONGEST else f"{text[:LONGEST]}..." for text in texts]


def row_count_change(test: RowCountChangeTest, rows: int, before: int | None) -> Outcome:
    """Holds the number of rows against that of the state before; the first state passes."""
    change = 0.0 if before is None or rows == before else 100 * abs(rows - before) / max(before, 1)
    return Outcome(test, f"{describe(test)}: {before} to {rows} rows", int(change > test["max_percent"]), [])


def describe(test: MartTest) -> str:
    """`unique(order_id)`: the test's name in reports and errors."""
    if test["type"] == "row_count_change":
        return f"row_count_change(max {test['max_percent']} %)"
    if test["type"] == "sql":
        return f"sql({test['name']})"
    if test["type"] == "unique" or test["type"] == "not_null":
        return f"{test['type']}({', '.join(test['columns'])})"
    return f"{test['type']}({test['column']})"


def _column(test: AcceptedValuesTest | RelationshipsTest) -> Column:
    return F.col(f"`{test['column']}`")
