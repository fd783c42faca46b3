"""The job scripts: arguments in, a report in S3."""

import json
import runpy
import sys

import pytest
from etl.errors import MartTestError
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
    staging, mart = f"s3://{world.name}-staging/reports/a.json", f"s3://{world.name}-staging/reports/b.json"
    arguments = {
        "load": json.dumps(load),
        "facts": json.dumps(facts),
        "approve": "[]",
        "table": "shop/things",
    }
    buckets = {"staging_bucket": f"{world.name}-staging", "quarantine_bucket": f"{world.name}-quarantine"}
    _run(monkeypatch, "staging", report=staging, **buckets, **common, **arguments)
    arguments = {"mart": "things", "batch_date": "2026-03-01", "mart_database": f"{world.name}_mart"}
    common |= {"mart_bucket": f"{world.name}-mart"}
    _run(monkeypatch, "mart", report=mart, **common, **arguments)
    reports = Objects()
    _check(reports.read_json(staging), "staging_report.schema.json")
    _check(reports.read_json(mart), "mart_report.schema.json")
    assert reports.read_json(mart)["rows"] == 1

    held = {"type": "accepted_values", "column": "name", "values": ["Bob"]}
    world.define(table(), marts={"things": definition(tests=[held])})
    with pytest.raises(MartTestError):
        _run(monkeypatch, "mart", report=mart, **common, **arguments | {"batch_date": "2026-03-02"})
    _check(reports.read_json(mart.replace(".json", ".held.json")), "mart_report.schema.json")
    world.define(table(), marts={"things": definition()})
    _run(monkeypatch, "mart", report=mart, **common, **arguments | {"batch_date": "2026-03-02"})
    del arguments["batch_date"]
    _run(monkeypatch, "mart", report=mart, rollback_to="previous", **common, **arguments)
    _check(reports.read_json(mart), "rollback_report.schema.json")
