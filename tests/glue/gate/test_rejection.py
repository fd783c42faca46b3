"""What is told of a file that the staging job refuses: the document that goes to quarantine."""

import pytest
from etl.errors import DuplicateKeyError, FileError, RowContractError
from etl.platform.objects import Objects

from tests.glue.test_jobs import _check, _run
from tests.glue.world import PARQUET, parquet, table

pytestmark = pytest.mark.spark

LOAD = ("load_id", "table", "bucket", "key", "version_id")
UNCOUNTED = {"rows": None, "rows_checked": 0, "header": ["ID", "NAME"]}


def _refused(world, load, kind: type[FileError]):
    with pytest.raises(kind) as caught:
        world.stage(load)
    return caught.value


def test_the_job_leaves_the_rejection_beside_its_report(world, monkeypatch):
    definition = table("id bigint, age bigint", format=PARQUET)
    definition["row_schema"]["properties"]["AGE"] = {"type": "integer", "minimum": 0}
    world.define(definition)
    rows = [{"ID": number, "AGE": -1 if number else None} for number in range(121)]
    load, facts = world.put("2026-03-01", parquet(rows), rows=121, rows_checked=0, header=["ID", "AGE"])
    names = {"definitions": world.definitions, "staging_database": f"{world.name}_staging"}
    buckets = {"staging_bucket": f"{world.name}-staging", "quarantine_bucket": f"{world.name}-quarantine"}
    buckets |= {"raw_database": f"{world.name}_raw"}
    turn, report = (f"s3://{world.name}-staging/{folder}/a.json" for folder in ("turns", "reports"))
    asked = {"approve": [], "withdraw": [], "run_id": "run"}
    order = {"load": load, "facts": facts, "report": report, **asked}
    Objects().write_json(turn, {"table": "shop/things", "loads": [order]})
    with pytest.raises(RowContractError) as caught:
        _run(monkeypatch, "staging", turn=turn, table="shop/things", **names, **buckets)
    rejection = Objects().read_json(f"s3://{world.name}-staging/reports/a.rejection.json")
    _check(rejection, "rejection.schema.json")
    assert {name: rejection[name] for name in LOAD} == {name: load[name] for name in LOAD}
    assert (rejection["reason"], rejection["rows_checked"]) == (str(caught.value), 121)
    assert (rejection["problem_count"], rejection["totals"]) == (120, {"minimum": 120})
    assert len(rejection["problems"]) == 100
    assert rejection["problems"][0] == {
        "line": None,
        "column": "AGE",
        "rule": "minimum",
        "expected": "at least 0",
        "found": "-1",
        "message": "column AGE: expected at least 0, found -1",
    }


def test_every_key_that_comes_twice_is_a_problem(world):
    world.define(table())
    error = _refused(world, world.put("2026-03-01", "ID,NAME\n7,A\n7,B\n8,C\n9,D\n9,E\n9,F\n"), DuplicateKeyError)
    assert str(error) == (
        "shop/things: shop/things/dt=2026-03-01/file.csv has several rows of one natural key: id=7 (2 rows); "
        "id=9 (3 rows); correct the file, or declare the natural_key that is unique ([] if there is none)."
    )
    assert world.rows() == []
    _check(error.rejection, "rejection.schema.json")
    assert (error.rejection["rows_checked"], error.rejection["totals"]) == (6, {"duplicate_key": 2})
    assert [problem["message"] for problem in error.rejection["problems"]] == [
        "column ID: expected each ID once in a snapshot, found id=7 (2 rows)",
        "column ID: expected each ID once in a snapshot, found id=9 (3 rows)",
    ]


def test_what_is_wrong_with_the_file_as_a_whole_is_one_problem(world):
    world.define(table())
    error = _refused(world, world.put("2026-03-01", b"ID,NAME\n1,Zo\xeb\n", **UNCOUNTED), RowContractError)
    _check(error.rejection, "rejection.schema.json")
    assert (error.rejection["problem_count"], error.rejection["totals"]) == (1, {"file": 1})
    assert error.rejection["problems"][0]["message"] == error.rejection["reason"] == str(error)


def test_a_file_is_not_rejected_for_what_is_wrong_with_a_later_one(world):
    world.define(table(new_columns="ignore"))
    world.stage(world.put("2026-03-02", "ID,NAME,X\n1,Ada,1\n"))
    older = world.put("2026-03-01", "ID,NAME\n1,Al\n")
    short = {"row_schema": {"type": "object", "properties": {"NAME": {"type": "string", "maxLength": 2}}}}
    for changed in (short, {"new_columns": "reject"}):
        world.define(table(new_columns="ignore") | changed)
        assert _refused(world, older, RowContractError).rejection is None, changed
