"""Any order of arrival and any duplication give the same log."""

from itertools import permutations

import pytest

from tests.glue.world import table
from tests.sweep import either, swept

pytestmark = [pytest.mark.spark, swept]

SNAPSHOTS = [
    ("2026-03-01", "ID,NAME\n1,Ada\n2,Bob\n", "06:00"),
    ("2026-03-02", "ID,NAME\n2,Rob\n3,Cyd\n", "06:01"),
    ("2026-03-02", "ID,NAME\n1,Ada\n3,Cyd\n5,Eve\n", "06:03"),  # a correction
    ("2026-03-03", "ID,NAME\n1,Ada\n2,Rob\n4,Dee\n", "06:02"),
]
CHANGES = [
    ("2026-03-01", "ID,NAME,AT\n1,Ada,1\n2,Bob,2\n", "06:00"),
    ("2026-03-02", "ID,NAME,AT\n1,Ada,1\n1,Ida,4\n", "06:01"),  # repeats a change of the first
    ("2026-03-03", "ID,NAME,AT\n1,Amy,3\n2,Bob,2\n2,Bo,1\n", "06:02"),  # earlier changes, late
]
# Which orders of arrival are tried; all of them in the sweep.
SNAPSHOT_ORDERS = either({"delete": (10, 22), "ignore": (0, 17)}, dict.fromkeys(("delete", "ignore"), range(24)))
ASIDE_ORDERS = either((9, 14), range(24))
NEW_ORDERS = either((0, 5), range(6))
CHANGE_ORDERS = either((3, 5), range(6))
ASIDE = [  # a bad AGE leaves the key readable, a bad ID does not
    ("2026-03-01", "ID,NAME\n1,Ada\n2,Bob\n3,Cyd\n", "06:00", 0),
    ("2026-03-02", "ID,NAME,AGE\n1,Ida,1\n2,Rob,old\n", "06:01", 1),
    ("2026-03-03", "ID,NAME,AGE\n1,Ida,1\n?,Cyd,3\n", "06:02", 1),
    ("2026-03-04", "ID,NAME,AGE\n1,Ida,1\n4,Dee,4\n", "06:03", 0),
]
NEW = [
    ("2026-03-01", "ID,NAME,Hat Size\n1,Ada,007\n2,Bob,\n", "06:00"),
    ("2026-03-02", "ID,NAME,coat\n1,Ada,red\n2,Bob,7\n", "06:01"),
    ("2026-03-03", "ID,NAME\n1,Ada\n2,Bob\n", "06:02"),
]
UPSERTS = {"feed": "changes", "sequence_by": "at"}


@pytest.mark.parametrize("deletes", ["delete", "ignore"])
def test_snapshots_converge(world, deletes):
    expected = None
    for number, order in enumerate(permutations(range(4))):
        if number not in SNAPSHOT_ORDERS[deletes]:
            continue
        name = f"things_{number}"
        world.define(table(id=f"shop/{name}", name=f"shop_{name}", deletes=deletes))
        loads = [_load(world, f"shop/{name}", SNAPSHOTS[position]) for position in order]
        for load in loads:
            world.stage(load)
        log = world.rows(*COMPARED, name=f"shop_{name}")
        expected = expected or log
        assert log == expected, order
    assert len(expected) == {"delete": 9, "ignore": 6}[deletes]


def test_snapshots_with_rows_set_aside_converge(world):
    expected = None
    policy = {"invalid_rows": {"quarantine": {"max_percent": 50}}}
    for number, order in enumerate(permutations(range(4))):
        if number not in ASIDE_ORDERS:
            continue
        name = f"things_{number}"
        definition = table("id bigint, name string, age bigint", id=f"shop/{name}", name=f"shop_{name}", **policy)
        definition["row_schema"]["properties"]["ID"] = {"type": "integer"}
        definition["row_schema"]["required"] = ["ID"]
        world.define(definition)
        loads = [_load(world, f"shop/{name}", ASIDE[at][:3], rows_quarantined=ASIDE[at][3]) for at in order]
        for load in (*loads, loads[1]):  # one is replayed
            world.stage(load, run_id=f"run {loads.index(load)}")
        world.stage(loads[1], run_id="another run")
        log = world.rows(*COMPARED, name=f"shop_{name}")
        expected = expected or log
        assert log == expected, order
    assert sorted((str(row[6]), row[2], row[0]) for row in expected) == [
        ("2026-03-01", "insert", 1),
        ("2026-03-01", "insert", 2),
        ("2026-03-01", "insert", 3),
        ("2026-03-02", "delete", 3),
        ("2026-03-02", "update", 1),
        ("2026-03-04", "delete", 2),
        ("2026-03-04", "insert", 4),
    ]


@pytest.mark.parametrize(("policy", "natural_key"), [("rescue", ["id"]), ("evolve", ["id"]), ("evolve", [])])
def test_new_columns_converge(world, policy, natural_key):
    expected, added = None, ["hat_size", "coat"] if policy == "evolve" else ["_rescued_data"]
    for number, order in enumerate(permutations(range(3))):
        if number not in NEW_ORDERS:
            continue
        name = f"things_{number}"
        settings = {"new_columns": policy, "natural_key": natural_key}
        world.define(table(id=f"shop/{name}", name=f"shop_{name}", **settings))
        for position in order:
            world.stage(_load(world, f"shop/{name}", NEW[position]))
        log = world.rows(*COMPARED, *added, name=f"shop_{name}")
        expected = expected or log
        assert log == expected, order
    assert {"evolve": ("007", None), "rescue": ('{"Hat Size":"007"}',)}[policy] in [row[len(COMPARED) :] for row in log]


def test_changes_converge(world):
    expected = None
    for number, order in enumerate(permutations(range(3))):
        if number not in CHANGE_ORDERS:
            continue
        name = f"things_{number}"
        world.define(table("id bigint, name string, at bigint", id=f"shop/{name}", name=f"shop_{name}", **UPSERTS))
        for position in (*order, order[0]):  # the first is delivered twice
            world.stage(_load(world, f"shop/{name}", CHANGES[position]))
        log = world.rows(*COMPARED, "at", name=f"shop_{name}")
        expected = expected or log
        assert log == expected, order
    assert [(row[0], row[1], row[-1], row[2]) for row in sorted(expected, key=lambda row: (row[0], row[-1]))] == [
        (1, "Ada", 1, "insert"),
        (1, "Amy", 3, "update"),
        (1, "Ida", 4, "update"),
        (2, "Bo", 1, "insert"),
        (2, "Bob", 2, "update"),
    ]


COMPARED = ("id", "name", "_change_type", "_key", "_row_hash", "_sequence", "_batch_date", "_load_id", "_loaded_at")


def _load(world, table_id, snapshot, **facts):
    date, content, at = snapshot
    return world.put(date, content, table=table_id, at=at, key=f"shop/things/dt={date}/file.csv", **facts)
