"""The order of changes: by sequence, then by the file, then by the place in the file."""

import json

import pytest
from etl.relations import sql as relations

from tests.glue.world import JSONL, table

pytestmark = pytest.mark.spark

OPERATION = {"column": "op", "insert": ["I"], "update": ["U"], "delete": ["D"]}
ENVELOPE = {"column": "op", "insert": ["c", "r"], "update": ["u"], "delete": ["d"], "envelope": True}
COLUMNS = "op string, id bigint, balance bigint, at timestamp"
POLICY = {"feed": "changes", "sequence_by": "at", "operation": OPERATION}
HEADER = "OP,ID,BALANCE,AT\n"
NOON, LATER = "2026-03-01T12:00:00Z", "2026-03-01T12:00:01Z"


def _file(*changes, at=NOON):
    return HEADER + "".join(f"{op},{id_},{balance},{at}\n" for op, id_, balance in changes)


def _define(world, **policy):
    definition = table(COLUMNS, **POLICY | policy)
    world.define(definition)
    return definition


def _current(world, definition):
    return sorted(tuple(row)[1:3] for row in relations.current(world.frame(), definition).collect())


def _history(world, definition):
    rows = relations.history(world.frame(), definition).collect()
    return sorted((row["id"], row["balance"], row["effective_to"] is None) for row in rows)


def test_changes_within_one_second_take_effect_in_the_order_of_the_file(world):
    definition = _define(world)
    accounts = [("I", at, 100) for at in range(12)] + [("U", at, 150) for at in range(12)]
    accounts += [("U", at, 200 + at) for at in range(12)]
    back = [("I", 20, 100), ("U", 20, 150), ("U", 20, 100)]  # equal changes with another between
    again = [("I", 21, 7), ("U", 21, 7), ("D", 21, 7), ("I", 21, 7), ("I", 22, 1), ("D", 22, 1)]
    load = world.put("2026-03-01", _file(*accounts, *back, *again))
    report = world.stage(load)
    expected = [*[(at, 200 + at) for at in range(12)], (20, 100), (21, 7)]
    assert _current(world, definition) == expected
    assert _history(world, definition) == [(id_, balance, True) for id_, balance in expected]
    # The update of 21 changes nothing, and comes right after what it repeats.
    assert (report["rows_read"], report["rows_staged"], report["rows_unchanged"]) == (45, 44, 1)
    assert report["ties"] is None
    before = world.rows()
    assert world.stage(load, run_id="again")["snapshot_id"] is None
    # A later file that repeats the changes adds nothing, wherever they stand in it.
    repeated = world.stage(world.put("2026-03-02", _file(*back, *accounts[24:]), at="06:01"))
    assert (repeated["rows_staged"], repeated["rows_unchanged"]) == (0, 15)
    assert world.rows() == before
    # An older file that begins in the middle of another leaves the order alone.
    part = world.put("2026-03-01", _file(*back[:1]), at="05:00", key="shop/things/dt=2026-03-01/part.csv")
    world.stage(part)
    assert _current(world, definition) == expected


def test_a_tie_between_files_is_on_record(world):
    definition = _define(world)
    world.stage(world.put("2026-03-01", _file(("I", 1, 100), ("I", 2, 100), ("I", 3, 100))))
    load = world.put("2026-03-02", _file(("U", 1, 150), ("I", 2, 100), ("U", 2, 200), ("I", 3, 100)), at="06:01")
    ties = {"keys": 1, "shown": ["id=1, at=2026-03-01 12:00:00"], "sequence_by": "at"}
    assert world.stage(load)["ties"] == ties
    assert _current(world, definition) == [(1, 150), (2, 200), (3, 100)]


def test_a_file_that_comes_late_leaves_what_it_would_have_left_in_time(world):
    definition = _define(world)
    first = _file(("I", 1, 100), ("I", 2, 100), ("I", 3, 100))
    second = _file(("U", 1, 150), ("I", 2, 100), ("U", 2, 200), ("I", 3, 100))  # repeats two of the first
    world.stage(world.put("2026-03-02", second, at="06:00"))
    world.stage(world.put("2026-03-01", first, at="06:01"))
    assert _current(world, definition) == [(1, 150), (2, 200), (3, 100)]
    dated = world.rows("id", "balance", "_batch_date")
    assert sorted((id_, balance, str(date)) for id_, balance, date in dated) == [
        (1, 100, "2026-03-01"),
        (1, 150, "2026-03-02"),
        (2, 100, "2026-03-01"),
        (2, 200, "2026-03-02"),
        (3, 100, "2026-03-01"),
    ]
    as_of_the_first = world.frame().where("_batch_date <= '2026-03-01'")
    assert sorted(tuple(row)[1:3] for row in relations.current(as_of_the_first, definition).collect()) == [
        (1, 100),
        (2, 100),
        (3, 100),
    ]


def test_the_order_of_the_files_stands_for_a_sequence(world):
    definition = _define(world, sequence_by="file_order")
    first = world.put("2026-03-01", _file(("I", 1, 100), ("U", 1, 150), ("I", 2, 5), ("I", 3, 5)))
    second = world.put("2026-03-01", _file(("U", 1, 100), ("D", 2, 5)), at="06:01", key="shop/things/second.csv")
    third = world.put("2026-03-01", _file(("U", 1, 150)), at="06:02", key="shop/things/third.csv")
    next_day = world.put("2026-03-02", _file(("U", 3, 6)), at="05:00")
    for load in (next_day, third, first, second, first):
        assert world.stage(load)["ties"] is None
    assert _current(world, definition) == [(1, 150), (3, 6)]
    history = relations.history(world.frame(), definition).collect()
    assert sorted((row["id"], row["balance"], str(row["effective_from"])) for row in history) == [
        (1, 150, "2026-03-01"),
        (3, 5, "2026-03-01"),
        (3, 6, "2026-03-02"),
    ]


def test_a_table_of_an_older_version_gets_the_columns(world):
    definition = _define(world)
    load = world.put("2026-03-01", _file(("I", 1, 100), ("U", 1, 150)))
    world.stage(load)
    name = f"glue_catalog.{world.name}_staging.shop_things"
    for column in ("_position", "_occurrence"):
        world.spark.sql(f"ALTER TABLE {name} DROP COLUMN {column}")
    world.stage(world.put("2026-03-02", _file(("U", 1, 200), at=LATER), at="06:01"))
    assert _current(world, definition) == [(1, 200)]
    assert {row[0] for row in world.rows("_position")} == {None, 0}
    world.stage(load, run_id="replay")
    assert len(world.rows()) == 3 and None not in {row[0] for row in world.rows("_position")}


def test_envelopes_are_staged_as_the_rows_in_them(world):
    columns = "op string, id bigint, balance bigint, at bigint"
    definition = table(columns, **POLICY | {"format": JSONL, "operation": ENVELOPE})
    for column, source in zip(definition["columns"], ("__op", "ID", "BALANCE", "__ts_ms"), strict=True):
        column["source_name"] = source
    definition["row_schema"]["properties"] = {
        "__op": {"type": "string"},
        "ID": {"type": "integer"},
        "BALANCE": {"type": "integer"},
        "__ts_ms": {"type": "integer"},
    }
    world.define(definition)
    one, two = {"ID": 1, "BALANCE": 100}, {"ID": 2, "BALANCE": 100}
    changes = [("c", None, one), ("c", None, two), ("u", one, {"ID": 3, "BALANCE": 100}), ("d", two, None)]
    changes += [("u", None, {"ID": 3, "BALANCE": 150}), ("u", None, {"ID": 3, "BALANCE": 99})]
    lines = [json.dumps({"before": before, "after": after, "op": op, "ts_ms": 5}) for op, before, after in changes]
    report = world.stage(world.put("2026-03-01", "\n".join(lines), rows=7))
    assert [report[name] for name in ("rows_read", "inserts", "updates", "deletes")] == [7, 3, 2, 2]
    assert _current(world, definition) == [(3, 99)]
