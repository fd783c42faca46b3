"""The mart job: write, audit, publish.

A batch date is built on the branch `audit_<date>`, tested there, and published in one transaction: `main`
fast-forwarded, the state tagged by date, the branch dropped. `main` never goes back: an older date gets its tag, and
`main` is built again as of the date that it shows, because that may depend on the older date. It does go back from a
date that was withdrawn.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from pyspark.sql import DataFrame, SparkSession

from etl.definitions import lookup
from etl.documents import Definitions, MartReport
from etl.errors import DefinitionError, MartSchemaError, SluiceError, named_errors
from etl.marts import KINDS, audit, diff, inputs, refresh, state, write
from etl.marts.diff import Before
from etl.marts.rows import register
from etl.marts.run import PUBLISHED, MartRun, dates_of, tag_of
from etl.marts.state import Base, MadeFrom
from etl.marts.write import Query, Written
from etl.platform import session
from etl.platform.iceberg import Branch, retried, set_properties
from etl.platform.objects import Objects

FAILED = "sluice.failed."
DELETE_BY_MARKS = {"write.merge.mode": "merge-on-read", "write.delete.mode": "merge-on-read"}
"""A few rows here and there are marked as deleted, where copying would write most files again."""


def build(
    spark: SparkSession,
    definitions: str,
    mart: str,
    batch_date: str,
    run_id: str,
    staging_database: str,
    mart_database: str,
    mart_bucket: str,
    withdrawn: Iterable[str] = (),
    to_come: Iterable[str] = (),
    objects: Objects | None = None,
) -> MartReport:
    """Build and publish `mart` as of `batch_date`; returns the mart report.

    Of the dates `withdrawn` no state is left. The dates `to_come` are built next: they serve what is new in this one.
    `objects`: in place of S3.
    """
    compiled: Definitions = (objects or Objects()).read_json(definitions)
    found = lookup(compiled["marts"], "marts", mart)
    if found["kind"] not in KINDS:
        raise DefinitionError(
            f'{mart}: kind "{found["kind"]}" is not one of {sorted(KINDS)}, which the mart job knows.'
        )
    names = (run_id, staging_database, mart_database, mart_bucket)
    run = MartRun(spark, found, batch_date, compiled["tables"], *names, marts=compiled["marts"])
    input_bytes = inputs.size(run)
    session.prepare(spark, input_bytes)
    gone = frozenset(withdrawn)
    published = retried(run.target, lambda: _published(run, gone)) if run.target.exists() else None
    with ThreadPoolExecutor(1) as reader:
        run.reader = reader if input_bytes < inputs.KEPT_BYTES else None
        report = retried(run.target, lambda: _build_date(run, published, input_bytes))
        if published and batch_date < published and all(date > published for date in to_come):
            served = replace(run, batch_date=published)
            retried(run.target, lambda: _build_date(served, published, input_bytes))
    return report


def _published(run: MartRun, withdrawn: frozenset[str]) -> str | None:
    """The batch date that is served, or would be without those that are withdrawn, whose states go."""
    states = dates_of(run.target.refs())
    gone = [tag_of(date) for date in states if date in withdrawn]
    if gone:
        run.target.remove_refs(gone)
    published = run.target.properties().get(PUBLISHED)
    if published not in withdrawn:
        return published
    return max((date for date in states if date not in withdrawn), default=None)


def _build_date(run: MartRun, published: str | None, input_bytes: int) -> MartReport:
    leads = published is None or run.batch_date >= published
    now, base = state.made_from(run), state.base(run, leads)
    branch = Branch(run.target, f"audit_{run.batch_date.replace('-', '_')}")
    if base and refresh.is_unchanged(run, base, now):
        branch.create(base.snapshot)
        written = write.nothing(base, now)
        replaced = diff.before(run, leads)
        report = _report(run, published, branch, written, replaced)
        report["diff"] = diff.none(run, replaced)
    else:
        written, report = _write(run, published, branch, base, now, input_bytes)
    properties: dict[str, str | None] = {f"{FAILED}{branch.name}": None}
    if leads:
        properties[PUBLISHED] = run.batch_date
    facts = state.summary(written.state, run.run_id)
    snapshot = branch.publish(properties, tag=tag_of(run.batch_date), main=leads, facts=facts)
    report["snapshot_id"] = str(snapshot)
    return {**report, "published": True, "published_batch_date": run.batch_date if leads else published}


def _write(
    run: MartRun,
    published: str | None,
    branch: Branch,
    base: Base | None,
    now: MadeFrom,
    input_bytes: int,
) -> tuple[Written, MartReport]:
    """Write and audit."""
    register(run, now["inputs"])
    query = Query(run)
    _ensure_table(run, query.shaped)
    replaced = diff.before(run, published is None or run.batch_date >= published)
    try:
        # What is planned most of the time is no work for more than one core.
        with ThreadPoolExecutor(1) as beside:
            changed = diff.Comparison(run, replaced, beside)
            with named_errors(f"{run.mart['id']} as of {run.batch_date}"):
                written = write.write(run, branch, base, now, query, input_bytes, changed.begin)
            made = _made(run, branch, written)
            changed.begin_with_all(made, written.state["rows"])
            outcomes = audit.audit(run, made, now, written)
            written.state["tests"] = audit.reported(outcomes)
            report = _report(run, published, branch, written, replaced)
            report["diff"] = changed.result()
        audit.refuse(run, branch, outcomes, report)
    except SluiceError as error:
        set_properties(run.target, {f"{FAILED}{branch.name}": f"{type(error).__name__}: {error}"})
        raise
    return written, report


def _made(run: MartRun, branch: Branch, written: Written) -> DataFrame:
    """The rows on the branch; a few are read once, for the tests and the diff together."""
    rows = branch.frame()
    if written.state["rows"] > diff.FEW:
        return rows
    kept = rows.localCheckpoint(eager=False)
    # In one partition they are grouped without a shuffle; the many files of a partitioned mart are better read by many.
    return kept if run.mart["partition_by"] else kept.coalesce(1)


def _report(
    run: MartRun, published: str | None, branch: Branch, written: Written, replaced: Before | None
) -> MartReport:
    """The report of a build that is not published yet, without its diff."""
    return {
        "mart": run.mart["id"],
        "batch_date": run.batch_date,
        "published": False,
        "published_batch_date": published,
        "rows": written.state["rows"],
        "refresh": {"way": written.way, "because": written.because, "rows_written": written.rows_written},
        "waiting": written.state["waiting"],
        "snapshot_id": str(branch.snapshot()),
        "tests": written.state["tests"],
        "before": replaced.state if replaced else None,
        "diff": None,
    }


def _ensure_table(run: MartRun, rows: DataFrame) -> None:
    columns = {field.name: (field.dataType.simpleString(), field.metadata.get("comment")) for field in rows.schema}
    if not run.target.exists():
        about = f"{run.mart['description']} Grain: {run.mart['grain']}."
        by = f"`{run.mart['partition_by']}`" if run.mart["partition_by"] else None
        run.target.create(columns, about, f"s3://{run.mart_bucket}/{run.mart['id']}", by, **DELETE_BY_MARKS)
        return
    missing = sorted(set(run.target.frame().columns) - set(columns))
    if missing:
        raise MartSchemaError(
            f"{run.mart['id']}: mart.sql no longer gives the columns {missing} that "
            f"{run.mart_database}.{run.mart['id']} has; "
            "select them again, or drop the table and build the mart anew."
        )
    run.target.evolve(columns, MartSchemaError)
