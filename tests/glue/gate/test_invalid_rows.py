"""invalid_rows: what becomes of rows that break the contract, and of the keys they may have had."""

import json

import boto3
import pytest
from etl.errors import RowContractError, RowCountError

from tests.glue.world import JSONL, PARQUET, parquet, table

pytestmark = pytest.mark.spark

QUARANTINE = {"invalid_rows": {"quarantine": {"max_percent": 50}}}
DAY_1 = "ID,NAME,AGE\n1,Ada,36\n2,Bob,7\n3,Cyd,9\n"
BAD_AGE = {"column": "AGE", "rule": "type", "expected": "an integer or no value", "found": '"old"'}
PEOPLE = "id bigint, name string, age bigint"


def _aside(world, load):
    key = f"{load[0]['key']}.invalid_rows/{load[0]['load_id']}/rows.jsonl"
    body = boto3.client("s3").get_object(Bucket=f"{world.name}-quarantine", Key=key)["Body"].read()
    return [json.loads(line) for line in body.decode().splitlines()]


def _keyed(columns=PEOPLE, **policy):
    """A table whose key is required, as a key should be."""
    definition = table(columns, **QUARANTINE | policy)
    definition["row_schema"]["properties"]["ID"] = {"type": "integer"}
    definition["row_schema"]["required"] = ["ID"]
    return definition


def test_an_invalid_row_is_set_aside_with_the_reasons_and_the_others_are_staged(world):
    world.define(_keyed(invalid_rows={"quarantine": {"max_percent": 75}}))
    content = 'ID,NAME,AGE\n1,Ada,36\n2,"B ""o"" b",old\n3,Cyd\n4,Dee,1,1\n'  # too few fields, and too many
    load = world.put("2026-03-01", content, rows_quarantined=3)
    report = world.stage(load)
    assert world.summary("id", "name") == [("2026-03-01", "insert", 1, "Ada")]
    assert (report["rows_read"], report["rows_staged"], report["rows_quarantined"]) == (4, 1, 3)
    place = f"shop/things/dt=2026-03-01/file.csv.invalid_rows/{load[0]['load_id']}/rows.jsonl"
    assert report["invalid_rows"] == f"s3://{world.name}-quarantine/{place}"
    first, *others = before = _aside(world, load)
    assert first == {"row": {"ID": "2", "NAME": 'B "o" b', "AGE": "old"}, "problems": [BAD_AGE]}
    assert [one["row"] for one in others] == [{"(record)": "3,Cyd"}, {"(record)": "4,Dee,1,1"}]
    world.stage(load, run_id="another run")
    assert _aside(world, load) == before


def test_spark_tells_a_text_from_a_number_and_half_an_object_from_a_whole_one(world):
    world.define(_keyed(format=JSONL, invalid_rows={"quarantine": {"max_percent": 80}}))
    lines = '{"ID": 1, "AGE": 7.0}\n{"ID": "1"}\n{"ID": 2\n{"ID": 3, "ID": 4}\n{"ID": 5, "X": 1}\n'
    load = world.put("2026-03-01", lines, rows_quarantined=4)
    world.stage(load)
    assert world.rows("id", "age") == [(1, 7)]
    assert [(one["row"], one["problems"][0]["rule"]) for one in _aside(world, load)] == [
        ({"ID": "1"}, "type"),
        ('"{\\"ID\\": 2"', "json"),
        ('"ID" twice'.replace('"ID"', '"ID"'), "duplicate_name"),
        ({"ID": 5, "X": 1}, "new_column"),
    ]


def test_more_invalid_rows_than_tolerated_refuse_the_file(world):
    world.define(_keyed(invalid_rows={"quarantine": {"max_percent": 30}}))
    with pytest.raises(RowContractError) as caught:
        world.stage(world.put("2026-03-01", "ID,NAME,AGE\n1,Ada,36\n2,Bob,old\n3,Cyd,1\n", rows_quarantined=1))
    assert str(caught.value) == (
        'shop/things: column AGE expected an integer or no value, found "old" (1 invalid rows of 3, more than the '
        "30 % that may be set aside) in shop/things/dt=2026-03-01/file.csv; correct the file, or change "
        "row.schema.json."
    )
    assert world.rows() == []


def test_the_engines_must_agree_on_how_many_rows_are_invalid(world):
    world.define(_keyed())
    with pytest.raises(RowCountError) as caught:
        world.stage(world.put("2026-03-01", "ID,NAME,AGE\n1,Ada,36\n2,Bob,old\n"))
    assert str(caught.value) == (
        "shop/things: shop/things/dt=2026-03-01/file.csv has 0 invalid rows for the validator and 1 for Spark; nothing "
        "was staged, check quoting and line ends of the file."
    )


def test_the_key_of_a_row_set_aside_is_not_deleted_and_its_row_stays(world):
    world.define(_keyed())
    world.stage(world.put("2026-03-01", DAY_1))
    report = world.stage(world.put("2026-03-02", "ID,NAME,AGE\n1,Ada,37\n2,Bob,old\n", rows_quarantined=1))
    assert world.summary("id", "age")[3:] == [("2026-03-02", "delete", 3, None), ("2026-03-02", "update", 1, 37)]
    assert (report["deletes"], report["rows_quarantined"], report["unknown_keys"]) == (1, 1, 0)
    reason = "they are the keys of rows that were set aside"
    assert report["deletes_suspended"] == {"all": False, "keys": 1, "loads": 1, "reason": reason}
    clean = world.stage(world.put("2026-03-03", "ID,NAME,AGE\n1,Ada,37\n2,Bob,7\n"))
    assert len(world.rows()) == 5  # as if the second had said the same of Bob as the first
    assert clean["deletes_suspended"] is None


def test_nothing_is_deleted_where_the_key_of_a_row_set_aside_cannot_be_read(world):
    # A trailer is such a row every day.
    world.define(_keyed())
    rows = "ID,NAME,AGE\n1,Ada,37\n3,Cyd,9\n"
    first = world.stage(world.put("2026-03-01", f"{DAY_1}TRL,3,52\n", rows_quarantined=1))
    second = world.stage(world.put("2026-03-02", f"{rows}TRL,2,46\n", rows_quarantined=1))
    assert world.summary("id")[3:] == [("2026-03-02", "update", 1)]
    reason = "1 row that was set aside has no readable id, so that any absent key may be meant"
    told = {"all": True, "keys": 0, "loads": 1, "reason": reason}
    assert (first["deletes"], first["unknown_keys"], first["deletes_suspended"]) == (0, 1, told)
    told |= {"keys": 1, "loads": 2}
    assert (second["deletes"], second["unknown_keys"], second["deletes_suspended"]) == (0, 1, told)
    late = world.stage(world.put("2026-02-28", "ID,NAME,AGE\n1,Ada,1\n", rows_quarantined=0))
    assert late["deletes_suspended"] is None
    third = world.stage(world.put("2026-03-03", f"{rows}TRL,2,46\n", rows_quarantined=1))
    assert third["deletes_suspended"]["loads"] == 3  # the days diffed again kept their count
    clean = world.stage(world.put("2026-03-04", "ID,NAME,AGE\n1,Ada,37\n"))
    assert world.summary("id")[-2:] == [("2026-03-04", "delete", 2), ("2026-03-04", "delete", 3)]
    assert (clean["unknown_keys"], clean["deletes_suspended"]) == (0, None)


def test_without_a_natural_key_every_absent_row_may_be_one_that_was_set_aside(world):
    world.define(table(PEOPLE, natural_key=[], **QUARANTINE))
    world.stage(world.put("2026-03-01", DAY_1))
    report = world.stage(world.put("2026-03-02", "ID,NAME,AGE\n1,Ada,36\n2,Bob,old\n", rows_quarantined=1))
    reason = "the table has no natural key, so that each absent row may be one that was set aside"
    assert report["deletes_suspended"] == {"all": True, "keys": 2, "loads": 1, "reason": reason}


def test_deletes_that_the_table_ignores_are_not_suspended(world):
    world.define(_keyed(deletes="ignore"))
    report = world.stage(world.put("2026-03-01", "ID,NAME,AGE\n1,Ada,37\n?,Bob,7\n", rows_quarantined=1))
    assert (report["unknown_keys"], report["deletes_suspended"]) == (1, None)


def test_a_changes_feed_sets_rows_aside_too(world):
    world.define(_keyed("id bigint, at bigint", feed="changes", sequence_by="at", format=JSONL))
    load = world.put("2026-03-01", '{"ID": 1, "AT": 1}\n{"ID": 2, "AT": "x"}\n', rows_quarantined=1)
    report = world.stage(load)
    assert (world.rows("id"), report["rows_read"], report["rows_quarantined"]) == ([(1,)], 2, 1)


def test_a_load_without_such_rows_and_a_superseded_one_name_no_place(world):
    world.define(_keyed())
    older = world.put("2026-03-01", "ID,NAME,AGE\n1,Ada,36\n2,Bob,old\n", rows_quarantined=1)
    assert world.stage(world.put("2026-03-01", DAY_1, at="07:00"))["invalid_rows"] is None
    report = world.stage(older)
    assert (report["superseded"], report["rows_read"], report["rows_unchanged"]) == (True, 2, 2)
    assert (report["rows_quarantined"], report["invalid_rows"]) == (0, None)


def test_of_a_file_that_nobody_read_to_its_end_spark_checks_every_row(world):
    world.define(_keyed())
    load = world.put(
        "2026-03-01", 'ID,NAME,AGE\n1,"A\nda",36\n2,Bob,old\n', rows=None, rows_checked=1, header=["ID", "NAME", "AGE"]
    )
    report = world.stage(load)
    assert (report["rows_read"], report["rows_quarantined"], world.rows("name")) == (2, 1, [("A\nda",)])


def test_lines_that_end_otherwise_than_the_first_one_are_no_rows_where_nobody_looked_before(world):
    world.define(_keyed("id bigint, name string"))
    lines = 'ID,NAME\n1,"A\nda"\n2,Bob\r\n'
    load = world.put("2026-03-01", lines, rows=None, rows_checked=0, header=["ID", "NAME"])
    world.stage(load)
    line_end = {"column": None, "rule": "line_end", "expected": "lines that end as the first one does, in LF"}
    assert _aside(world, load) == [{"row": {"(record)": "Bob\r"}, "problems": [line_end | {"found": '"Bob\\r"'}]}]


def test_in_utf_16_too_bytes_that_are_no_text_are_refused(world):
    world.define(_keyed())
    content = "ID,NAME,AGE\n1,Zoë,1\n".encode("utf-16le") + b"\x00\xd8"
    facts = {"encoding": "utf-16le", "rows": None, "rows_checked": 0, "header": ["ID", "NAME", "AGE"]}
    with pytest.raises(RowContractError, match="no utf-16le"):
        world.stage(world.put("2026-03-01", content, **facts))


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_bytes_that_are_no_text_are_refused_where_nobody_looked_before(world, format_):
    content = {"csv": b"ID,NAME,AGE\n1,Zo\xeb,1\n", "jsonl": b'{"ID": 1, "NAME": "Zo\xeb"}\n'}[format_]
    world.define(_keyed(**({"format": JSONL} if format_ == "jsonl" else {})))
    with pytest.raises(RowContractError, match=r"the file holds bytes that are no utf-8.*; save it as utf-8"):
        world.stage(world.put("2026-03-01", content, rows=None, rows_checked=0, header=["ID", "NAME", "AGE"]))


def test_the_days_that_spark_sees_are_those_that_the_validator_saw(world):
    world.define(_keyed("id bigint, day date"))
    dates = {"day": {"min": "2026-01-01", "max": "2026-02-03"}}
    with pytest.raises(RowCountError) as caught:
        world.stage(world.put("2026-03-01", "ID,DAY\n1,2026-01-01\n2,2026-02-02\n", dates=dates))
    assert str(caught.value) == (
        "shop/things: shop/things/dt=2026-03-01/file.csv has 2026-02-03 as the last day for the validator and "
        "2026-02-02 for Spark; nothing was staged, check quoting and line ends of the file."
    )


def test_parquet_rows_are_checked_too_nested_ones_included(world):
    columns = "id bigint, age bigint, at timestamp, size struct<w:bigint>, tags array<string>"
    definition = _keyed(columns, format=PARQUET, invalid_rows={"quarantine": {"max_percent": 90}})
    properties = definition["row_schema"]["properties"]
    properties["AGE"] = {"type": "integer", "minimum": 0}
    properties["SIZE"]["required"] = ["w"]
    properties["TAGS"]["items"] = {"type": "string", "maxLength": 3}
    world.define(definition)
    rows = [
        {"ID": 1, "AGE": 1, "SIZE": {"w": 1}, "TAGS": ["a"]},
        {"ID": 2, "AGE": -1, "SIZE": None, "TAGS": None},
        {"ID": 3, "AGE": None, "SIZE": {"w": None}, "TAGS": []},
        {"ID": 4, "AGE": None, "SIZE": None, "TAGS": ["a", "long"]},
    ]
    load = world.put(
        "2026-03-01", parquet(rows), rows=4, rows_checked=0, encoding=None, header=["ID", "AGE", "SIZE", "TAGS"]
    )
    world.stage(load)
    assert world.rows("id") == [(1,), (3,)]
    assert [[one["column"] for one in each["problems"]] for each in _aside(world, load)] == [["AGE"], ["TAGS.1"]]
