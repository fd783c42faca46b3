"""fact: surrogate keys of the dimensions, each resolved as of a date of the fact.

The surrogate key is the hash of the dimension's `_key` and the version's `effective_from`: the same in every build. A
fact whose member is missing (or has no key or no date) points to "unknown", and is repaired by the build that follows
the member's arrival.
"""

from functools import reduce
from operator import and_

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from etl.definitions import Document
from etl.marts.run import MartRun

UNKNOWN = "unknown"


def surrogate_key(members: DataFrame) -> Column:
    """Hash of a member's key and, in a history, of the start of its version: 64 hex digits."""
    start = F.col("effective_from").cast("string") if "effective_from" in members.columns else F.lit("")
    return F.sha2(F.concat_ws("|", F.col("_key"), start), 256)


def shape(run: MartRun, rows: DataFrame) -> DataFrame:
    """Add each dimension's surrogate key, in the order of `dimensions`."""
    return reduce(lambda fact, dimension: _resolve(run, fact, dimension), run.mart["dimensions"], rows)


def _resolve(run: MartRun, rows: DataFrame, dimension: Document) -> DataFrame:
    name = dimension["surrogate_key"]
    source = run.spark.table(dimension["view"])
    members = source.select(
        *[F.col(f"`{theirs}`").alias(f"_member_{theirs}") for theirs in dimension["key"].values()],
        *[
            F.col(limit).alias(f"_member_{limit}")
            for limit in ("effective_from", "effective_to")
            if limit in source.columns
        ],
        surrogate_key(source).alias("_member"),
    )
    matches = [F.col(f"`{ours}`") == F.col(f"_member_{theirs}") for ours, theirs in dimension["key"].items()]
    if "effective_from" in source.columns:
        moment = F.col(f"`{dimension['as_of']}`")
        matches.append(F.col("_member_effective_from") <= moment)
        matches.append(F.col("_member_effective_to").isNull() | (moment < F.col("_member_effective_to")))
    joined = rows.join(members, reduce(and_, matches), "left")
    return joined.select(*[f"`{column}`" for column in rows.columns], F.coalesce("_member", F.lit(UNKNOWN)).alias(name))
