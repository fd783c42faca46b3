"""The job scripts: arguments in, a report in S3."""

import json
import runpy
import sys

import pytest
from etl.errors import DefinitionError, MartRollbackError, MartTestError
from etl.platform.objects import Objects
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tests.glue.conftest import ROOT
from tests.glue.marts.support import definition
from tests.glue.world import table

pytestmark = pytest.mark.spark


def _run(monkeypatch, job, **arguments):
    flags = [part for name, value in arguments.items() for part in (f"--{name}", value)]
    monkeypatch.setattr(sys, "argv", [job, "--enable-metrics", "true", *flags])
    runpy.run_path(str(ROOT / "glue" / "jobs" / f"{job}.py"), run_name="__main__")


def _check(document, schema):
    folder = ROOT / "schemas" / "meta"
    known = [(path.name, Resource.from_contents(json.loads(path.read_text()))) for path in folder.glob("*.schema.json")]
    validator = Draft202012Validator(
        json.loads((folder / schema).read_text()), registry=Registry().with_resources(known)
    )
    assert [error.message for error in validator.iter_errors(document)] == []


def test_both_jobs_write_the_report_that_the_interface_promises(world, monkeypatch):
    world.define(table(), marts={"things": definition()})
    load, facts = world.put("2026-03-01", "ID,NAME\n1,Ada\n")
    common = {"definitions": world.definitions, "run_id": "run", "staging_database": f"{world.name}_staging"}
    staging, marts = f"s3://{world.name}-staging/reports/a.json", f"s3://{world.name}-mart/_reports/things/run/0/"
    arguments = {
        "load": json.dumps(load),
        "facts": json.dumps(facts),
        "approve": "[]",
        "table": "shop/things",
    }
    buckets = {"staging_bucket": f"{world.name}-staging", "quarantine_bucket": f"{world.name}-quarantine"}
    buckets |= {"raw_database": f"{world.name}_raw"}
    _run(monkeypatch, "staging", report=staging, **buckets, **common, **arguments)
    arguments = {"mart": "things", "mart_database": f"{world.name}_mart", "mart_bucket": f"{world.name}-mart"}
    dates = {"batch_dates": '["2026-03-02", "2026-03-01"]', "reports": marts}
    _run(monkeypatch, "mart", **dates, **common, **arguments)
    reports = Objects()
    _check(reports.read_json(staging), "staging_report.schema.json")
    assert sorted(reports.names_below(marts)) == ["2026-03-01.json", "2026-03-02.json"]
    for date in ("2026-03-01", "2026-03-02"):
        report = reports.read_json(f"{marts}{date}.json")
        _check(report, "mart_report.schema.json")
        assert (report["batch_date"], report["rows"]) == (date, 1)

    held = {"type": "accepted_values", "column": "name", "values": ["Bob"]}
    world.define(table(), marts={"things": definition(tests=[held])})
    again = {"batch_dates": '["2026-03-03"]', "reports": marts.replace("/0/", "/1/")}
    with pytest.raises(MartTestError):
        _run(monkeypatch, "mart", **again, **common, **arguments)
    _check(reports.read_json(f"{again['reports']}2026-03-03.held.json"), "mart_report.schema.json")
    _check(reports.read_json(f"{again['reports']}2026-03-03.failure.json"), "mart_failure.schema.json")
    rollback = f"s3://{world.name}-mart/_reports/things/run/rollback.json"
    _run(monkeypatch, "mart", report=rollback, rollback_to="previous", **common, **arguments)
    _check(reports.read_json(rollback), "rollback_report.schema.json")

    with pytest.raises(MartRollbackError):
        other = {**common, "run_id": "other", "rollback_to": "2020-01-01", "JOB_RUN_ID": "jr_1"}
        _run(monkeypatch, "mart", report=rollback, **other, **arguments)
    with pytest.raises(DefinitionError):
        unknown = {"table": "shop/none", "load": "{}", "facts": "{}", "JOB_RUN_ID": "jr_2"}
        _run(monkeypatch, "staging", report=staging, **buckets, **common, **unknown)
    for report, job_run, error in [(rollback, "jr_1", "MartRollbackError"), (staging, "jr_2", "DefinitionError")]:
        failure = reports.read_json(report.replace(".json", ".failure.json"))
        _check(failure, "job_failure.schema.json")
        assert (failure["job_run"], failure["error"], failure["retryable"]) == (job_run, error, False)
