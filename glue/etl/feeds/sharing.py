"""Which loads a load of changes shares changes with, kept with its commit.

Once a load has taken a change over, the log does not say who had it before. A job run that is killed between the
commit and the report leaves the answer to the next one, which finds nothing left to do.
"""

from pyspark.sql import functions as F

from etl.load.run import StagingRun

SHARED = "sluice.shared_with"
# A table's metadata has the facts of every snapshot.
MOST_KEPT = 100
ANY = "*"
"""In place of more loads than are named."""


def facts(loads: list[str]) -> dict[str, str]:
    """Facts for the summary of the load's snapshot."""
    kept = loads if len(loads) <= MOST_KEPT else [ANY]
    return {SHARED: " ".join(kept)} if kept else {}


def recalled(run: StagingRun) -> set[str]:
    """The loads that earlier commits of this load have named, as far as their snapshots are there."""
    summary = F.col("summary")
    mine = run.log.snapshots().where(summary["sluice.load_id"] == run.delivery.load_id)
    told = mine.select(summary[SHARED].alias("loads")).where("loads is not null").collect()
    return {load for row in told for load in row["loads"].split(" ")}
