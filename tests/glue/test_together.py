"""Loads that are staged together: the same rows as one by one, in one commit, and a report for each."""

import itertools
from dataclasses import dataclass

import pytest
from etl import turn
from etl.errors import RowCountError
from etl.platform.objects import Objects
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from tests.glue.world import CSV, table
from tests.sweep import either, examples, swept

pytestmark = pytest.mark.spark

OPERATION = {"column": "op", "insert": ["I"], "update": ["U"], "delete": ["D"]}
COLUMNS = "id bigint, name string, at bigint, op string"
BY_COLUMN = {"feed": "changes", "sequence_by": "at"}
BY_FILE = {"feed": "changes", "sequence_by": "file_order"}
SUMMARY = ["load_id", "batch_date", "key", "version_id", "loaded_at", "run_id"]


@pytest.fixture
def together(monkeypatch):
    """How many loads were staged in each commit of several."""
    sizes, stage = [], turn.stage_together

    def counted(spark, orders, **given):
        reports = stage(spark, orders=orders, **given)
        sizes.append(len(reports))
        return reports

    monkeypatch.setattr(turn, "stage_together", counted)
    return sizes


def _turn(world, loads, name="turn"):
    """Run the job over the loads; gives the reports as they are on record, by load id."""
    place = f"s3://{world.name}-staging/_reports"
    asked = {"approve": [], "withdraw": []}
    orders = [
        {"load": load, "facts": facts, "run_id": f"run of {load['key']}", "report": f"{place}/{load['load_id']}.json"}
        | asked
        for load, facts in loads
    ]
    objects, uri = Objects(), f"s3://{world.name}-staging/_turns/{name}.json"
    objects.write_json(uri, {"table": "shop/things", "loads": orders})
    arguments = {"definitions": world.definitions, "table": loads[0][0]["table"], "raw_database": f"{world.name}_raw"}
    arguments |= {"staging_bucket": f"{world.name}-staging", "quarantine_bucket": f"{world.name}-quarantine"}
    try:
        list(turn.stage_loads(world.spark, uri, "jr", staging_database=f"{world.name}_staging", **arguments))
    finally:
        found = [order for order in orders if objects.names_below(order["report"])]
        reports = {order["load"]["load_id"]: objects.read_json(order["report"]) for order in found}
    return reports


def _snapshots(world, name="shop_things"):
    rows = world.spark.table(f"glue_catalog.{world.name}_staging.{name}.snapshots").orderBy("committed_at").collect()
    # The branch of an empty table begins with a snapshot of its own.
    return [row["summary"] for row in rows if "sluice.load_id" in row["summary"]]


def _one_by_one(world, loads):
    return {load["load_id"]: world.stage((load, facts), run_id=f"run of {load['key']}") for load, facts in loads}


FILES = [
    ("2026-03-01", "ID,NAME,AT,OP\n1,Ada,1,I\n2,Bob,2,I\n", "06:00"),
    ("2026-03-02", "ID,NAME,AT,OP\n1,Ida,4,U\n1,Ada,1,I\n", "06:01"),  # repeats a change of the first
    ("2026-03-03", "ID,NAME,AT,OP\n2,Bo,3,U\n2,Bo,3,U\n3,Cy,5,I\n3,Cy,6,D\n", "06:02"),
]


def test_a_turn_of_files_alike_is_one_commit_with_a_report_for_each(world, other_world, together):
    for each in (world, other_world):
        each.define(table(COLUMNS, operation=OPERATION, **BY_COLUMN))
    loads = [world.put(date, content, at=at) for date, content, at in FILES]
    reports = _turn(world, loads)
    assert together == [3]
    alone = _one_by_one(other_world, loads)
    assert world.rows(*world.frame().columns) == other_world.rows(*world.frame().columns)
    (summary,) = _snapshots(world)
    told = {name: summary[f"sluice.{name}"].split("\n") for name in SUMMARY}
    expected = {name: [load.get(name) for load, _ in loads] for name in SUMMARY}
    assert told == expected | {"run_id": [f"run of {load['key']}" for load, _ in loads]}
    assert len({report.pop("snapshot_id") for report in reports.values()}) == 1
    assert len({report.pop("snapshot_id") for report in alone.values()}) == 3
    assert reports == alone


def test_a_turn_of_files_that_come_late_is_told_as_of_its_end(world, other_world, together):
    for each in (world, other_world):
        each.define(table(COLUMNS, operation=OPERATION, **BY_COLUMN))
    later, earlier = FILES[1], FILES[0]
    loads = [world.put(date, content, at=at) for date, content, at in (later, earlier)]
    reports = _turn(world, loads)
    assert together == [2]
    _one_by_one(other_world, loads)
    assert world.rows(*world.frame().columns) == other_world.rows(*world.frame().columns)
    # The change that both have is of the earlier date.
    told = [(report["rows_staged"], report["rows_unchanged"]) for report in reports.values()]
    assert told == [(1, 1), (2, 0)]


def test_after_a_crash_between_the_commit_and_the_reports_the_next_job_run_finds_the_loads(world, together):
    world.define(table(COLUMNS, **BY_FILE))
    loads = [world.put(date, content, at=at) for date, content, at in FILES]
    _turn(world, loads[:2])
    before = world.rows(*world.frame().columns)
    reports = _turn(world, loads[:2], "the same turn of an execution that takes over")
    assert len(_snapshots(world)) == 1
    for load, _ in loads[:2]:
        Objects().delete_prefix(f"s3://{world.name}-staging/_reports/{load['load_id']}.json")
    again = _turn(world, loads[:2], "another")
    assert together == [2, 2]
    assert len(_snapshots(world)) == 1
    assert world.rows(*world.frame().columns) == before
    assert again == {load_id: {**report, "snapshot_id": None} for load_id, report in reports.items()}


def test_a_bad_file_among_them_fails_alone(world, together):
    world.define(table(COLUMNS, **BY_FILE))
    loads = [world.put(date, content, at=at, **facts) for (date, content, at), facts in zip(FILES, BAD, strict=True)]
    with pytest.raises(RowCountError) as caught:
        _turn(world, loads)
    assert str(caught.value) == (
        "shop/things: shop/things/dt=2026-03-02/file.csv has 7 rows for the validator and 2 for Spark; nothing was "
        "staged, check quoting and line ends of the file."
    )
    assert together == []
    assert {str(date) for date, *_ in world.rows("_batch_date")} == {"2026-03-01", "2026-03-03"}
    failure = Objects().read_json(f"s3://{world.name}-staging/_reports/{loads[1][0]['load_id']}.failure.json")
    assert failure["error"] == "RowCountError"


BAD = [{}, {"rows": 7}, {}]


def test_where_only_the_order_of_files_orders_changes_each_is_staged_by_itself_and_the_later_one_tells(world, together):
    world.define(table(COLUMNS, **BY_COLUMN))
    files = [("2026-03-01", "Ada", "06:00"), ("2026-03-02", "Ida", "06:01")]
    loads = [world.put(date, f"ID,NAME,AT,OP\n1,{name},1,I\n", at=at) for date, name, at in files]
    first, second = _turn(world, loads).values()
    assert together == []
    assert (first["ties"], second["ties"]) == (None, {"keys": 1, "shown": ["id=1, at=1"], "sequence_by": "at"})


@swept
def test_files_in_any_form_are_read_together_as_on_their_own(world, other_world, together):
    """Gzip without a header; in the sweep, also with line ends inside quotes, and with a byte order mark."""
    plain = "1,Ada,1,I\n2,Bob,2,I\n"
    more = [
        ({}, {"embedded_newlines": True, "line_end": "lf"}, '1,"A\nda",1,I\n2,Bob,2,I\n'),
        ({}, {"bom": True}, plain),
    ]
    forms = [({"header": False}, {"compression": "gzip"}, plain), *either([], more)]
    for at, (format_, facts, text) in enumerate(forms):
        name = f"things_{at}"
        for each in (world, other_world):
            policy = {"id": f"shop/{name}", "name": f"shop_{name}", "format": CSV | format_}
            each.define(table(COLUMNS, **policy, **BY_FILE))
        head = "" if format_ else "ID,NAME,AT,OP\n"
        head = "\ufeff" + head if facts.get("bom") else head
        known = {"header": ["ID", "NAME", "AT", "OP"] if head else [], "rows": 2, **facts}
        loads = [world.put(f"2026-03-0{day}", head + text, f"shop/{name}", at=f"06:0{day}", **known) for day in (1, 2)]
        _turn(world, loads, name)
        _one_by_one(other_world, loads)
        assert world.rows(name=f"shop_{name}") == other_world.rows(name=f"shop_{name}")
    assert together == [2] * len(forms)


@dataclass(frozen=True)
class File:
    """A file that arrives: `minute` orders it; a bad row is set aside."""

    day: int
    minute: int
    rows: tuple[tuple[int, str, int, str], ...]
    has_bad: bool


changes = st.tuples(st.integers(1, 3), st.sampled_from(["Ada", "Bob"]), st.integers(1, 4), st.sampled_from("IUD"))
files = st.builds(
    File,
    day=st.integers(1, 3),
    minute=st.integers(0, 1),
    rows=st.lists(changes, min_size=1, max_size=4).map(tuple),
    has_bad=st.sampled_from([False, False, False, True]),
)
POLICIES = [BY_FILE, BY_COLUMN, {**BY_FILE, "operation": OPERATION}, {**BY_COLUMN, "operation": OPERATION}]
NAMES = itertools.count()


@swept
@examples(1, 60, phases=[Phase.explicit, Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    policy=st.sampled_from(POLICIES),
    turns=st.lists(st.lists(files, min_size=2, max_size=4), min_size=1, max_size=2),
)
def test_random_turns_end_in_the_rows_of_staging_one_by_one(world, other_world, together, policy, turns):
    name = f"any_{next(NAMES)}"
    quarantine = {"invalid_rows": {"quarantine": {"max_percent": 100}}}
    for each in (world, other_world):
        each.define(table(COLUMNS, id=f"shop/{name}", name=f"shop_{name}", **policy, **quarantine))
    reports, alone, loads = {}, {}, {}
    for number, arrived in enumerate(turns):
        taken = [_put(world, name, f"{number}-{at}", file) for at, file in enumerate(arrived)]
        loads |= {load["load_id"]: load for load, _ in taken}
        reports |= _turn(world, taken, f"{name}-{number}")
        alone |= _one_by_one(other_world, taken)
    columns = world.frame(f"shop_{name}").columns
    assert world.rows(*columns, name=f"shop_{name}") == other_world.rows(*columns, name=f"shop_{name}")
    for load_id, report in reports.items():
        assert report["rows_read"] == alone[load_id]["rows_read"]
        assert report["rows_quarantined"] == alone[load_id]["rows_quarantined"]
        assert report["ties"] == alone[load_id]["ties"]
    assert _sharing(reports) == _sharing(alone)


def _put(world, name, file_name, file):
    rows = [*(",".join(map(str, row)) for row in file.rows), *(["?,?,?,?"] if file.has_bad else [])]
    key = f"shop/{name}/dt=2026-03-0{file.day}/{file_name}.csv"
    content = "\n".join(["ID,NAME,AT,OP", *rows, ""])
    date, at = f"2026-03-0{file.day}", f"06:0{file.minute}"
    return world.put(date, content, f"shop/{name}", at=at, key=key, rows_quarantined=int(file.has_bad))


def _sharing(reports):
    """Loads that have changes in common, directly or by others."""
    sets = [{load_id} for load_id in reports]
    for load_id, report in reports.items():
        for other in report["shared_with"]:
            joined = [each for each in sets if each & {load_id, other}]
            sets = [each for each in sets if each not in joined] + [set().union(*joined)]
    return {frozenset(each) for each in sets}
