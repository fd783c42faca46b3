"""Changes feed: every distinct change is kept once, and belongs to the earliest load that contains it.

A change is identified by key, sequence, row hash, and whether it deletes. Loads are ordered by (`_loaded_at`,
`_load_id`): a tie within one millisecond is broken by the hash of the version, not by S3's sequencer, which rows do
not keep.
"""

from typing import Literal

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from etl.documents import Operation

IDENTITY = ["_key", "_sequence", "_row_hash", "_deletes"]
SIGNATURE = ["_key", "_sequence", "_row_hash", "_load_id", "_change_type"]
CHANGE_TYPES: tuple[Literal["insert", "update", "delete"], ...] = ("insert", "update", "delete")
VERSION_ORDER = ["_sequence", "_loaded_at", "_row_hash"]


def given_change_type(operation: Operation | None) -> Column:
    """The change type that the operation column gives; NULL for a value that it does not list, or without it."""
    type_ = F.lit(None).cast("string")
    if operation is None:
        return type_
    for name in CHANGE_TYPES:
        type_ = F.when(F.col(f"`{operation['column']}`").isin(operation[name]), name).otherwise(type_)
    return type_


def decide(existing: DataFrame, incoming: DataFrame, load_id: str, inferred: bool) -> DataFrame:
    """What to do with each row, as `_action`: keep, insert, delete (from the log) or repeat (is there already).

    `_shared`: of a change that two loads have, the load that is not this one.
    `existing`: the log's rows of the keys in question. `incoming`: the load's, of the same columns. `inferred`:
    without operation column, the first change of a key by order is an insert and the others are updates. `_fresh`:
    from the load.
    """
    others = existing.where(F.col("_load_id") != load_id).withColumn("_fresh", F.lit(False))
    candidates = others.unionByName(incoming.withColumn("_fresh", F.lit(True)))
    candidates = candidates.withColumn("_deletes", F.col("_change_type").eqNullSafe("delete"))
    owner = Window.partitionBy(*IDENTITY).orderBy("_loaded_at", "_load_id", "_change_type")
    ranked = candidates.withColumn("_owns", F.row_number().over(owner) == 1)
    other = F.when(F.col("_fresh"), F.first("_load_id").over(owner)).otherwise(F.col("_load_id"))
    ranked = ranked.withColumn("_shared", F.when(~F.col("_owns"), other))
    if inferred:
        first = F.row_number().over(Window.partitionBy("_key", "_owns").orderBy(*VERSION_ORDER)) == 1
        ranked = ranked.withColumn("_change_type", F.when(first, "insert").otherwise("update"))
    # A row that owns nothing matches nothing of the log.
    ranked = ranked.withColumn("_change_type", F.when(F.col("_owns"), F.col("_change_type")))
    marked = existing.select(*[F.col(name).alias(f"_log{name}") for name in SIGNATURE])
    same = [F.col(name) == F.col(f"_log{name}") for name in SIGNATURE]
    joined = ranked.join(marked, same, "full_outer")
    action = (
        F.when(F.col("_owns").isNull(), "delete")
        .when(~F.col("_owns"), "repeat")
        .when(F.col("_log_key").isNull(), "insert")
        .otherwise("keep")
    )
    filled = {name: F.coalesce(name, f"_log{name}") for name in SIGNATURE}
    return (
        joined.withColumn("_action", action)
        .withColumns(filled)
        .select(*incoming.columns, "_fresh", "_action", "_shared")
    )
