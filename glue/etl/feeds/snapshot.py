"""Snapshot feed: the whole table each time; the log keeps what changed since the batch date before.

Staging is a pure function of the set of files: a batch is diffed against the nearest earlier batch date, and the next
later one is diffed again against this one, in the same commit. Where absence may mean nothing (it is ignored, or the
key may be that of a row set aside), a state carries absent keys on, so that every later state (and diff) depends on
this one and is made again; else only the next diff does.
"""

import json
from contextlib import ExitStack
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import DataFrame, Observation
from pyspark.sql import functions as F

from etl.columns import audited, batch_sequence
from etl.commands import run_command
from etl.definitions import column_names
from etl.documents import StagingReport, SuspendedDeletes, TableDefinition
from etl.errors import MassDeleteError
from etl.feeds import diff
from etl.feeds.state import PROPERTY, States, register
from etl.feeds.suspension import in_a_row, suspended
from etl.gate import agreement
from etl.gate.set_aside import SetAside
from etl.load.delivery import Delivery
from etl.load.report import report, superseded
from etl.load.run import StagingRun
from etl.load.source import refuse_duplicates
from etl.platform import iceberg
from etl.platform.iceberg import Branch

# A load has one batch date: spreading its rows by partition first would be a shuffle for nothing.
BY_LOAD_DATE = {"write.distribution-mode": "none", "write.spark.fanout.enabled": "true"}


def time_column(table: TableDefinition) -> str:
    """A snapshot takes effect on its batch date."""
    return "_batch_date"


@dataclass(frozen=True)
class Batch:
    """A batch date's file on its way into the log; `entry` is its state, `previous` the one it is diffed against."""

    delivery: Delivery
    entry: str
    previous: str | None
    rows: DataFrame
    aside: SetAside
    changes: DataFrame
    checked: Observation
    compared: Observation
    keys: Observation


def stage(run: StagingRun) -> StagingReport:
    """Commit the run's load; returns the staging report."""
    states = States(run.inputs.spark, run.inputs.objects, run.table, run.places.states)
    loads = register(run.log.properties())
    entry = f"{run.delivery.load_id}/{run.run_id}"
    committed = loads.get(run.delivery.batch_date)
    if committed == entry:  # published, then crashed before the report
        return states.read(entry)["report"]
    if committed and states.delivery(committed).order > run.delivery.order:
        return superseded(run.delivery)
    with ExitStack() as stack:
        batches = _prepare(run, states, loads, entry, stack)
        replaced = {batch.delivery.load_id for batch in batches[1:]} | (
            {committed.split("/")[0]} if committed else set()
        )
        return _commit(run, states, loads, batches, replaced)


def _prepare(run: StagingRun, states: States, loads: dict[str, str], entry: str, stack: ExitStack) -> list[Batch]:
    """The run's batch, and the later ones that depend on it, in order."""
    date = run.delivery.batch_date
    earlier, later = [d for d in loads if d < date], sorted(d for d in loads if d > date)
    batches = [_batch(run, states, run.delivery, entry, loads[max(earlier)] if earlier else None, True, stack)]
    cascades = _carries(run.table)
    for next_date in later if cascades else later[:1]:
        delivery = states.delivery(loads[next_date])
        # A name that no committed state can have: the same run may have loaded that batch, too.
        renewed = f"{delivery.load_id}/{run.run_id}-{run.delivery.load_id}" if cascades else loads[next_date]
        batches.append(_batch(run, states, delivery, renewed, batches[-1].entry, cascades, stack))
    return batches


def _carries(table: TableDefinition) -> bool:
    """Whether a state may carry keys on that its file does not have."""
    return table["deletes"] == "ignore" or table["invalid_rows"] != "reject_file"


def _batch(
    run: StagingRun, states: States, delivery: Delivery, entry: str, before: str | None, write: bool, stack: ExitStack
) -> Batch:
    opened = stack.enter_context(run.inputs.opened(run.table, delivery))
    rows, previous = opened.rows, states.keys(before, run.inputs.single_partition)
    carried = _carried(rows, previous, run.table["deletes"], opened.aside)
    checked, compared, keys = Observation(), Observation(), Observation()
    if write:
        state = rows.select(*states.types)
        state = state if carried is None else state.unionByName(carried.select(*states.types))
        states.write_keys(state.observe(keys, F.count(F.lit(1)).alias("rows")), entry)
    counted = rows.observe(checked, *agreement.counts(run.table))
    gone = previous if carried is None else previous.join(carried.select("_key"), "_key", "left_anti")
    seen = diff.counted(diff.compare(counted, gone), compared)
    changes = diff.changes(rows, seen, column_names(run.table))
    sequence = batch_sequence(delivery.batch_date)
    final = audited(changes, delivery.load, run.table["source"], run.run_id, sequence)
    return Batch(delivery, entry, before, rows, opened.aside, final, checked, compared, keys)


def _carried(rows: DataFrame, previous: DataFrame, deletes: str, aside: SetAside) -> DataFrame | None:
    """What stays of the state before although the file does not have its key; None: nothing does."""
    absent = previous.join(rows.select("_key"), "_key", "left_anti")
    if deletes == "ignore" or aside.all:
        return absent
    return absent.join(aside.keys, "_key", "left_semi") if aside.keys is not None else None


def _commit(
    run: StagingRun, states: States, loads: dict[str, str], batches: list[Batch], replaced: set[str]
) -> StagingReport:
    first = batches[0]
    reports: list[StagingReport] = []

    def prepare(branch: Branch) -> None:
        if replaced:
            branch.delete_loads(sorted(replaced))
        branch.append(reduce(DataFrame.unionByName, [batch.changes for batch in batches]), run.facts)
        for batch in batches:
            _check(run, batch)
        _hold_mass_delete(run, states, first)
        changed = first.compared.get
        staged = changed["insert"] + changed["update"]
        read = first.checked.get["rows"] + first.aside.count
        outcome = report(first.delivery, read, changed, staged, changed["unchanged"], first.aside)
        outcome["rewritten_batch_dates"] = [batch.delivery.batch_date for batch in batches[1:]]
        row = states.suspended(first.previous) if first.aside.all else 0
        outcome["deletes_suspended"] = _suspended(run, first, row)
        for batch in batches if _carries(run.table) else [first]:
            row = in_a_row(_suspended(run, batch, row), row)
            states.write(batch.entry, batch.delivery, batch.keys.get["rows"], outcome, row)
        reports.append(outcome)

    entries = {batch.delivery.batch_date: batch.entry for batch in batches}
    properties = {PROPERTY: json.dumps(loads | entries, sort_keys=True)}
    snapshot = iceberg.publish(run.log, f"load_{run.delivery.load_id}", prepare, lambda: properties)
    return {**reports[-1], "snapshot_id": str(snapshot)}


def _suspended(run: StagingRun, batch: Batch, before: int) -> SuspendedDeletes | None:
    """A state has the keys of its file, and those that it kept."""
    kept = batch.keys.get["rows"] - batch.checked.get["rows"]
    return suspended(run.table, batch.aside, kept, before)


def _check(run: StagingRun, batch: Batch) -> None:
    agreement.require(run.table, batch.delivery.load, batch.delivery.facts, batch.checked.get, batch.aside)
    if (batch.compared.get["most"] or 0) > 1:
        refuse_duplicates(run.table, batch.delivery, batch.rows)


def _hold_mass_delete(run: StagingRun, states: States, batch: Batch) -> None:
    deletes, limit = batch.compared.get["delete"], run.table["max_delete_percent"]
    if run.approve_deletes or not deletes or batch.previous is None:
        return
    keys = states.read(batch.previous)["keys"]
    if deletes * 100 > limit * keys:
        load = batch.delivery.load
        approval = run_command({"key": load["key"], "approve_deletes": True})
        raise MassDeleteError(
            f"{run.table['id']}: the snapshot of {load['batch_date']} would delete {deletes} of {keys} rows "
            f"({deletes * 100 / keys:.1f} %), more than max_delete_percent {limit}; correct the file, or "
            f"approve it: {approval}"
        )
