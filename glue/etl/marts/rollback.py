"""A rollback of a mart: the state of another batch date is served, as it was published. No row is built.

The states after it stay, so that a second rollback can serve them again; no build regards them (MartRun.states).
"""

from typing import cast

from pyspark.sql import SparkSession

from etl.documents import RollbackReport
from etl.errors import MartRollbackError
from etl.marts.run import PUBLISHED, dates_of, tag_of
from etl.platform.iceberg import Table, retried

PREVIOUS = "previous"
"""In place of a date: the newest state before the one that is served."""
ROLLBACK = "sluice.rollback"
"""The table property with the run that rolled back last, and the date that was served before."""


def roll_back(spark: SparkSession, mart: str, to: str, run_id: str, mart_database: str) -> RollbackReport:
    """Serve the state of the batch date `to`. A second call for the same run changes nothing."""
    table = Table(spark, mart_database, mart)
    served = table.properties().get(PUBLISHED) if table.exists() else None
    if served is None:
        raise MartRollbackError(f"{mart} has no state yet, expected two to choose from; build it first.")
    done, _, origin = table.properties().get(ROLLBACK, "").partition(" ")
    if done == run_id:
        return _report(table, origin, served)
    states = dates_of(table.refs())
    earlier = max((date for date in states if date < served), default=None)
    wanted = earlier if to == PREVIOUS else to
    if wanted not in states or wanted == served:
        found = f"{mart} serves {served} and has states of {', '.join(states)}"
        expected = "one before it" if to == PREVIOUS else f"another than the served one, not {to}"
        raise MartRollbackError(f"{found}, expected {expected}; choose one with --to, or build the date.")
    properties = {PUBLISHED: wanted, ROLLBACK: f"{run_id} {served}"}
    retried(table, lambda: table.serve(_snapshot(table, wanted), properties))
    return _report(table, served, wanted)


def _report(table: Table, served: str, now: str) -> RollbackReport:
    between = [date for date in dates_of(table.refs()) if min(served, now) < date <= max(served, now)]
    snapshot = _snapshot(table, now)
    return {
        "mart": table.name,
        "from_date": served,
        "to_date": now,
        "between": between,
        "rows": table.rows(snapshot),
        "snapshot_id": str(snapshot),
    }


def _snapshot(table: Table, batch_date: str) -> int:
    return cast(int, table.ref(tag_of(batch_date)))  # The tag was seen.
