"""A load that is withdrawn leaves the rows that a table has which never had it."""

import pytest
from etl.errors import MassDeleteError

from tests.glue.world import table

pytestmark = pytest.mark.spark

SNAPSHOTS = {
    "first": ("2026-03-01", "ID,NAME\n1,Ada\n2,Bob\n", "06:00"),
    "middle": ("2026-03-02", "ID,NAME\n2,Rob\n3,Cyd\n", "06:01"),
    "correction": ("2026-03-02", "ID,NAME\n1,Ada\n3,Cyd\n5,Eve\n", "06:03"),
    "last": ("2026-03-03", "ID,NAME\n1,Ada\n2,Rob\n4,Dee\n", "06:02"),
    "mistake": ("2042-03-04", "ID,NAME\n1,Eva\n9,Zoe\n", "06:04"),
}
CHANGES = {
    "a": ("2026-03-01", "ID,NAME,AT\n1,Ada,1\n2,Bob,2\n", "06:00"),
    "b": ("2026-03-02", "ID,NAME,AT\n1,Ada,1\n1,Ida,4\n", "06:01"),  # repeats a change of the first
    "c": ("2026-03-03", "ID,NAME,AT\n1,Amy,3\n2,Bob,2\n1,Ada,1\n", "06:02"),  # repeats two
}
CLEAN = "shop/clean"


def _put(world, deliveries, table_id="shop/things"):
    return {
        name: world.put(date, content, table=table_id, at=at, key=f"shop/things/dt={date}/file.csv")
        for name, (date, content, at) in deliveries.items()
    }


def _define(world, columns="id bigint, name string", **policy):
    world.define(table(columns, **policy), table(columns, id=CLEAN, name="shop_clean", **policy))


def _withdraw(world, load, heir=None, **options):
    """What the state machine does: the job stages the file that takes the place, or only takes rows out."""
    return world.stage(heir or (load[0], {}), withdraw=[load[0]], **options)


def test_snapshots_are_as_if_one_had_never_come(world):
    _define(world)
    loads, clean = _put(world, SNAPSHOTS), _put(world, SNAPSHOTS, CLEAN)
    for name in ("first", "middle", "mistake", "last", "correction"):
        world.stage(loads[name])
    expected = {}
    for name in ("last", "first", "middle"):  # whatever the order of arrival
        world.stage(clean[name])
        expected[name] = world.rows(name="shop_clean")

    assert _withdraw(world, loads["mistake"])["rewritten_batch_dates"] == []
    back = _withdraw(world, loads["correction"], loads["middle"], run_id="back")
    assert (back["load_id"], back["superseded"]) == (loads["middle"][0]["load_id"], False)
    assert world.rows() == expected["middle"]
    # A job that runs twice changes nothing.
    twice = _withdraw(world, loads["correction"], loads["middle"], run_id="twice")
    assert (twice["load_id"], twice["superseded"], twice["snapshot_id"]) == (back["load_id"], False, None)

    gone = _withdraw(world, loads["middle"])
    assert (gone["rows_read"], gone["rewritten_batch_dates"]) == (0, ["2026-03-03"])
    assert world.rows() == expected["first"]
    _withdraw(world, loads["first"])
    assert world.rows() == expected["last"]
    _withdraw(world, loads["last"])
    assert world.rows() == []
    assert _withdraw(world, loads["last"])["snapshot_id"] is None
    world.stage(loads["last"], run_id="by hand")
    assert world.rows() == expected["last"]


def test_where_absent_keys_stay_every_later_day_is_made_again(world):
    _define(world, deletes="ignore")
    loads, clean = _put(world, SNAPSHOTS), _put(world, SNAPSHOTS, CLEAN)
    for name in ("first", "middle", "last", "mistake"):
        world.stage(loads[name])
    for name in ("first", "last", "mistake"):
        world.stage(clean[name])
    assert _withdraw(world, loads["middle"])["rewritten_batch_dates"] == ["2026-03-03", "2042-03-04"]
    assert world.rows() == world.rows(name="shop_clean")
    # The states that were made again are those of the next load.
    for files in (loads, clean):
        world.stage(files["correction"])
    assert world.rows() == world.rows(name="shop_clean")


def test_a_file_of_another_date_that_has_come_meanwhile_keeps_its_place(world):
    world.define(table())
    loads = _put(world, SNAPSHOTS)
    assert _withdraw(world, loads["mistake"])["snapshot_id"] is None  # nothing was ever loaded
    world.stage(loads["middle"])
    world.stage(loads["correction"])
    before = world.rows()
    assert _withdraw(world, loads["middle"])["snapshot_id"] is None
    assert _withdraw(world, loads["mistake"], loads["middle"])["superseded"]
    assert world.rows() == before


def test_a_withdrawal_is_held_when_a_later_day_would_delete_too_much(world):
    world.define(table(max_delete_percent=50))
    many, few = ("ID,NAME\n" + "".join(f"{id_},N\n" for id_ in range(1, last)) for last in (13, 5))
    world.stage(world.put("2026-03-01", many))
    middle = world.put("2026-03-02", few)
    world.stage(middle, approve=["deletes"])
    world.stage(world.put("2026-03-03", few))
    before = world.rows()
    with pytest.raises(MassDeleteError) as caught:
        _withdraw(world, middle)
    assert str(caught.value) == (
        "shop/things: without shop/things/dt=2026-03-02/file.csv, the snapshot of 2026-03-03 would delete 8 of 12 rows "
        "(66.7 %), more than max_delete_percent 50; correct the file, or approve it: sluice run "
        f"""'{{"withdraw": "shop/things/dt=2026-03-02/file.csv", "version_id": "{middle[0]["version_id"]}", """
        """"approve_deletes": true}'"""
    )
    assert world.rows() == before
    _withdraw(world, middle, approve=["deletes"])
    assert world.summary("id")[:1] == [("2026-03-01", "insert", 1)]
    assert {date for date, *_ in world.summary("id")} == {"2026-03-01", "2026-03-03"}


@pytest.mark.parametrize("order", ["abc", "cba"])
def test_changes_that_others_repeat_come_back_with_them(world, order):
    _define(world, "id bigint, name string, at bigint", feed="changes", sequence_by="at")
    loads, clean = _put(world, CHANGES), _put(world, CHANGES, CLEAN)
    shared = {name: set() for name in loads}
    ids = {load["load_id"]: name for name, (load, _) in loads.items()}
    for name in order:
        shared[name] |= {ids[other] for other in world.stage(loads[name])["shared_with"]}
    _withdraw(world, loads["a"])
    assert _withdraw(world, loads["a"])["snapshot_id"] is None
    # As plan-run chooses them from the ledger, oldest first.
    again = [name for name in "bc" if "a" in shared[name] or name in shared["a"]]
    for name in again:
        world.stage(loads[name], run_id="again")
    for name in "bc":
        world.stage(clean[name])
    assert world.rows() == world.rows(name="shop_clean")
    assert len(world.rows()) == 4
