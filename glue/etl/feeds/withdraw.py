"""A load and its rows leave the log, as if it had never come.

Of a snapshot, the batch date leaves the register, and the later batches that depend on it are diffed again in the same
commit. (Where another file of that date is left, snapshot.stage gives it the date.) Of changes, the rows go; a change
that another load repeats comes back when that load is staged again.
"""

import json
from contextlib import ExitStack
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from etl.documents import StagingReport
from etl.feeds.changes import decision, publish
from etl.feeds.snapshot import Batch, before, brake_later, carries, check, later, load_id, record
from etl.feeds.state import PROPERTY, States, register
from etl.load.report import withdrawn
from etl.load.run import StagingRun
from etl.platform import iceberg
from etl.platform.iceberg import Branch


def snapshot(run: StagingRun) -> StagingReport:
    """Commit the table without the batch date of the run's load, which has no rows unless it is live."""
    states = States(run.inputs.spark, run.inputs.objects, run.table, run.places.states, run.log)
    loads = register(run.log.properties())
    committed = loads.get(run.delivery.batch_date)
    if committed is None or load_id(committed) != run.delivery.load_id:
        return withdrawn(run.delivery)
    with ExitStack() as stack:
        previous = before(loads, run.delivery.batch_date)
        return _commit(run, states, loads, previous, later(run, states, loads, previous, stack))


def _commit(
    run: StagingRun, states: States, loads: dict[str, str], previous: str | None, batches: list[Batch]
) -> StagingReport:
    outcome = withdrawn(run.delivery)
    outcome["rewritten_batch_dates"] = [batch.delivery.batch_date for batch in batches]
    rewritten = {run.delivery.load_id, *[batch.delivery.load_id for batch in batches]}

    def prepare(branch: Branch) -> None:
        for batch in batches:
            check(run, batch)
        brake_later(run, states, batches)
        branch.delete_loads(sorted(rewritten))
        if batches:
            branch.append(reduce(DataFrame.unionByName, [batch.changes for batch in batches]), run.facts)
        row = states.suspended(previous)
        for batch in batches if carries(run.table) else []:
            row = record(run, states, batch, outcome, row)

    left = {date: entry for date, entry in loads.items() if date != run.delivery.batch_date}
    left |= {batch.delivery.batch_date: batch.entry for batch in batches}
    properties = {PROPERTY: json.dumps(left, sort_keys=True)}
    published = iceberg.publish(run.log, f"load_{run.delivery.load_id}", prepare, lambda: properties)
    return {**outcome, "snapshot_id": str(published)}


def changes(run: StagingRun) -> StagingReport:
    """Commit the log of changes without the run's load."""
    log = run.log.frame()
    mine = log.where(F.col("_load_id") == run.delivery.load_id).select("_key").distinct()
    existing = log.join(mine, "_key", "left_semi")
    decided = decision([run], existing, existing.where(F.lit(False))).persist()
    try:
        counted = {row["_action"]: row["count"] for row in decided.groupBy("_action").count().collect()}
        snapshot = publish([run], decided, counted.get("delete", 0), counted.get("insert", 0))
        return {**withdrawn(run.delivery), "snapshot_id": snapshot}
    finally:
        decided.unpersist()
