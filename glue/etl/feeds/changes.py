"""Changes feed: upserts and deletes, ordered by `sequence_by`, in any order of arrival and any duplication."""

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from etl.columns import audit, audited, is_file_order, row_sequence
from etl.definitions import column_names
from etl.documents import StagingReport, TableDefinition
from etl.errors import RowContractError
from etl.feeds import plausible, sharing
from etl.feeds.merge import SIGNATURE, counted, decide, given_change_type
from etl.feeds.ties import tied
from etl.gate import agreement
from etl.gate.set_aside import SetAside
from etl.load.report import report
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
    with run.inputs.opened(run.table, run.delivery) as opened:
        rows = opened.rows
        changed = rows.withColumn("_change_type", given_change_type(run.table["operation"]))
        sequence = row_sequence(run.table, run.delivery.batch_date)
        incoming = counted(audited(changed, run.delivery.load, run.table["source"], run.run_id, sequence))
        read = _checked(run, opened.aside, incoming)
        decided = decision(run, _existing(run, rows), incoming).persist()
        try:
            return _commit(run, decided, read, opened.aside)
        finally:
            decided.unpersist()


def decision(run: StagingRun, existing: DataFrame, incoming: DataFrame) -> DataFrame:
    """What to do with the log's rows of some keys, when the load has the `incoming` rows (merge.py)."""
    columns = [*column_names(run.table), *audit(run.table)]
    inferred, by_file = not run.table["operation"], is_file_order(run.table)
    return decide(existing.select(*columns), incoming.select(*columns), run.delivery.load_id, inferred, by_file)


def _existing(run: StagingRun, rows: DataFrame) -> DataFrame:
    log = run.log.frame()
    kept = log.join(rows.select("_key").distinct(), "_key", "left_semi")
    return kept.coalesce(1) if run.inputs.single_partition else kept


def _checked(run: StagingRun, aside: SetAside, incoming: DataFrame) -> int:
    """Count the rows; raise where the validator counted others, or for a sequence or an operation that is not meant."""
    found = incoming.agg(
        *agreement.counts(run.table),
        F.count(F.when(F.col("_sequence").isNull(), 1)).alias("unordered"),
        F.count(F.when(F.col("_change_type").isNull(), 1)).alias("unknown"),
        F.count(F.when(plausible.ahead(run.table, run.delivery.load), 1)).alias("ahead"),
        F.max("_sequence").alias("last"),
    ).first()
    if found is None:
        raise AssertionError("an aggregate without groups has one row")
    agreement.require(run.table, run.delivery.load, run.delivery.facts, found.asDict(), aside)
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


def _commit(run: StagingRun, decided: DataFrame, read: int, aside: SetAside) -> StagingReport:
    mine = F.col("_fresh") & F.col("_action").isin("keep", "insert")
    kinds = decided.groupBy("_action", "_change_type", "_fresh", "_shared", mine.alias("_mine")).count().collect()

    def total(**wanted: object) -> int:
        return sum(kind["count"] for kind in kinds if all(kind[f"_{name}"] == value for name, value in wanted.items()))

    changed = {name: total(mine=True, change_type=name) for name in ("insert", "update", "delete")}
    repeated = total(fresh=True, action="repeat")
    outcome = report(run.delivery, read + aside.count, changed, total(mine=True), repeated, aside)
    stale, new = total(action="delete"), total(action="insert")
    before = set() if stale or new else sharing.recalled(run)
    outcome["shared_with"] = _shared({kind["_shared"] for kind in kinds} - {None, run.delivery.load_id} | before)
    if total(fresh=False, action="keep") + total(fresh=False, action="insert"):
        outcome["ties"] = tied(run.table, decided)
    return publish(run, decided, stale, new, outcome)


def _shared(loads: set[str]) -> list[str]:
    return sorted(loads) if len(loads) <= MOST_SHARED and sharing.ANY not in loads else [sharing.ANY]


def publish(run: StagingRun, decided: DataFrame, stale: int, new: int, outcome: StagingReport) -> StagingReport:
    """Commit what was decided, `stale` rows that go and `new` ones; returns `outcome` with the snapshot."""
    if not stale and not new:
        return outcome
    facts = run.facts | sharing.facts(outcome["shared_with"])

    def prepare(branch: Branch) -> None:
        if stale:
            # MERGE takes no plan that may come out otherwise when it runs again, as a plan that counts rows may.
            gone = decided.where("_action = 'delete'").select(*[f"`{name}`" for name in SIGNATURE])
            branch.delete_matching(gone.localCheckpoint(), SIGNATURE)
        if new:
            branch.append(decided.where("_action = 'insert'"), facts)

    snapshot = iceberg.publish(run.log, f"load_{run.delivery.load_id}", prepare, dict)
    return {**outcome, "snapshot_id": str(snapshot)}
