"""Snapshot feed: the whole table each time; the log keeps what changed since the batch date before.

Staging is a pure function of the set of files: a batch is diffed against the nearest earlier batch date, and the next
later one is diffed again against this one, in the same commit. Where absence may mean nothing (it is ignored, or the
key may be that of a row set aside), a state carries absent keys on, so that every later state (and diff) depends on
this one and is made again; else only the next diff does.
"""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from etl.columns import Origin, audited, batch_sequence
from etl.definitions import identity_columns
from etl.documents import StagingReport, SuspendedDeletes, TableDefinition
from etl.feeds import diff
from etl.feeds.brake import hold_deletes, hold_losses
from etl.feeds.state import PROPERTY, Replaced, StateFacts, States, register
from etl.feeds.succession import succeed
from etl.feeds.suspension import in_a_row, suspended
from etl.gate import agreement
from etl.gate.set_aside import SetAside
from etl.load import identity
from etl.load.delivery import Delivery
from etl.load.report import report, superseded, unchanged
from etl.load.run import StagingRun
from etl.load.source import refuse_duplicates
from etl.platform import iceberg
from etl.platform.iceberg import Branch, Table
from etl.platform.java import Observation

# A load has one batch date: spreading its rows by partition first would be a shuffle for nothing.
BY_LOAD_DATE = {"write.distribution-mode": "none", "write.spark.fanout.enabled": "true"}


def time_column(table: TableDefinition) -> str:
    """A snapshot takes effect on its batch date."""
    return "_batch_date"


def batch_dates(log: Table) -> set[str]:
    """Those that are registered, with those whose file changed nothing."""
    return set(register(log.properties()))


@dataclass(frozen=True)
class Batch:
    """A batch date's file on its way into the log.

    `entry`: its state. `previous`: the state that it is diffed against. `replaced`: the files whose place it has taken.
    """

    delivery: Delivery
    entry: str
    previous: str | None
    replaced: Replaced
    rows: DataFrame
    aside: SetAside
    changes: DataFrame
    checked: Observation
    compared: Observation


def stage(run: StagingRun) -> StagingReport:
    """Commit the run's load; returns the staging report."""
    states = States(run.inputs.spark, run.inputs.objects, run.table, run.places.states, run.log)
    loads = register(run.log.properties())
    entry = f"{run.delivery.load_id}/{run.run_id}"
    committed = loads.get(run.delivery.batch_date)
    if committed == entry:  # published, then crashed before the report
        return states.read(entry)["report"]
    if run.withdrawn and committed and load_id(committed) == run.delivery.load_id:  # another file was live no more
        return unchanged(run.delivery)
    replaced = succeed(run, states.read(committed)) if committed else {}
    if replaced is None:
        return superseded(run.delivery)
    with ExitStack() as stack:
        return _commit(run, states, loads, _prepare(run, states, loads, entry, replaced, stack))


def _prepare(
    run: StagingRun, states: States, loads: dict[str, str], entry: str, replaced: Replaced, stack: ExitStack
) -> list[Batch]:
    """The run's batch, and the later ones that depend on it, in order."""
    previous = before(loads, run.delivery.batch_date)
    first = _batch(run, states, run.delivery, replaced, entry, previous, True, stack)
    return [first, *later(run, states, loads, first.entry, stack)]


def before(loads: dict[str, str], date: str) -> str | None:
    """The state of the nearest earlier batch date."""
    earlier = [each for each in loads if each < date]
    return loads[max(earlier)] if earlier else None


def later(
    run: StagingRun, states: States, loads: dict[str, str], previous: str | None, stack: ExitStack
) -> list[Batch]:
    """The batches that depend on the run's batch date, in order; the first of them is diffed against `previous`."""
    dates, batches = sorted(date for date in loads if date > run.delivery.batch_date), list[Batch]()
    cascades = carries(run.table)
    for next_date in dates if cascades else dates[:1]:
        known = states.read(loads[next_date])
        delivery = Delivery(known["load"], known["facts"])
        # A name that no committed state can have: the same run may have loaded that batch, too.
        renewed = f"{delivery.load_id}/{run.run_id}-{run.delivery.load_id}" if cascades else loads[next_date]
        replaced = known.get("replaced", {})
        batches.append(_batch(run, states, delivery, replaced, renewed, previous, cascades, stack))
        previous = renewed
    return batches


def carries(table: TableDefinition) -> bool:
    """Whether a state may carry keys on that its file does not have."""
    return table["deletes"] == "ignore" or table["invalid_rows"] != "reject_file"


def _batch(
    run: StagingRun,
    states: States,
    delivery: Delivery,
    replaced: Replaced,
    entry: str,
    before: str | None,
    write: bool,
    stack: ExitStack,
) -> Batch:
    opened = stack.enter_context(run.inputs.opened(run.table, delivery, identity.printed))
    checked, compared = Observation(), Observation()
    counted = opened.rows.observe(checked, *agreement.counts(run.table))
    keys, previous = opened.rows, states.keys(before, run.inputs.single_partition)
    if not opened.are_kept:
        keys = counted = stack.enter_context(_made(counted.select(*states.types)))
    carried = _carried(keys, previous, run.table, opened.aside)
    if write:
        state = keys.select(*states.types)
        state = state if carried is None else state.unionByName(carried.select(*states.types))
        stack.enter_context(states.writing(state, entry, run.inputs.single_partition))
    gone = previous if carried is None else without(previous, carried, run.table)
    delta = stack.enter_context(diff.settled(diff.compare(counted, gone, run.table), compared))
    changes = diff.changes(opened.rows, delta, run.table, compared.get)
    dated = audited(changes, run.table["source"], [Origin(delivery.load, run.run_id)], F.lit(0))
    final = dated.withColumn("_sequence", batch_sequence())
    return Batch(delivery, entry, before, replaced, opened.rows, opened.aside, final, checked, compared)


@contextmanager
def _made(rows: DataFrame) -> Iterator[DataFrame]:
    """The rows, made once and for all, with what is observed of them on the way."""
    cached = rows.persist()
    try:
        cached.count()
        yield cached
    finally:
        cached.unpersist()


def _carried(rows: DataFrame, previous: DataFrame, table: TableDefinition, aside: SetAside) -> DataFrame | None:
    """What stays of the state before although the file does not have its key; None: nothing does."""
    absent = without(previous, rows, table)
    if table["deletes"] == "ignore" or aside.all:
        return absent
    return absent.join(aside.keys, identity_columns(table), "left_semi") if aside.keys is not None else None


def without(keys: DataFrame, others: DataFrame, table: TableDefinition) -> DataFrame:
    """The keys that are none of the others."""
    key = identity_columns(table)
    return keys.join(others.select(*key), key, "left_anti")


def _commit(run: StagingRun, states: States, loads: dict[str, str], batches: list[Batch]) -> StagingReport:
    first = batches[0]
    committed = loads.get(first.delivery.batch_date)
    rewritten = {batch.delivery.load_id for batch in batches[1:]} | ({load_id(committed)} if committed else set())
    reports: list[StagingReport] = []

    def prepare(branch: Branch) -> None:
        for batch in batches:
            check(run, batch)
        _brake(run, states, batches, committed)
        if rewritten:
            branch.delete_loads(sorted(rewritten))
        branch.append(reduce(DataFrame.unionByName, [batch.changes for batch in batches]), run.facts)
        outcome = _outcome(first)
        outcome["rewritten_batch_dates"] = [batch.delivery.batch_date for batch in batches[1:]]
        row = states.suspended(first.previous) if first.aside.all else 0
        outcome["deletes_suspended"] = _suspended(run, states, first, row)
        for batch in batches if carries(run.table) else [first]:
            row = record(run, states, batch, outcome, row)
        reports.append(outcome)

    entries = {batch.delivery.batch_date: batch.entry for batch in batches}
    properties = {PROPERTY: json.dumps(loads | entries, sort_keys=True)}
    snapshot = iceberg.publish(run.log, f"load_{run.delivery.load_id}", prepare, lambda: properties)
    return {**reports[-1], "snapshot_id": str(snapshot)}


def _outcome(batch: Batch) -> StagingReport:
    changed, read = batch.compared.get, batch.checked.get["rows"] + batch.aside.count
    return report(
        batch.delivery, read, changed, changed["insert"] + changed["update"], changed["unchanged"], batch.aside
    )


def record(run: StagingRun, states: States, batch: Batch, outcome: StagingReport, row: int) -> int:
    """Write the facts of a batch's state; `row`, and the answer: how many loads without a break deleted nothing."""
    row = in_a_row(_suspended(run, states, batch, row), row)
    states.write(batch.entry, _facts(states, batch, outcome, row))
    return row


def _facts(states: States, batch: Batch, outcome: StagingReport, suspended_in_a_row: int) -> StateFacts:
    return {
        "load": batch.delivery.load,
        "facts": batch.delivery.facts,
        "keys": states.count(batch.entry),
        "report": outcome,
        "suspended": suspended_in_a_row,
        "replaced": batch.replaced,
        "has_prints": True,
    }


def _suspended(run: StagingRun, states: States, batch: Batch, before: int) -> SuspendedDeletes | None:
    """A state has the keys of its file, and those that it kept."""
    kept = states.count(batch.entry) - batch.checked.get["rows"]
    return suspended(run.table, batch.aside, kept, before)


def check(run: StagingRun, batch: Batch) -> None:
    """Raise where the validator counted other rows, or where a key stands in several."""
    agreement.require(run.table, batch.delivery.load, batch.delivery.facts, batch.checked.get, batch.aside)
    if (batch.compared.get["most"] or 0) > 1:
        refuse_duplicates(run.table, batch.delivery, batch.rows)


def _brake(run: StagingRun, states: States, batches: list[Batch], committed: str | None) -> None:
    """Hold a load that deletes too much: of its own batch date, or of a later batch date that is diffed again."""
    first, *others = batches
    if first.previous:
        known = load_id(committed) if committed else None
        keys = states.count(first.previous)
        hold_deletes(run, first.delivery.batch_date, first.compared.get["delete"], keys, known)
    brake_later(run, states, others)
    if committed and run.withdrawn is None and not _is_approved(run, states, committed):
        now, had = states.keys(first.entry, False), states.keys(committed, False)
        lost = without(had, now, run.table).count()
        hold_losses(run, lost, states.count(committed))


def brake_later(run: StagingRun, states: States, batches: list[Batch]) -> None:
    """Hold a load if a later batch would delete too much."""
    for batch in batches:
        keys = states.count(batch.previous) if batch.previous else 0
        hold_deletes(run, batch.delivery.batch_date, batch.compared.get["delete"], keys, batch.delivery.load_id)


def _is_approved(run: StagingRun, states: States, committed: str) -> bool:
    """Whether a person lets this file take the place of the committed one, which has another name."""
    return "replacement" in run.approve and states.delivery(committed).load["key"] != run.delivery.load["key"]


def load_id(entry: str) -> str:
    """Whose state it is."""
    return entry.split("/")[0]
