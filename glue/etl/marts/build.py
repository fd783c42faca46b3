"""The mart job: write, audit, publish.

A batch date is built on the branch `audit_<date>`, tested there, and published in one transaction: `main`
fast-forwarded, the state tagged by date, the branch dropped. `main` never goes back: an older date gets its tag, and
`main` is built again as of the date that it shows, because that may depend on the older date. It does go back from a
date that was withdrawn.
"""

from collections.abc import Iterable
from dataclasses import replace

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from etl.definitions import lookup
from etl.documents import Definitions, MartReport
from etl.errors import DefinitionError, MartSchemaError, MartTestError, SluiceError, named_errors
from etl.marts import KINDS, audit, diff, fact, inputs
from etl.marts.rows import register, select, shape
from etl.marts.run import PUBLISHED, MartRun, dates_of, tag_of
from etl.platform import session
from etl.platform.iceberg import Branch, set_properties
from etl.platform.java import Observation
from etl.platform.objects import Objects

FAILED = "sluice.failed."


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
    session.prepare(spark, inputs.size(run))
    published = _published(run, frozenset(withdrawn)) if run.target.exists() else None
    report = _build_date(run, published)
    if published and batch_date < published and all(date > published for date in to_come):
        _build_date(replace(run, batch_date=published), published)
    return report


def _published(run: MartRun, withdrawn: frozenset[str]) -> str | None:
    """The batch date that is served, or would be without those that are withdrawn, whose states go."""
    states = dates_of(run.target.refs())
    run.target.remove_tags([tag_of(date) for date in states if date in withdrawn])
    published = run.target.properties().get(PUBLISHED)
    if published not in withdrawn:
        return published
    return max((date for date in states if date not in withdrawn), default=None)


def _build_date(run: MartRun, published: str | None) -> MartReport:
    register(run)
    base = Observation()
    shaped = shape(run, select(run).observe(base, F.count(F.lit(1)).alias("rows")))
    _ensure_table(run, shaped)
    leads = published is None or run.batch_date >= published
    replaced = diff.before(run, leads)
    branch = Branch(run.target, f"audit_{run.batch_date.replace('-', '_')}")
    branch.create()
    written = Observation()
    facts = {PUBLISHED: run.batch_date, "sluice.run_id": run.run_id}
    observed = shaped.observe(written, F.count(F.lit(1)).alias("rows"), *fact.waiting(run.mart))
    try:
        with named_errors(f"{run.mart['id']} as of {run.batch_date}"):
            branch.overwrite(observed, facts)
        rows = int(written.get["rows"])
        if run.mart["dimensions"]:
            _refuse_multiplied(run, int(base.get["rows"]), rows)
        outcomes = audit.audit(run, branch, rows)
        report: MartReport = {
            "mart": run.mart["id"],
            "batch_date": run.batch_date,
            "published": False,
            "published_batch_date": published,
            "rows": rows,
            "waiting": fact.waiting_rows(run.mart, written.get),
            "snapshot_id": str(branch.snapshot()),
            "tests": audit.reported(outcomes),
            "before": replaced.state if replaced else None,
            "diff": diff.of_build(run, replaced, branch, rows),
        }
        audit.refuse(run, branch, outcomes, report)
    except SluiceError as error:
        set_properties(run.target, {f"{FAILED}{branch.name}": f"{type(error).__name__}: {error}"})
        raise
    properties: dict[str, str | None] = {f"{FAILED}{branch.name}": None}
    if leads:
        properties[PUBLISHED] = run.batch_date
    branch.publish(properties, tag=tag_of(run.batch_date), main=leads)
    return {**report, "published": True, "published_batch_date": run.batch_date if leads else published}


def _ensure_table(run: MartRun, rows: DataFrame) -> None:
    columns = {field.name: (field.dataType.simpleString(), field.metadata.get("comment")) for field in rows.schema}
    if not run.target.exists():
        about = f"{run.mart['description']} Grain: {run.mart['grain']}."
        by = f"`{run.mart['partition_by']}`" if run.mart["partition_by"] else None
        run.target.create(columns, about, f"s3://{run.mart_bucket}/{run.mart['id']}", by)
        return
    missing = sorted(set(run.target.frame().columns) - set(columns))
    if missing:
        raise MartSchemaError(
            f"{run.mart['id']}: mart.sql no longer gives the columns {missing} that "
            f"{run.mart_database}.{run.mart['id']} has; "
            "select them again, or drop the table and build the mart anew."
        )
    run.target.evolve(columns, MartSchemaError)


def _refuse_multiplied(run: MartRun, selected: int, written: int) -> None:
    if selected != written:
        raise MartTestError(
            f"{run.mart['id']} as of {run.batch_date}: {selected} rows became {written} by resolving its dimensions; "
            "make each dimension's key unique at any moment (its natural key)."
        )
