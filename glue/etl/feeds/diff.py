"""The difference of two snapshots, by key and content."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from etl.definitions import column_names, identity_columns
from etl.documents import TableDefinition
from etl.load import identity
from etl.load.hashing import PRINTS
from etl.platform.java import Observation

COUNTED = ("insert", "update", "delete")
ROWS_OF_A_FILE = 1_000_000
"""Fewer deletes, which have key columns alone, are one file."""


def compare(rows: DataFrame, previous: DataFrame, table: TableDefinition) -> DataFrame:
    """What happened to each key between `previous` (what a file's absence deletes) and `rows` (the file).

    One row a key: identity_columns, `_change_type` (insert, update, delete; NULL for an unchanged row), `_rows` of the
    file with this key, the state's own columns.
    """
    key = identity_columns(table)
    now = rows.groupBy(*key).agg(*[F.first(name).alias(name) for name in PRINTS], F.count(F.lit(1)).alias("_rows"))
    before = previous.withColumnsRenamed({name: f"{name}_before" for name in PRINTS}).withColumn("_was", F.lit(True))
    same = reduce(Column.__and__, [F.col(name).eqNullSafe(F.col(f"{name}_before")) for name in PRINTS])
    change = F.when(F.col("_was").isNull(), "insert").when(F.col("_rows").isNull(), "delete").when(~same, "update")
    others = [f"`{name}`" for name in previous.columns if name not in (*key, *PRINTS)]
    joined = now.join(before, key, "full_outer")
    return joined.select(*[f"`{name}`" for name in key], change.alias("_change_type"), "_rows", *others)


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


def changes(rows: DataFrame, delta: DataFrame, table: TableDefinition, counts: Mapping[str, int]) -> DataFrame:
    """The change rows: inserts and updates as in the file, deletes with the state's key columns and NULL elsewhere.

    `counts`: what `settled` counted. Columns: the table's own, `_key`, `_row_hash`, `_change_type`.
    """
    own, key = column_names(table), identity_columns(table)
    columns = [f"`{name}`" for name in dict.fromkeys([*own, *key])] + ["_change_type"]
    if counts["update"] + counts["delete"] + counts["unchanged"] == 0:
        every = rows.withColumn("_change_type", F.lit("insert")).select(*columns)
    else:
        brought = delta.where(F.col("_change_type") != "delete")
        every = rows.join(brought.select(*[f"`{name}`" for name in key], "_change_type"), key).select(*columns)
    if counts["delete"]:
        gone = delta.where(F.col("_change_type") == "delete")
        if counts["delete"] < ROWS_OF_A_FILE:
            gone = gone.coalesce(1)
        for name in own:
            if name not in delta.columns:
                gone = gone.withColumn(name, F.lit(None).cast(rows.schema[name].dataType))
        every = every.unionByName(gone.select(*columns))
    return identity.rehashed(every, table)
