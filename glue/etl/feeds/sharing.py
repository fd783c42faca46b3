"""Which loads a load of changes shares changes with, kept with its commit.

Once a load has taken a change over, the log does not say who had it before. A job run that is killed between the
commit and the report leaves the answer to the next one, which finds nothing left to do. A commit of several loads has
a line for each, in the order of its `sluice.load_id`.
"""

from collections.abc import Collection, Sequence

from pyspark.sql import functions as F

from etl.platform.iceberg import Table

SHARED = "sluice.shared_with"
# A table's metadata has the facts of every snapshot.
MOST_KEPT = 100
ANY = "*"
"""In place of more loads than are named."""


def facts(shared: Sequence[list[str]]) -> dict[str, str]:
    """Facts for the summary of a commit; `shared` has the loads of each of its own."""
    kept = [loads if len(loads) <= MOST_KEPT else [ANY] for loads in shared]
    return {SHARED: "\n".join(map(" ".join, kept))} if any(kept) else {}


def recalled(log: Table, load_ids: Collection[str]) -> dict[str, set[str]]:
    """By load, those that its earlier commits have named, as far as their snapshots are there."""
    found: dict[str, set[str]] = {load: set() for load in load_ids}
    if not found:
        return found
    summary = F.col("summary")
    own, told = F.split(summary["sluice.load_id"], "\n"), F.split(summary[SHARED], "\n")
    mine = log.snapshots().where(F.arrays_overlap(own, F.array(*map(F.lit, found))))
    for row in mine.select(own.alias("own"), told.alias("told")).where("told is not null").collect():
        for load, loads in zip(row["own"], row["told"], strict=True):
            if load in found:
                found[load] |= set(loads.split())
    return found
