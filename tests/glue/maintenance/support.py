"""Test helpers: the maintenance of a deployment, a month later.

The catalog of these tests keeps its files in Java, where nothing lists them: tests/end-to-end removes orphans.
"""

import json
from datetime import UTC, datetime, timedelta

import pytest
from etl.maintenance import actions
from etl.maintenance.run import Deployment, Maintenance, maintain
from etl.platform.iceberg import Table
from etl.platform.objects import Objects
from jsonschema import Draft202012Validator

from tests.glue.world import META

KEEP_DAYS = 7
REPORT = Draft202012Validator(json.loads((META / "maintenance_report.schema.json").read_text()))


def run_of(world, days=30, mart_states=100):
    """A run of the maintenance job as it would be in so many days: what is there now is older then."""
    at = Deployment(
        staging_database=f"{world.name}_staging",
        staging_bucket=f"{world.name}-staging",
        mart_database=f"{world.name}_mart",
        mart_bucket=f"{world.name}-mart",
        keep_days=KEEP_DAYS,
        mart_states=mart_states,
    )
    objects = Objects()
    now = datetime.now(UTC) + timedelta(days)
    return Maintenance(world.spark, objects, objects.read_json(world.definitions), at, now)


def reports(world, tables=(), marts=(), **options):
    """The reports of a run over these, or over everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(actions, "remove_orphans", lambda table, before: None)
        for report in maintain(run_of(world, **options), tables, marts):
            REPORT.validate(report)
            yield report


def maintained(world, *tables, marts=(), **options):
    """{table: what was done}."""
    *_, report = reports(world, tables, marts, **options)
    assert [each["error"] for each in report["tables"]] == [None] * report["planned"]
    return {each["table"]: each for each in report["tables"]}


def staging(world, name="things"):
    """The staging table."""
    return Table(world.spark, f"{world.name}_staging", f"shop_{name}")


def log(world, *columns, name="things"):
    """The rows of a log: all columns but that of the run, or these."""
    frame = staging(world, name).frame()
    wanted = columns or [column for column in frame.columns if column != "_run_id"]
    return sorted((tuple(row) for row in frame.select(*wanted).collect()), key=repr)
