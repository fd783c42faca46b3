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
from etl.definitions import Document, column_names
from etl.errors import MassDeleteError
from etl.feeds import diff
from etl.feeds.state import PROPERTY, States, register
from etl.feeds.suspension import in_a_row, suspended
from etl.gate import agreement
from etl.gate.set_aside import SetAside
from etl.load.report import report, superseded
from etl.load.run import StagingRun
from etl.load.source import Load, refuse_duplicates
from etl.platform import iceberg
from etl.platform.iceberg import Branch


@dataclass
class Batch:
    """A batch date's load on its way into the log; `entry` is its state, `previous` the one it is diffed against."""

    load: Load
    entry: str
    previous: str | None
    rows: DataFrame
    aside: SetAside
    changes: DataFrame
    checked: Observation
    compared: Observation
    keys: Observation


def stage(run: StagingRun) -> Document:
    """Commit the run's load; returns the staging report."""
    states = States(run.spark, run.objects, run.table, run.states_root)
    run.ensure_table()
    loads = register(run.log.properties())
    date, entry = run.load.load["batch_date"], f"{run.load.load_id}/{run.run_id}"
    committed = loads.get(date)
    if committed == entry:  # published, then crashed before the report
        stored: Document = states.facts(entry)["report"]
        return stored
    if committed and states.load(committed).order > run.load.order:
        return superseded(run.load)
    with ExitStack() as stack:
        batches = _prepare(run, states, loads, entry, stack)
        replaced = {batch.load.load_id for batch in batches[1:]} | ({committed.split("/")[0]} if committed else set())
        return _commit(run, states, loads, batches, replaced)


def _prepare(run: StagingRun, states: States, loads: dict[str, str], entry: str, stack: ExitStack) -> list[Batch]:
    """The run's batch, and the later ones that depend on it, in order."""
    date = run.load.load["batch_date"]
    earlier, later = [d for d in loads if d < date], sorted(d for d in loads if d > date)
    batches = [_batch(run, states, run.load, entry, loads[max(earlier)] if earlier else None, True, stack)]
    cascades = _carries(run.table)
    for next_date in later if cascades else later[:1]:
        load = states.load(loads[next_date])
        # A name that no committed state can have: the same run may have loaded that batch, too.
        renewed = f"{load.load_id}/{run.run_id}-{run.load.load_id}" if cascades else loads[next_date]
        batches.append(_batch(run, states, load, renewed, batches[-1].entry, cascades, stack))
    return batches


def _carries(table: Document) -> bool:
    """Whether a state may carry keys on that its file does not have."""
    return bool(table["deletes"] == "ignore" or table["invalid_rows"] != "reject_file")


def _batch(
    run: StagingRun, states: States, load: Load, entry: str, before: str | None, write: bool, stack: ExitStack
) -> Batch:
    opened = stack.enter_context(run.opened(load))
    rows, previous = opened.rows, states.keys(before, run.one)
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
    sequence = batch_sequence(load.load["batch_date"])
    final = audited(changes, load.load, run.table["source"], run.run_id, sequence)
    return Batch(load, entry, before, rows, opened.aside, final, checked, compared, keys)


def _carried(rows: DataFrame, previous: DataFrame, deletes: str, aside: SetAside) -> DataFrame | None:
    """What stays of the state before although the file does not have its key; None: nothing does."""
    absent = previous.join(rows.select("_key"), "_key", "left_anti")
    if deletes == "ignore" or aside.all:
        return absent
    return absent.join(aside.keys, "_key", "left_semi") if aside.keys is not None else None


def _commit(
    run: StagingRun, states: States, loads: dict[str, str], batches: list[Batch], replaced: set[str]
) -> Document:
    first = batches[0]
    outcome: Document = {}

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
        outcome.update(report(first.load, read, changed, staged, changed["unchanged"], first.aside))
        outcome["rewritten_batch_dates"] = [batch.load.load["batch_date"] for batch in batches[1:]]
        row = states.suspended(first.previous) if first.aside.all else 0
        outcome["deletes_suspended"] = _suspended(run, first, row)
        for batch in batches if _carries(run.table) else [first]:
            row = in_a_row(_suspended(run, batch, row), row)
            states.write_facts(batch.entry, batch.load, batch.keys.get["rows"], outcome, row)

    entries = {batch.load.load["batch_date"]: batch.entry for batch in batches}
    properties = {PROPERTY: json.dumps(loads | entries, sort_keys=True)}
    snapshot = iceberg.publish(run.log, f"load_{run.load.load_id}", prepare, lambda: properties)
    return outcome | {"snapshot_id": str(snapshot)}


def _suspended(run: StagingRun, batch: Batch, before: int) -> Document | None:
    """A state has the keys of its file, and those that it kept."""
    kept = batch.keys.get["rows"] - batch.checked.get["rows"]
    return suspended(run.table, batch.aside, kept, before)


def _check(run: StagingRun, batch: Batch) -> None:
    agreement.require(run.table, batch.load.load, batch.load.facts, batch.checked.get, batch.aside)
    if (batch.compared.get["most"] or 0) > 1:
        refuse_duplicates(run.table, batch.load, batch.rows)


def _hold_mass_delete(run: StagingRun, states: States, batch: Batch) -> None:
    deletes, limit = batch.compared.get["delete"], run.table["max_delete_percent"]
    if run.approve_deletes or not deletes or batch.previous is None:
        return
    keys = states.facts(batch.previous)["keys"]
    if deletes * 100 > limit * keys:
        load = batch.load.load
        approval = run_command({"key": load["key"], "approve_deletes": True})
        raise MassDeleteError(
            f"{run.table['id']}: the snapshot of {load['batch_date']} would delete {deletes} of {keys} rows "
            f"({deletes * 100 / keys:.1f} %), more than max_delete_percent {limit}; correct the file, or "
            f"approve it: {approval}"
        )
