"""Changes feed: every distinct change is kept once, and belongs to the first load that contains it.

A change is identified by key, sequence, row hash, whether it deletes, and which of the equal changes of its file it
is: 100, 150, 100 within one second are three changes, and the last of them holds. Loads are ordered by `_batch_date`,
so that a file that comes late leaves what it would have left in time, and those of one date by (`_loaded_at`,
`_load_id`): a tie within one millisecond is broken by the load, not by S3's sequencer, which rows do not keep.
Where the order of the files stands for the sequence, nothing shows that a change is repeated: each load has its own.
"""

from collections.abc import Iterable
from typing import Literal

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from etl.documents import Operation

EQUAL = ["_key", "_sequence", "_row_hash", "_deletes"]
SIGNATURE = ["_key", "_sequence", "_row_hash", "_load_id", "_change_type", "_position"]
CHANGE_TYPES: tuple[Literal["insert", "update", "delete"], ...] = ("insert", "update", "delete")
LOAD_ORDER = ["_batch_date", "_loaded_at", "_load_id"]
VERSION_ORDER = ["_sequence", *LOAD_ORDER, "_position", "_row_hash"]


def given_change_type(operation: Operation | None) -> Column:
    """The change type that the operation column gives; NULL for a value that it does not list, or without it.

    Without a value, or with an empty one, it is the operation's default.
    """
    type_ = F.lit(None).cast("string")
    if operation is None:
        return type_
    value = F.col(f"`{operation['column']}`")
    if default := operation.get("default"):
        type_ = F.when(value.isNull() | (value == ""), default)
    for name in CHANGE_TYPES:
        type_ = F.when(value.isin(operation[name]), name).otherwise(type_)
    return type_


def counted(incoming: DataFrame) -> DataFrame:
    """Loads' rows with `_occurrence`. A row that equals its predecessor of the same key and sequence repeats it."""
    deletes = _deletes()
    before = Window.partitionBy("_load_id", "_key", "_sequence").orderBy("_position")
    same = F.col("_row_hash").eqNullSafe(F.lag("_row_hash").over(before)) & deletes.eqNullSafe(
        F.lag(deletes).over(before)
    )
    begun = incoming.withColumn("_deletes", deletes).withColumn("_begins", F.when(same, 0).otherwise(1))
    so_far = F.sum("_begins").over(Window.partitionBy("_load_id", *EQUAL).orderBy("_position"))
    return begun.withColumn("_occurrence", so_far.cast("int")).drop("_deletes", "_begins")


def decide(
    existing: DataFrame, incoming: DataFrame, load_ids: Iterable[str], inferred: bool, by_file: bool = False
) -> DataFrame:
    """What to do with each row, as `_action`: keep, insert, delete (from the log) or repeat (is there already).

    `_teller`: the load whose report tells of the row. `_shared`: of a change that two loads have, the other one.
    `existing`: the log's rows of the keys in question. `incoming`: those of these loads, of the same columns.
    `inferred`: without operation column, the first change of a key by order is an insert and the others are updates.
    `by_file`: the load identifies a change, too. `_fresh`: from one of the loads.
    """
    others = existing.where(~F.col("_load_id").isin(*load_ids)).withColumn("_fresh", F.lit(False))
    candidates = others.unionByName(incoming.withColumn("_fresh", F.lit(True))).withColumn("_deletes", _deletes())
    identity = [F.col(name) for name in [*EQUAL, *(["_load_id"] if by_file else [])]]
    # Of rows that older versions wrote, each is the first.
    identity.append(F.coalesce("_occurrence", F.lit(1)))
    owner = Window.partitionBy(*identity).orderBy(*LOAD_ORDER, "_position", "_change_type")
    ranked = candidates.withColumn("_owns", F.row_number().over(owner) == 1)
    mine, owners = F.col("_load_id"), F.first("_load_id").over(owner)
    ranked = ranked.withColumn("_teller", F.when(F.col("_fresh"), mine).otherwise(owners))
    other = F.when(F.col("_fresh"), owners).otherwise(mine)
    ranked = ranked.withColumn("_shared", F.when(~F.col("_owns"), other))
    if inferred:
        first = F.row_number().over(Window.partitionBy("_key", "_owns").orderBy(*VERSION_ORDER)) == 1
        ranked = ranked.withColumn("_change_type", F.when(first, "insert").otherwise("update"))
    # A row that owns nothing matches nothing of the log.
    ranked = ranked.withColumn("_change_type", F.when(F.col("_owns"), F.col("_change_type")))
    marked = existing.select(*[F.col(name).alias(f"_log{name}") for name in SIGNATURE])
    same = [_equal(name) for name in SIGNATURE]
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
        .select(*incoming.columns, "_fresh", "_action", "_teller", "_shared")
    )


def _deletes() -> Column:
    return F.col("_change_type").eqNullSafe("delete")


def _equal(name: str) -> Column:
    mine, logs = F.col(name), F.col(f"_log{name}")
    return mine.eqNullSafe(logs) if name == "_position" else mine == logs
