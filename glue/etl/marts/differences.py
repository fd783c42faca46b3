"""Rows that two states of a mart do not share."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from etl.marts.intervals import FROM, TO
from etl.names import quoted

COUNT = "_sluice_count"
SINCE = "_sluice_since"


def differing(old: DataFrame, new: DataFrame) -> DataFrame:
    """The rows that `old` and `new` have in other numbers, and in COUNT how many more `new` has."""
    columns = list(map(quoted, old.columns))
    signed = old.withColumn(COUNT, F.lit(-1)).unionByName(new.select(*columns).withColumn(COUNT, F.lit(1)))
    return signed.groupBy(*columns).agg(F.sum(COUNT).alias(COUNT)).where(F.col(COUNT) != 0)


def has_map(rows: DataFrame) -> bool:
    """Whether there is a column that cannot be compared."""
    return any("map<" in field.dataType.simpleString() for field in rows.schema)


def first_changes(differing: DataFrame, key: list[str], member: list[str]) -> DataFrame:
    """By key, the first moment at which its versions differ, in SINCE.

    Of a version whose end alone differs that is the earlier end, of another its start. The first version has no start
    for facts (fact.py), so that a start counts only behind a version that both states have, else it may be any moment.
    """
    names = list(map(quoted, key))
    stays = ((F.count(F.lit(1)) == 2) & (F.sum(COUNT) == 0)).alias("stays")
    versions = differing.groupBy(*names, FROM, *member).agg(stays, F.min(TO).alias("end"))
    first_kept, first_other = (F.min(F.when(of, F.col(FROM))) for of in (F.col("stays"), ~F.col("stays")))
    moment = F.min(F.when(F.col("stays"), F.col("end")).otherwise(F.col(FROM)))
    is_known = (F.count_if(F.col(FROM).isNull()) == 0) & (first_other.isNull() | (first_other > first_kept))
    return versions.groupBy(*names).agg(F.when(is_known, moment).alias(SINCE))
