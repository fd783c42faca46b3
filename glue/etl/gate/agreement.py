"""What Spark saw of a load against what the validator saw: they read the same file, so they count the same."""

from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F

from etl.documents import Load, TableDefinition, ValidationFacts
from etl.errors import RowCountError, UncertainRowsError
from etl.gate.rows import BAD
from etl.gate.set_aside import SetAside


def counts(table: TableDefinition) -> list[Column]:
    """Aggregates that DataFrame.observe computes in passing: `rows`, `bad`, and the first and last day of each date."""
    days = _days(table)
    least = [F.min(f"`{name}`").cast("string").alias(f"min_{name}") for name in days]
    most = [F.max(f"`{name}`").cast("string").alias(f"max_{name}") for name in days]
    return [F.count(F.lit(1)).alias("rows"), F.count(BAD).alias("bad"), *least, *most]


def require(table: TableDefinition, load: Load, facts: ValidationFacts, seen: dict[str, Any], aside: SetAside) -> None:
    """Raise RowCountError unless `seen`, the outcome of `counts` over the valid rows, is what `facts` say.

    Raises UncertainRowsError when rows are among them that nobody has looked at closely.
    """
    if seen["bad"]:
        raise UncertainRowsError(f"{table['id']}: {seen['bad']} rows of {load['key']} are still to be checked.")
    if facts["rows"] is None:
        return
    _agree(table, load, "rows", facts["rows"], seen["rows"] + aside.count)
    checked = facts["rows_checked"] == facts["rows"]
    if checked:
        _agree(table, load, "invalid rows", facts["rows_quarantined"], aside.count)
    # Of parquet the validator knows the days of all rows, and only where the file's statistics have them.
    for name in _days(table) if checked else facts["dates"] if not aside.count else ():
        days = facts["dates"].get(name)
        _agree(table, load, f"as the first {name}", days and days["min"], seen[f"min_{name}"])
        _agree(table, load, f"as the last {name}", days and days["max"], seen[f"max_{name}"])


def _days(table: TableDefinition) -> list[str]:
    return [column["name"] for column in table["columns"] if column["type"] == "date" and column["source_name"]]


def _agree(table: TableDefinition, load: Load, what: str, validator: object, spark: object) -> None:
    if validator != spark:
        raise RowCountError(
            f"{table['id']}: {load['key']} has {'no' if validator is None else validator} {what} for the "
            f"validator and {'no' if spark is None else spark} for Spark; nothing was staged, check quoting and line "
            "ends of the file."
        )
