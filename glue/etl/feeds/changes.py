"""Changes feed: upserts and deletes, ordered by `sequence_by`, in any order of arrival and any duplication."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from etl.columns import Origin, audit, audited, is_file_order, row_sequence
from etl.definitions import column_names
from etl.documents import StagingReport, TableDefinition
from etl.errors import RowContractError
from etl.feeds import plausible, sharing
from etl.feeds.merge import SIGNATURE, counted, decide, given_change_type
from etl.feeds.ties import refuse_ties, tied
from etl.gate import agreement
from etl.gate.rows import PART
from etl.gate.set_aside import SetAside
from etl.load import identity
from etl.load.report import NO_CHANGES, report
from etl.load.run import StagingRun
from etl.platform import iceberg
from etl.platform.iceberg import Branch, Table

# Of a load that shares changes with more loads, only that is on record.
MOST_SHARED = 1000

# Rows go to the partitions of the loads that they belong to, whatever load brings them again.
BY_LOAD_DATE: dict[str, str] = {}


def time_column(table: TableDefinition) -> str:
    """Changes take effect at `sequence_by`, in its own type; in the order of files, on their batch date."""
    if table["sequence_by"] is None:
        raise AssertionError("definitions of changes have sequence_by")
    return "_batch_date" if is_file_order(table) else table["sequence_by"]


def batch_dates(log: Table) -> set[str]:
    """Those whose files brought at least one change."""
    return {str(row["_batch_date"]) for row in log.frame().select("_batch_date").distinct().collect()}


def stage(run: StagingRun) -> StagingReport:
    """Commit the run's load; returns the staging report."""
    with run.inputs.opened(run.table, run.delivery, identity.hashed) as opened:
        return _staged([run], opened.rows.withColumn(PART, F.lit(0)), opened.aside)[0]


def stage_together(runs: Sequence[StagingRun]) -> list[StagingReport]:
    """Commit the loads of the runs in one commit, in which each owns the rows that it would own by itself.

    Returns a report for each, as of the end. Raises for a load that could not be staged on its own, and TogetherError
    where only the order in which loads are staged says what a report tells.
    """
    first = runs[0]
    with first.inputs.together(first.table, [run.delivery for run in runs]) as rows:
        return _staged(runs, rows, SetAside())


def _staged(runs: Sequence[StagingRun], rows: DataFrame, aside: SetAside) -> list[StagingReport]:
    """Commit the rows, whose `_part` is the place of their run; `aside` is what a single run has set aside."""
    first = runs[0]
    origins = [Origin(run.delivery.load, run.run_id) for run in runs]
    changed = rows.withColumn("_change_type", given_change_type(first.table["operation"]))
    dated = audited(changed, first.table["source"], origins, F.col(PART))
    incoming = counted(dated.withColumn("_sequence", row_sequence(first.table)))
    read = _checked(runs, aside, incoming)
    decided = decision(runs, _existing(first, rows), incoming).persist()
    try:
        return _commit(runs, decided, [number + aside.count for number in read], aside)
    finally:
        decided.unpersist()


def decision(runs: Sequence[StagingRun], existing: DataFrame, incoming: DataFrame) -> DataFrame:
    """What to do with the log's rows of some keys, when the loads have the `incoming` rows (merge.py)."""
    table = runs[0].table
    columns = [*column_names(table), *audit(table)]
    loads, inferred = [run.delivery.load_id for run in runs], not table["operation"]
    return decide(existing.select(*columns), incoming.select(*columns), loads, inferred, is_file_order(table))


def _existing(run: StagingRun, rows: DataFrame) -> DataFrame:
    log = run.log.frame()
    kept = log.join(rows.select("_key").distinct(), "_key", "left_semi")
    return kept.coalesce(1) if run.inputs.single_partition else kept


def _checked(runs: Sequence[StagingRun], aside: SetAside, incoming: DataFrame) -> list[int]:
    """Count the rows of each run; raise where one of them has others than it should."""
    table = runs[0].table
    counts = incoming.groupBy(*([PART] if len(runs) > 1 else [])).agg(
        *agreement.counts(table),
        F.count(F.when(F.col("_sequence").isNull(), 1)).alias("unordered"),
        F.count(F.when(F.col("_change_type").isNull(), 1)).alias("unknown"),
        F.count(F.when(plausible.ahead(table), 1)).alias("ahead"),
        F.max("_sequence").alias("last"),
    )
    found = {row.get(PART, 0): row for row in map(Row.asDict, counts.collect())}
    return [_agreed(run, aside, found[part]) for part, run in enumerate(runs)]


def _agreed(run: StagingRun, aside: SetAside, found: dict[str, Any]) -> int:
    """How many rows a run has; raise where the validator counted others, or for a value that is not meant."""
    agreement.require(run.table, run.delivery.load, run.delivery.facts, found, aside)
    if found["unordered"]:
        raise RowContractError(
            f"{run.table['id']}: {found['unordered']} rows of {run.delivery.load['key']} have no "
            f"{run.table['sequence_by']}, "
            "which orders the versions of a key; fill it, or make it required in row.schema.json."
        )
    operation = run.table["operation"]
    if operation and found["unknown"]:
        known = [*operation["insert"], *operation["update"], *operation["delete"]]
        raise RowContractError(
            f"{run.table['id']}: {found['unknown']} rows of {run.delivery.load['key']} have a {operation['column']} "
            f"that is none of {known}; correct the file, or list the value in table.json's operation."
        )
    plausible.hold_ahead(run, found["ahead"], found["last"])
    return int(found["rows"])


def _commit(
    runs: Sequence[StagingRun], decided: DataFrame, read: Sequence[int], aside: SetAside
) -> list[StagingReport]:
    kinds = _kinds(decided)
    outcomes = [_outcome(run, number, kinds, aside) for run, number in zip(runs, read, strict=True)]
    brings = {each["load_id"]: _total(kinds, teller=each["load_id"], action="insert") > 0 for each in outcomes}
    before = sharing.recalled(runs[0].log, [load for load, is_new in brings.items() if not is_new])
    shared = [_shared(kinds, load, before.get(load, set())) for load in brings]
    if len(runs) > 1:
        refuse_ties(runs[0].table, decided)
    elif _total(kinds, fresh=False, live=True):
        outcomes[0]["ties"] = tied(runs[0].table, decided)
    snapshot = publish(runs, decided, _total(kinds, action="delete"), _total(kinds, action="insert"), shared)
    for outcome, loads in zip(outcomes, shared, strict=True):
        outcome["shared_with"] = loads
        # One commit has the rows of all: of a load that brings none, it is not.
        outcome["snapshot_id"] = snapshot if len(runs) == 1 or brings[outcome["load_id"]] else None
    return outcomes


Kinds: TypeAlias = Sequence[Row]
"""How many rows were decided alike."""


def _kinds(decided: DataFrame) -> Kinds:
    live = F.col("_action").isin("keep", "insert").alias("_live")
    return decided.groupBy("_teller", "_action", "_change_type", "_fresh", "_shared", live).count().collect()


def _total(kinds: Kinds, **wanted: object) -> int:
    return sum(kind["count"] for kind in kinds if all(kind[f"_{name}"] == value for name, value in wanted.items()))


def _outcome(run: StagingRun, read: int, kinds: Kinds, aside: SetAside) -> StagingReport:
    own = [kind for kind in kinds if kind["_teller"] == run.delivery.load_id]
    live = [kind for kind in own if kind["_fresh"] and kind["_live"]]
    changed = {name: _total(live, change_type=name) for name in NO_CHANGES}
    repeated = _total(own, fresh=True, action="repeat")
    return report(run.delivery, read, changed, _total(live), repeated, aside)


def _shared(kinds: Kinds, load_id: str, before: set[str]) -> list[str]:
    """The loads that this one shares changes with, now or `before` a crash."""
    now = {kind["_shared"] for kind in kinds if kind["_teller"] == load_id} - {None, load_id}
    loads = now | before
    return sorted(loads) if len(loads) <= MOST_SHARED and sharing.ANY not in loads else [sharing.ANY]


def publish(
    runs: Sequence[StagingRun], decided: DataFrame, stale: int, new: int, shared: Sequence[list[str]] = ()
) -> str | None:
    """Commit what was decided, `stale` rows that go and `new` ones; returns the snapshot, or None without any.

    `shared`: by run, the loads that it shares changes with.
    """
    if not stale and not new:
        return None
    run = runs[0]
    facts = {name: "\n".join(each.facts[name] for each in runs) for name in run.facts} | sharing.facts(shared)

    def prepare(branch: Branch) -> None:
        if stale:
            # MERGE takes no plan that may come out otherwise when it runs again, as a plan that counts rows may.
            gone = decided.where("_action = 'delete'").select(*[f"`{name}`" for name in SIGNATURE])
            branch.delete_matching(gone.localCheckpoint(), SIGNATURE)
        if new:
            branch.append(decided.where("_action = 'insert'"), facts)

    return str(iceberg.publish(run.log, f"load_{run.delivery.load_id}", prepare, dict))
