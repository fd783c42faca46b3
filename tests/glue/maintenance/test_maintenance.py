"""Maintenance: fewer files, nothing that nobody needs, and whatever comes after it as if it had not been."""

import boto3
import pytest
from etl.errors import CommitConflictError, DefinitionError, MaintenanceError, MartInputError
from etl.load import run
from etl.maintenance import actions, references, states
from etl.marts import refresh
from etl.marts.rollback import roll_back
from etl.platform.iceberg import Branch, Table

from tests.glue.maintenance.support import log, maintained, reports, staging
from tests.glue.marts.logs import Log
from tests.glue.marts.support import build, define, definition, given_mart, rows, target
from tests.glue.world import table

pytestmark = pytest.mark.spark

DAY_1 = "ID,NAME,KIND\n1,Ada,k\n2,Bob,k\n"
DAY_3 = "ID,NAME,KIND\n1,Ida,k\n3,Cyd,k\n"


def _states(world):
    objects = boto3.client("s3").list_objects_v2(Bucket=f"{world.name}-staging", Prefix="_state/shop_things/")
    return {"/".join(each["Key"].split("/")[2:4]) for each in objects.get("Contents", [])}


def _die(*_, **__):
    raise RuntimeError("power cut")


def test_what_comes_after_maintenance_is_as_if_there_had_been_none(world, monkeypatch):
    # Whatever is there is written again, so that the rows of all loads share a file.
    monkeypatch.setitem(actions.FILES, "rewrite-all", "true")
    define(world, table("id bigint, name string, kind string", partition_by="kind"))
    first, third = world.put("2026-03-01", DAY_1), world.put("2026-03-03", DAY_3)
    world.stage(first)
    build(world, "2026-03-01")
    world.stage(third)
    build(world, "2026-03-03")
    with monkeypatch.context() as dying, pytest.raises(RuntimeError):
        dying.setattr(Branch, "publish", _die)
        world.stage(world.put("2026-03-04", DAY_1), run_id="dead")
    before, served = log(world), rows(world)
    assert len(_states(world)) == 3 and len(staging(world).refs()) == 2

    # What was written a moment ago may belong to a load in flight.
    maintained(world, days=0)
    assert len(_states(world)) == 3 and len(staging(world).refs()) == 2
    later = maintained(world)["shop/things"]
    assert (log(world), rows(world)) == (before, served)
    assert _states(world) == {f"{load['load_id']}/run" for load, _ in (first, third)}
    assert staging(world).refs() == ["main"]
    assert later["after"]["snapshots"] < later["before"]["snapshots"]
    assert later["after"]["bytes"] < later["before"]["bytes"]

    # The late day finds its neighbours, and the day after it is diffed again.
    world.stage(world.put("2026-03-02", "ID,NAME,KIND\n1,Ida,k\n2,Bob,k\n"))
    assert world.summary("id") == [
        ("2026-03-01", "insert", 1),
        ("2026-03-01", "insert", 2),
        ("2026-03-02", "update", 1),
        ("2026-03-03", "delete", 2),
        ("2026-03-03", "insert", 3),
    ]
    build(world, "2026-03-02")
    assert (rows(world), rows(world, "batch_date_2026_03_02")) == ([(1, "Ida"), (3, "Cyd")], [(1, "Ida"), (2, "Bob")])
    roll_back(world.spark, "things", "2026-03-01", "back", f"{world.name}_mart")
    assert rows(world) == [(1, "Ada"), (2, "Bob")]


@pytest.fixture
def eager(monkeypatch):
    """What is touched is made again however little there is."""
    monkeypatch.setattr(refresh, "SMALL_BYTES", 0)
    monkeypatch.setattr(refresh, "MOST_TOUCHED", 100)
    monkeypatch.setattr(refresh, "MOST_DELETED", 100)


def test_many_small_loads_become_one_file_whatever_stops_half_way(world, eager, monkeypatch):
    things = Log(world, "things", "id bigint, name string")
    world.define(things.definition, marts={"things": definition()})
    for key in range(1, 4):
        things.load("2026-03-01", (key, "a"))
    build(world, "2026-03-01")
    seen = things.table.newest()
    for key in range(4, 7):
        things.load("2026-03-01", (key, "b"))
    before, asked = log(world), things.table.at(things.table.newest())
    for room, step in ((actions, "expire"), (references, "remove_branches"), (states, "remove_unregistered")):
        with monkeypatch.context() as dying, pytest.raises(MaintenanceError) as caught:
            dying.setattr(room, step, _die)
            list(reports(world, ["shop/things"], days=0))
        assert str(caught.value) == (
            "The maintenance of 1 of 1 tables failed; no row has changed, and the next run tries again: "
            "shop/things: RuntimeError: power cut"
        )
        assert log(world) == before
    done = maintained(world, "shop/things")["shop/things"]
    assert (done["before"]["files"], things.table.files()) == (1, 1)  # done before the first crash
    assert log(world) == before
    # A query that began before reads on, and so does a mart that saw half of the loads.
    assert sorted(row["id"] for row in asked.collect()) == [1, 2, 3, 4, 5, 6]
    assert things.table.java().snapshot(seen) is not None
    assert build(world, "2026-03-01")["refresh"]["way"] == "changed"
    assert rows(world) == [(key, "a" if key < 4 else "b") for key in range(1, 7)]

    # What the mart has seen since then is not needed any more, and a state whose inputs are gone is no start.
    maintained(world)
    assert things.table.java().snapshot(seen) is None
    things.table.spark.sql(f"ALTER TABLE {target(world).identifier} CREATE TAG keep")
    things.load("2026-03-02", (7, "c"))
    actions.expire(things.table, [each for each in _ids(things.table) if each != things.table.newest()])
    report = build(world, "2026-03-02")["refresh"]
    gone = "the snapshot of staging.shop_things_current that the state before read is gone"
    assert (report["way"], report["because"]) == ("full", gone)
    assert len(rows(world)) == 7


def _ids(table):
    return [int(row["snapshot_id"]) for row in table.spark.table(f"{table.identifier}.snapshots").collect()]


@pytest.mark.parametrize("policy", [{}, {"feed": "changes", "sequence_by": "file_order"}], ids=["snapshot", "changes"])
def test_the_files_of_days_become_one_of_a_year_where_older_versions_kept_them_apart(
    world, other_world, monkeypatch, policy
):
    days = ["2025-12-30", "2025-12-31", *[f"2026-01-{day:02}" for day in range(1, 7)]]

    def load(where, day, name):
        return where.stage(where.put(day, f"ID,NAME\n1,{name}\n2,{day[-2:]}\n"))

    for each in (world, other_world):
        each.define(table(**policy))
    with monkeypatch.context() as before:
        before.setattr(run, "COARSE", "identity")
        before.setattr(Table, "coarsen", lambda table, column: None)
        for day in days:
            load(world, day, "Ada")
    assert staging(world).files() == 8
    for day in days:
        load(other_world, day, "Ada")
    for each in (world, other_world):
        load(each, "2026-01-07", "Ida")
    assert maintained(world)["shop/things"]["after"]["files"] == 3  # few files of one year are left as they are
    assert staging(world).frame().select("_batch_date").distinct().count() == 9
    for each in (world, other_world):
        load(each, "2026-01-03", "Eda")  # its rows are in the file of others
        load(each, "2025-12-29", "Fay")
    own = ("id", "name", "_key", "_row_hash", "_sequence", "_batch_date", "_change_type", "_load_id")
    assert log(world, *own) == log(other_world, *own)


def test_a_build_that_maintenance_overtakes_is_published_all_the_same(world, eager, monkeypatch):
    things = Log(world, "things", "id bigint, name string")
    world.define(things.definition, marts={"things": definition()})
    for day in range(1, 7):
        things.load(f"2026-03-0{day}", (day, "a"), (1, "b" * day))
        build(world, f"2026-03-0{day}")
    things.load("2026-03-07", (1, "z"))
    publish, overtaken = Branch.publish, []

    def overtake(branch, *given, **named):
        if not overtaken:
            overtaken.append(maintained(world, marts=["things"], days=0)["mart.things"])
        return publish(branch, *given, **named)

    monkeypatch.setattr(Branch, "publish", overtake)
    report = build(world, "2026-03-07")
    (done,) = overtaken
    assert done["after"]["files"] < done["before"]["files"]
    assert (report["published"], report["before"]["rows"], report["diff"]["changed"]) == (True, 6, 1)
    assert rows(world) == [(1, "z"), *[(day, "a") for day in range(2, 7)]]

    # A branch that is gone is not begun anew: the old rows would be published as the new ones.
    branch = Branch(target(world), "audit_2026_03_08")
    branch.create()
    branch.drop()
    with pytest.raises(CommitConflictError):
        branch.publish({}, facts={"a": "b"})


def test_the_states_of_the_last_dates_stay_and_a_build_of_a_date_before_says_so(world):
    things = Log(world, "things", "id bigint, name string")
    other = definition(id="other", inputs=[given_mart("things")], sql="select id, name from mart__things")
    world.define(things.definition, marts={"things": definition(), "other": other})
    for day in range(1, 4):
        things.load(f"2026-03-0{day}", (day, "a"))
        build(world, f"2026-03-0{day}")
    build(world, "2026-03-02", "other")
    roll_back(world.spark, "things", "2026-03-01", "back", f"{world.name}_mart")
    maintained(world, mart_states=1)
    kept = ["batch_date_2026_03_01", "batch_date_2026_03_03", "main"]  # one is served, one is the newest
    assert sorted(target(world).refs()) == kept
    build(world, "2026-03-03")
    maintained(world, mart_states=1)
    assert sorted(target(world).refs()) == kept[1:]
    assert (rows(world, mart="other"), len(rows(world))) == ([(1, "a"), (2, "a")], 3)
    with pytest.raises(MartInputError) as caught:
        build(world, "2026-03-02", "other")
    assert str(caught.value) == (
        "other as of 2026-03-02 reads things, of which maintenance has removed the states before 2026-03-03; build "
        """that first: sluice run '{"marts": ["things"], "batch_date": "2026-03-02"}'"""
    )
    build(world, "2026-03-02")
    build(world, "2026-03-02", "other")
    assert rows(world, mart="other") == [(1, "a"), (2, "a")]

    with pytest.raises(DefinitionError):
        list(reports(world, ["shop/none"]))
