"""The job scripts: arguments in, a report in S3."""

import json
import runpy
import sys

import pytest
from etl.errors import DefinitionError, DuplicateKeyError, MartRollbackError, MartTestError
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
    good, bad = world.put("2026-03-01", "ID,NAME\n1,Ada\n"), world.put("2026-03-02", "ID,NAME\n1,Ada\n1,Bob\n")
    last = world.put("2026-03-03", "ID,NAME\n1,Ada\n2,Bob\n")
    common = {"definitions": world.definitions, "run_id": "run", "staging_database": f"{world.name}_staging"}
    staging, marts = f"s3://{world.name}-staging/_reports", f"s3://{world.name}-mart/_reports/things/run/0/"
    buckets = {"staging_bucket": f"{world.name}-staging", "quarantine_bucket": f"{world.name}-quarantine"}
    buckets |= {"raw_database": f"{world.name}_raw"}
    reports = Objects()
    asked = {"approve": [], "withdraw": [], "run_id": "run"}
    loads = [
        {"load": load, "facts": facts, "report": f"{staging}/{name}.json", **asked}
        for name, (load, facts) in (("a", good), ("b", bad), ("c", last))
    ]
    turn = f"s3://{world.name}-staging/_turns/a.json"
    reports.write_json(turn, {"table": "shop/things", "loads": loads})
    _check(reports.read_json(turn), "turn.schema.json")
    with pytest.raises(DuplicateKeyError):
        _run(monkeypatch, "staging", turn=turn, table="shop/things", **buckets, **common)
    for name in ("a", "c"):
        _check(reports.read_json(f"{staging}/{name}.json"), "staging_report.schema.json")
    _check(reports.read_json(f"{staging}/b.failure.json"), "job_failure.schema.json")
    _check(reports.read_json(turn.replace(".json", ".begun.json")), "begun.schema.json")
    _check(reports.read_json(f"{staging}/b.rejection.json"), "rejection.schema.json")
    assert reports.names_below(f"{staging}/b.json") == []
    # As if there had been no bad file. The second job run leaves out what is staged, and stages the corrected file.
    log = [("2026-03-01", "insert", 1, "Ada"), ("2026-03-03", "insert", 2, "Bob")]
    assert world.summary("id", "name") == log
    corrected = dict(
        zip(("load", "facts"), world.put("2026-03-02", "ID,NAME\n1,Ada\n2,Bob\n", at="07:00"), strict=True)
    )
    reports.write_json(turn, {"table": "shop/things", "loads": [loads[0], {**loads[1], **corrected}, loads[2]]})
    _run(monkeypatch, "staging", turn=turn, table="shop/things", **buckets, **common)
    assert world.summary("id", "name") == [log[0], ("2026-03-02", "insert", 2, "Bob")]
    arguments = {"mart": "things", "mart_database": f"{world.name}_mart", "mart_bucket": f"{world.name}-mart"}
    dates = {"batch_dates": '["2026-03-02", "2026-03-01"]', "reports": marts}
    _run(monkeypatch, "mart", **dates, **common, **arguments)
    assert sorted(reports.names_below(marts)) == ["2026-03-01.json", "2026-03-02.json"]
    for date in ("2026-03-01", "2026-03-02"):
        report = reports.read_json(f"{marts}{date}.json")
        _check(report, "mart_report.schema.json")
        assert (report["batch_date"], report["rows"]) == (date, 1 if date == "2026-03-01" else 2)

    held = {"type": "accepted_values", "column": "name", "values": ["Bob"]}
    world.define(table(), marts={"things": definition(tests=[held])})
    again = {"batch_dates": '["2026-03-03"]', "reports": marts.replace("/0/", "/1/"), "JOB_RUN_ID": "jr_0"}
    with pytest.raises(MartTestError):
        _run(monkeypatch, "mart", **again, **common, **arguments)
    _check(reports.read_json(f"{again['reports']}2026-03-03.held.json"), "mart_report.schema.json")
    failed = reports.read_json(f"{again['reports']}2026-03-03.failure.json")
    _check(failed, "mart_failure.schema.json")
    assert failed["job_run"] == "jr_0"
    rollback = f"s3://{world.name}-mart/_reports/things/run/rollback.json"
    _run(monkeypatch, "mart", report=rollback, rollback_to="previous", **common, **arguments)
    _check(reports.read_json(rollback), "rollback_report.schema.json")

    with pytest.raises(MartRollbackError):
        other = {**common, "run_id": "other", "rollback_to": "2020-01-01", "JOB_RUN_ID": "jr_1"}
        _run(monkeypatch, "mart", report=rollback, **other, **arguments)
    with pytest.raises(DefinitionError):
        unknown = f"{staging}/unknown.json"
        reports.write_json(turn, {"table": "shop/none", "loads": [{**loads[0], "report": unknown}]})
        _run(monkeypatch, "staging", turn=turn, table="shop/none", JOB_RUN_ID="jr_2", **buckets, **common)
    for report, job_run, error in [(rollback, "jr_1", "MartRollbackError"), (unknown, "jr_2", "DefinitionError")]:
        failure = reports.read_json(report.replace(".json", ".failure.json"))
        _check(failure, "job_failure.schema.json")
        assert (failure["job_run"], failure["error"], failure["retryable"]) == (job_run, error, False)
