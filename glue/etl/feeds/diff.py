"""The difference of two snapshots, by key and row hash."""

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


def counted(compared: DataFrame, observation: Observation) -> DataFrame:
    """The same rows; their action also gives {insert, update, delete, unchanged, most}: `most` rows of one key."""
    of_type = [F.count(F.when(F.col("_change_type") == name, 1)).alias(name) for name in COUNTED]
    unchanged = F.count(F.when(F.col("_change_type").isNull() & F.col("_rows").isNotNull(), 1)).alias("unchanged")
    return compared.observe(observation, *of_type, unchanged, F.max("_rows").alias("most"))


def changes(rows: DataFrame, compared: DataFrame, own: list[str]) -> DataFrame:
    """The change rows: inserts and updates as in the file, deletes with the state's key columns and NULL elsewhere.

    Columns: `own`, `_key`, `_row_hash`, `_change_type`.
    """
    changed = compared.where(F.col("_change_type") != "delete").select("_key", "_change_type")
    written = rows.join(changed, "_key").select(*own, "_key", "_row_hash", "_change_type")
    kept = set(compared.columns)
    gone = compared.where(F.col("_change_type") == "delete").select(
        *[f"`{name}`" if name in kept else F.lit(None).cast(rows.schema[name].dataType).alias(name) for name in own],
        "_key",
        "_row_hash",
        "_change_type",
    )
    return written.unionByName(gone)
