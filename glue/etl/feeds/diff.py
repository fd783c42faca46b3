"""The difference of two snapshots, by key and row hash."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from etl.platform.java import Observation

COUNTED = ("insert", "update", "delete")


def compare(rows: DataFrame, previous: DataFrame) -> DataFrame:
    """What happened to each key between `previous` (what a file's absence deletes) and `rows` (the file).

    One row a key: `_key`, `_row_hash` (of a deleted row: what it was), `_change_type` (insert, update, delete; NULL
    for an unchanged row), `_rows` of the file with this key, the state's key columns.
    """
    now = rows.groupBy("_key").agg(F.first("_row_hash").alias("_now"), F.count(F.lit(1)).alias("_rows"))
    before = previous.withColumnRenamed("_row_hash", "_before")
    change = F.when(F.col("_before").isNull(), "insert").when(F.col("_now") != F.col("_before"), "update")
    change = F.when(F.col("_now").isNull(), "delete").otherwise(change)
    joined = now.join(before, "_key", "full_outer")
    return joined.select(
        "_key",
        F.coalesce("_now", "_before").alias("_row_hash"),
        change.alias("_change_type"),
        "_rows",
        *[f"`{name}`" for name in previous.columns if name not in ("_key", "_row_hash")],
    )


@contextmanager
def settled(compared: DataFrame, observation: Observation) -> Iterator[DataFrame]:
    """The keys that changed, worked out once: they are looked up in the file, and few of many.

    `observation` then has {insert, update, delete, unchanged, most}: `most` rows of one key.
    """
    of_type = [F.count(F.when(F.col("_change_type") == name, 1)).alias(name) for name in COUNTED]
    unchanged = F.count(F.when(F.col("_change_type").isNull() & F.col("_rows").isNotNull(), 1)).alias("unchanged")
    seen = compared.observe(observation, *of_type, unchanged, F.max("_rows").alias("most"))
    delta = seen.where(F.col("_change_type").isNotNull()).persist()
    try:
        delta.count()
        yield delta
    finally:
        delta.unpersist()


def changes(rows: DataFrame, delta: DataFrame, own: list[str], counts: Mapping[str, int]) -> DataFrame:
    """The change rows: inserts and updates as in the file, deletes with the state's key columns and NULL elsewhere.

    `counts`: what `settled` counted. Columns: `own`, `_key`, `_row_hash`, `_change_type`.
    """
    columns = [*[f"`{name}`" for name in own], "_key", "_row_hash", "_change_type"]
    if counts["update"] + counts["delete"] + counts["unchanged"] == 0:
        return rows.withColumn("_change_type", F.lit("insert")).select(*columns)
    written = rows.join(delta.where(F.col("_change_type") != "delete").select("_key", "_change_type"), "_key")
    if counts["delete"] == 0:
        return written.select(*columns)
    kept = set(delta.columns)
    gone = delta.where(F.col("_change_type") == "delete").select(
        *[f"`{name}`" if name in kept else F.lit(None).cast(rows.schema[name].dataType).alias(name) for name in own],
        "_key",
        "_row_hash",
        "_change_type",
    )
    return written.select(*columns).unionByName(gone)
