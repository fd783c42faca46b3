"""The mart job: write, audit, publish."""

from itertools import permutations

import pytest
from etl.errors import MartInputError, MartSchemaError, MartTestError
from etl.marts.build import build
from etl.platform.iceberg import Table

from tests.glue.world import table

pytestmark = pytest.mark.spark

CURRENT = "staging__shop_things_current"
HISTORY = "staging__shop_things_history"


def _input(relation: str, name: str = "things", cadence: str = "daily") -> dict:
    return {
        "name": f"staging.shop_{name}_{relation}",
        "view": f"staging__shop_{name}_{relation}",
        "relation": relation,
        "table": f"shop/{name}",
        "mart": None,
        "cadence": cadence,
    }


def _mart(**policy) -> dict:
    return {
        "id": "things",
        "kind": "as_of",
        "description": "Things.",
        "grain": "one row per thing",
        "natural_key": ["id"],
        "inputs": [_input("current")],
        "dimensions": [],
        "partition_by": None,
        "tests": [],
        "level": 0,
        "sql": f"select id, name from {CURRENT}",
    } | policy


def _define(world, *tables, **policy):
    mart = _mart(**policy)
    world.define(*(tables or (table(),)), marts={mart["id"]: mart})


def _build(world, date, mart="things"):
    return build(
        world.spark,
        definitions=world.definitions,
        mart=mart,
        batch_date=date,
        run_id="run",
        staging_database=f"{world.name}_staging",
        mart_database=f"{world.name}_mart",
        mart_bucket=f"{world.name}-mart",
    )


def _target(world, mart="things"):
    return Table(world.spark, f"{world.name}_mart", mart)


def _rows(world, ref=None, mart="things"):
    return sorted((tuple(row) for row in _target(world, mart).frame(ref).collect()), key=repr)


def _stage(world, date, *lines, name="things", header="ID,NAME"):
    world.stage(world.put(date, "\n".join([header, *lines, ""]), table=f"shop/{name}"))


def test_an_as_of_mart_shows_the_live_rows_and_a_past_date_does_not_move_it_back(world):
    _define(world)
    _stage(world, "2026-03-01", "1,Ada", "2,Bob")
    _stage(world, "2026-03-02", "2,Rob")
    report = _build(world, "2026-03-02")
    assert report["rows"] == 1 and report["published_batch_date"] == "2026-03-02"
    assert report["tests"] == [{"test": "unique(id)", "passed": True, "failures": 0}]
    past = _build(world, "2026-03-01")
    assert past["published_batch_date"] == "2026-03-02"
    assert _rows(world) == [(2, "Rob")]
    assert _rows(world, "batch_date_2026_03_01") == [(1, "Ada"), (2, "Bob")]
    assert sorted(_target(world).refs()) == ["batch_date_2026_03_01", "batch_date_2026_03_02", "main"]


def test_a_failing_test_keeps_the_old_mart_serving_and_says_why(world):
    tests = [
        {"type": "not_null", "columns": ["name"]},
        {"type": "accepted_values", "column": "name", "values": ["Ada"]},
    ]
    _define(world, tests=tests)
    _stage(world, "2026-03-01", "1,Ada")
    _build(world, "2026-03-01")
    _stage(world, "2026-03-02", "1,Ada", "2,")
    with pytest.raises(MartTestError) as caught:
        _build(world, "2026-03-02")
    sentence = (
        "things as of 2026-03-02: 1 of 3 tests failed: not_null(name) has 1 failing rows, for example "
        "{'id': 2, 'name': None}; "
        "the mart as published before keeps serving, correct the data or the test and build it again."
    )
    assert str(caught.value) == sentence
    assert _rows(world) == [(1, "Ada")]
    assert _target(world).properties()["sluice.failed.audit_2026_03_02"] == f"MartTestError: {sentence}"
    assert "audit_2026_03_02" in _target(world).refs()
    world.stage(world.put("2026-03-02", "ID,NAME\n1,Ada\n2,Ada\n", at="07:00"))
    _build(world, "2026-03-02")
    assert _rows(world) == [(1, "Ada"), (2, "Ada")]
    assert "sluice.failed.audit_2026_03_02" not in _target(world).properties()


@pytest.mark.parametrize(
    ("test", "sentence"),
    [
        (
            {"type": "unique", "columns": ["name"]},
            "unique(name) has 1 failing rows, for example {'name': 'Ada', 'rows': 2}",
        ),
        ({"type": "row_count_change", "max_percent": 10}, "row_count_change(max 10 %): 1 to 2 rows has 1 failing rows"),
        (
            {"type": "relationships", "column": "name", "to": "x", "view": CURRENT, "to_column": "id"},
            "relationships(name) has 2 failing rows, for example {'id': 1, 'name': 'Ada'}; {'id': 2, 'name': 'Ada'}",
        ),
    ],
)
def test_each_test_type_can_fail(world, test, sentence):
    _define(world)
    _stage(world, "2026-03-01", "1,Ada")
    _build(world, "2026-03-01")
    _define(world, tests=[test])
    _stage(world, "2026-03-02", "1,Ada", "2,Ada")
    with pytest.raises(MartTestError) as caught:
        _build(world, "2026-03-02")
    assert sentence in str(caught.value)


def _define_sales(world):
    """A fact of sales, each with the thing as it was on its day."""
    sales = table("id bigint, thing bigint, day date", id="shop/sales", name="shop_sales")
    dimension = {"name": "thing", "surrogate_key": "thing_key", "input": "staging.shop_things_history", "view": HISTORY}
    _define(
        world,
        table(),
        sales,
        kind="fact",
        inputs=[_input("current", "sales"), _input("history")],
        dimensions=[dimension | {"key": {"thing": "id"}, "as_of": "day"}],
        sql="select id, thing, day from staging__shop_sales_current",
    )


def test_a_fact_points_to_the_version_of_its_date_or_to_unknown_until_the_member_arrives(world):
    _define_sales(world)
    _stage(world, "2026-03-01", "1,Ada")
    _stage(world, "2026-03-02", "1,Ida")
    lines = ("1,1,2026-03-01", "2,1,2026-03-02", "3,9,2026-03-02", "4,1,", "5,,2026-03-02")
    _stage(world, "2026-03-02", *lines, name="sales", header="ID,THING,DAY")
    _build(world, "2026-03-02")
    first = {row[0]: row[-1] for row in _rows(world)}
    assert [first[number] for number in (3, 4, 5)] == ["unknown"] * 3
    assert first[1] != first[2] and "unknown" not in (first[1], first[2])
    world.stage(world.put("2026-03-02", "ID,NAME\n1,Ida\n9,Zoe\n", at="07:00"))
    _build(world, "2026-03-02")
    repaired = {row[0]: row[-1] for row in _rows(world)}
    assert repaired[3] not in ("unknown", first[1], first[2])
    assert {number: key for number, key in repaired.items() if number != 3} == {
        n: k for n, k in first.items() if n != 3
    }


def test_a_fact_older_than_its_member_points_to_the_members_first_version(world):
    _define_sales(world)
    lines = ("1,9,2026-03-01", "2,9,2026-03-02", "3,9,2026-03-03")
    _stage(world, "2026-03-01", *lines, name="sales", header="ID,THING,DAY")
    _stage(world, "2026-03-02", "9,Zoe")
    _stage(world, "2026-03-03", "9,Zoë")
    _build(world, "2026-03-03")
    keys = {row[0]: row[-1] for row in _rows(world)}
    assert keys[1] == keys[2] != keys[3]
    assert "unknown" not in keys.values()


def test_a_dimension_that_would_multiply_rows_is_refused(world):
    dimension = {"name": "thing", "surrogate_key": "thing_key", "input": "staging.shop_things_history", "view": HISTORY}
    _define(
        world,
        table("id bigint, name string, day date"),
        kind="fact",
        inputs=[_input("current"), _input("history")],
        dimensions=[dimension | {"key": {"name": "name"}, "as_of": "day"}],
        sql=f"select id, name, day from {CURRENT}",
    )
    _stage(world, "2026-03-01", "1,Ada,2026-03-01", "2,Ada,2026-03-01", header="ID,NAME,DAY")
    with pytest.raises(MartTestError) as caught:
        _build(world, "2026-03-01")
    assert str(caught.value) == (
        "things as of 2026-03-01: 2 rows became 4 by resolving its dimensions; make each dimension's key unique at any "
        "moment (its natural key)."
    )


def test_a_mart_that_gains_a_column_evolves_and_one_that_loses_a_column_is_refused(world):
    _define(world)
    _stage(world, "2026-03-01", "1,Ada")
    _build(world, "2026-03-01")
    _define(world, sql=f"select upper(name) loud, id, name from {CURRENT}")
    _build(world, "2026-03-01")
    assert _target(world).frame().columns == ["id", "name", "loud"]
    assert _rows(world) == [(1, "Ada", "ADA")]
    _define(world, sql=f"select id from {CURRENT}")
    with pytest.raises(MartSchemaError) as caught:
        _build(world, "2026-03-01")
    assert str(caught.value) == (
        f"things: mart.sql no longer gives the columns ['loud', 'name'] that {world.name}_mart.things has; select "
        "them again, or "
        "drop the table and build the mart anew."
    )


def test_an_input_without_a_table_is_named(world):
    _define(world)
    with pytest.raises(MartInputError, match=r"things: its input staging.shop_things_current has no table"):
        _build(world, "2026-03-01")


def test_the_order_of_builds_does_not_matter(world):
    _define(world)
    for date, name in (("2026-03-01", "Ada"), ("2026-03-02", "Ida"), ("2026-03-03", "Amy")):
        _stage(world, date, f"1,{name}")
    for number, order in enumerate(list(permutations((1, 2, 3)))[::2]):
        mart = _mart(id=f"things_{number}")
        world.define(marts={mart["id"]: mart})
        for day in order:
            _build(world, f"2026-03-0{day}", mart["id"])
        states = [_rows(world, f"batch_date_2026_03_0{day}", mart["id"]) for day in (1, 2, 3)]
        assert states == [[(1, "Ada")], [(1, "Ida")], [(1, "Amy")]]
        assert _rows(world, mart=mart["id"]) == states[2]


def test_descriptions_reach_the_catalog(world):
    _define(world)
    _stage(world, "2026-03-01", "1,Ada")
    _build(world, "2026-03-01")
    assert _target(world).properties()["comment"] == "Things. Grain: one row per thing."
    assert _target(world).frame().schema["name"].metadata["comment"] == "The name"
