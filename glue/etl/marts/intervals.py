"""Versions: rows with the half-open interval `effective_from` to `effective_to`, in which NULL is open."""

from pyspark.sql import Column, DataFrame, Window, WindowSpec
from pyspark.sql import functions as F

from etl.errors import MartSchemaError
from etl.marts.run import MartRun
from etl.names import quoted

FROM, TO = "effective_from", "effective_to"
CURRENT = "is_current"

REMEDY = (
    "mart.sql gives each key of natural_key at most one row at a time: join on whole keys, or list what tells the rows "
    "apart in natural_key."
)


def versions(run: MartRun, rows: DataFrame) -> DataFrame:
    """The rows without those of empty intervals.

    A MartTestError ends the Spark job that reads them where the intervals of a key overlap or end before they begin.
    """
    present = {name.lower() for name in rows.columns}
    for name in (FROM, TO):
        if name not in present:
            raise MartSchemaError(
                f"{run.mart['id']}: mart.sql gives no column {name}, found {rows.columns}; select it, as the rows of "
                f"a mart of kind {run.mart['kind']} are versions."
            )
    filled = rows.where(~F.coalesce(F.col(FROM) == F.col(TO), F.lit(False)))
    return filled.withColumn(TO, _end_or_error(run.mart["natural_key"]))


def in_order(key: list[str]) -> WindowSpec:
    """The versions of each key, in time."""
    return Window.partitionBy(*map(quoted, key)).orderBy(FROM)


def _end_or_error(key: list[str]) -> Column:
    """`effective_to`. The rows themselves raise the error, so that looking for it costs no job of its own."""
    ordered = in_order(key).orderBy(FROM, F.col(TO).asc_nulls_last())
    start, end = F.col(FROM), F.col(TO)
    start_before, end_before = F.lag(FROM).over(ordered), F.lag(TO).over(ordered)
    overlaps = start_before.isNotNull() & (end_before.isNull() | (end_before > start))
    both = F.concat(_shown(start_before, end_before), F.lit(" and "), _shown(start, end))
    backwards = ", which ends before it begins; correct the two columns in mart.sql."
    return (
        F.when(start.isNull(), _error(key, f"has a row without {FROM}; select it so that it is never null."))
        .when(start > end, _error(key, "has the interval ", _shown(start, end), backwards))
        .when(overlaps, _error(key, "has the intervals ", both, f", which overlap; {REMEDY}"))
        .otherwise(end)
    )


def _error(key: list[str], *parts: str | Column) -> Column:
    values = [F.concat(F.lit(f"{name}="), _text(F.col(quoted(name)), "null")) for name in key]
    texts = [F.lit(part) if isinstance(part, str) else part for part in parts]
    return F.raise_error(F.concat(F.lit("MartTestError: "), F.concat_ws(", ", *values), F.lit(" "), *texts))


def _shown(start: Column, end: Column) -> Column:
    return F.concat(F.lit("["), _text(start, "?"), F.lit(", "), _text(end, "open"), F.lit(")"))


def _text(value: Column, absent: str) -> Column:
    return F.coalesce(value.cast("string"), F.lit(absent))
