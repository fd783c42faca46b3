"""A load that is withdrawn leaves the rows that a table has which never had it."""

from itertools import permutations

import pytest
from etl.errors import MassDeleteError

from tests.glue.feeds.log import log_of
from tests.glue.world import table
from tests.sweep import either, swept

pytestmark = [pytest.mark.spark, swept]

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
# The rows of the files that stay.
FIRST = [("2026-03-01", "insert", "first", 1, "Ada"), ("2026-03-01", "insert", "first", 2, "Bob")]
MIDDLE = [
    ("2026-03-02", "delete", "middle", 1, None),
    ("2026-03-02", "insert", "middle", 3, "Cyd"),
    ("2026-03-02", "update", "middle", 2, "Rob"),
]
LAST_AFTER_MIDDLE = [
    ("2026-03-03", "delete", "last", 3, None),
    ("2026-03-03", "insert", "last", 1, "Ada"),
    ("2026-03-03", "insert", "last", 4, "Dee"),
]
LAST_AFTER_FIRST = [("2026-03-03", "insert", "last", 4, "Dee"), ("2026-03-03", "update", "last", 2, "Rob")]
LAST = [("2026-03-03", "insert", "last", id_, name) for id_, name in ((1, "Ada"), (2, "Rob"), (4, "Dee"))]
MISTAKE = [("2042-03-04", "insert", "mistake", 9, "Zoe"), ("2042-03-04", "update", "mistake", 1, "Eva")]


def _put(world, deliveries):
    return {
        name: world.put(date, content, at=at, key=f"shop/things/dt={date}/file.csv")
        for name, (date, content, at) in deliveries.items()
    }


def _withdraw(world, load, heir=None, **options):
    """What the state machine does: the job stages the file that takes the place, or only takes rows out."""
    return world.stage(heir or (load[0], {}), withdraw=[load[0]], **options)


def test_snapshots_are_as_if_one_had_never_come(world):
    world.define(table())
    loads = _put(world, SNAPSHOTS)
    for name in ("first", "middle", "mistake", "last", "correction"):
        world.stage(loads[name])
    assert _withdraw(world, loads["mistake"])["rewritten_batch_dates"] == []
    back = _withdraw(world, loads["correction"], loads["middle"], run_id="back")
    assert (back["load_id"], back["superseded"]) == (loads["middle"][0]["load_id"], False)
    assert log_of(world, loads, "id", "name") == FIRST + MIDDLE + LAST_AFTER_MIDDLE
    # A job that runs twice changes nothing.
    twice = _withdraw(world, loads["correction"], loads["middle"], run_id="twice")
    assert (twice["load_id"], twice["superseded"], twice["snapshot_id"]) == (back["load_id"], False, None)

    told = []
    gone = _withdraw(world, loads["middle"], register=lambda table, log, keys, *_: told.extend(keys) or [])
    assert told == []  # no partition of raw: no file has come
    assert (gone["rows_read"], gone["rewritten_batch_dates"]) == (0, ["2026-03-03"])
    assert log_of(world, loads, "id", "name") == FIRST + LAST_AFTER_FIRST
    _withdraw(world, loads["first"])
    assert log_of(world, loads, "id", "name") == LAST
    _withdraw(world, loads["last"])
    assert world.rows() == []
    assert _withdraw(world, loads["last"])["snapshot_id"] is None
    world.stage(loads["last"], run_id="by hand")
    assert log_of(world, loads, "id", "name") == LAST


def test_where_absent_keys_stay_every_later_day_is_made_again(world):
    world.define(table(deletes="ignore"))
    loads = _put(world, SNAPSHOTS)
    for name in ("first", "middle", "last", "mistake"):
        world.stage(loads[name])
    assert _withdraw(world, loads["middle"])["rewritten_batch_dates"] == ["2026-03-03", "2042-03-04"]
    assert log_of(world, loads, "id", "name") == FIRST + LAST_AFTER_FIRST + MISTAKE
    # The states that were made again are those of the next load.
    world.stage(loads["correction"])
    correction = [("2026-03-02", "insert", "correction", id_, name) for id_, name in ((3, "Cyd"), (5, "Eve"))]
    assert log_of(world, loads, "id", "name") == FIRST + correction + LAST_AFTER_FIRST + MISTAKE


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


# In this order a repeats a change of b, and c one of a.
@pytest.mark.parametrize("order", either(["bac"], ["".join(order) for order in permutations("abc")]))
def test_changes_that_others_repeat_come_back_with_them(world, order):
    world.define(table("id bigint, name string, at bigint", feed="changes", sequence_by="at"))
    loads = _put(world, CHANGES)
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
    assert log_of(world, loads, "id", "name", "at") == [
        ("2026-03-02", "insert", "b", 1, "Ada", 1),
        ("2026-03-02", "update", "b", 1, "Ida", 4),
        ("2026-03-03", "insert", "c", 2, "Bob", 2),
        ("2026-03-03", "update", "c", 1, "Amy", 3),
    ]
