"""The mart job: write, audit, publish."""

from itertools import permutations

import pytest
from etl.errors import DefinitionError, MartInputError, MartSchemaError, MartTestError

from tests.glue.marts.support import CURRENT, HISTORY, build, define, given, passed, rows, stage, target
from tests.glue.world import table
from tests.sweep import either, swept

pytestmark = pytest.mark.spark


def test_an_as_of_mart_shows_the_live_rows_and_a_past_date_does_not_move_it_back(world):
    define(world)
    stage(world, "2026-03-01", "1,Ada", "2,Bob")
    stage(world, "2026-03-02", "2,Rob")
    report = build(world, "2026-03-02")
    assert report["rows"] == 1 and report["published_batch_date"] == "2026-03-02"
    assert report["tests"] == [passed("unique(id)")]
    # No state was before, and none of that date.
    assert (report["published"], report["before"], report["diff"]) == (True, None, None)
    past = build(world, "2026-03-01")
    assert (past["published_batch_date"], past["before"], past["diff"]) == ("2026-03-02", None, None)
    assert rows(world) == [(2, "Rob")]
    assert rows(world, "batch_date_2026_03_01") == [(1, "Ada"), (2, "Bob")]
    assert sorted(target(world).refs()) == ["batch_date_2026_03_01", "batch_date_2026_03_02", "main"]


def test_of_a_date_that_was_withdrawn_no_state_is_left_and_the_one_before_is_served(world):
    define(world)
    stage(world, "2026-03-01", "1,Ada", "2,Bob")
    mistake = world.put("2042-03-02", "ID,NAME\n1,Eva\n")
    world.stage(mistake)
    for date in ("2026-03-01", "2042-03-02"):
        build(world, date)
    world.stage((mistake[0], {}), withdraw=[mistake[0]])
    for _ in range(2):
        assert build(world, "2026-03-01", withdrawn=["2042-03-02"])["published_batch_date"] == "2026-03-01"
        assert rows(world) == [(1, "Ada"), (2, "Bob")]
        assert sorted(target(world).refs()) == ["batch_date_2026_03_01", "main"]


NOTHING = {"added": 0, "gone": 0, "changed": 0, "added_keys": [], "gone_keys": [], "columns": [], "new_columns": []}

SEVERAL = {
    "type": "sql",
    "severity": "warn",
    "name": "several",
    "sql": "select name, count(*) things from mart__things group by name having count(*) > 1",
}


def test_a_failing_test_keeps_the_old_mart_serving_and_says_why(world):
    tests = [
        {"type": "not_null", "columns": ["name"]},
        {"type": "accepted_values", "column": "name", "values": ["Ada"]},
        {"type": "not_null", "columns": ["name"], "severity": "warn"},
        SEVERAL,
    ]
    define(world, tests=tests)
    stage(world, "2026-03-01", "1,Ada")
    build(world, "2026-03-01")
    stage(world, "2026-03-02", "1,Ada", "2,")
    with pytest.raises(MartTestError) as caught:
        build(world, "2026-03-02")
    sentence = (
        "things as of 2026-03-02: 1 of 5 tests failed: not_null(name) has 1 failing rows, for example "
        "{'id': 2, 'name': None}; "
        "the mart as published before keeps serving, correct the data or the test and build it again. All rows: "
        "sluice query 'select * from mart.things for version as of "
        f"""{target(world).ref("audit_2026_03_02")} where "name" is null'"""
    )
    assert str(caught.value) == sentence
    assert rows(world) == [(1, "Ada")]
    held = caught.value.report
    assert (held["published"], held["published_batch_date"], held["rows"]) == (False, "2026-03-01", 2)
    assert held["snapshot_id"] == str(target(world).ref("audit_2026_03_02"))
    assert held["diff"] == NOTHING | {"added": 1, "added_keys": ["id=2"]}
    assert target(world).properties()["sluice.failed.audit_2026_03_02"] == f"MartTestError: {sentence}"
    assert "audit_2026_03_02" in target(world).refs()
    world.stage(world.put("2026-03-02", "ID,NAME\n1,Ada\n2,Ada\n", at="07:00"))
    report = build(world, "2026-03-02")
    assert rows(world) == [(1, "Ada"), (2, "Ada")]
    assert [test["test"] for test in report["tests"] if not test["passed"]] == ["sql(several)"]
    assert report["tests"][-1] == {
        "test": "sql(several)",
        "severity": "warn",
        "passed": False,
        "failures": 1,
        "examples": ["{'name': 'Ada', 'things': 2}"],
    }
    assert "sluice.failed.audit_2026_03_02" not in target(world).properties()


FAILING = [
    (
        {"type": "unique", "columns": ["name"]},
        "unique(name) has 1 failing rows, for example {'name': 'Ada', 'rows': 2}",
    ),
    ({"type": "row_count_change", "max_percent": 10}, "row_count_change(max 10 %): 1 to 2 rows has 1 failing rows"),
    (
        {"type": "relationships", "column": "name", "to": "x", "view": CURRENT, "to_column": "id"},
        "relationships(name) has 2 failing rows, for example {'id': 1, 'name': 'Ada'}; {'id': 2, 'name': 'Ada'}",
    ),
    (SEVERAL | {"severity": "halt"}, "sql(several) has 1 failing rows, for example {'name': 'Ada', 'things': 2}; the"),
]


def test_each_test_type_can_fail(world):
    define(world)
    stage(world, "2026-03-01", "1,Ada")
    build(world, "2026-03-01")
    stage(world, "2026-03-02", "1,Ada", "2,Ada")
    for test, sentence in FAILING:
        define(world, tests=[test])
        with pytest.raises(MartTestError) as caught:
            build(world, "2026-03-02")
        assert sentence in str(caught.value)
    define(world, tests=[SEVERAL | {"sql": "select nam from mart__things"}])
    with pytest.raises(DefinitionError, match=r"sql\(several\) cannot be run: .*`nam`.*; correct its SQL"):
        build(world, "2026-03-02")


def _define_sales(world):
    """A fact of sales, each with the thing as it was on its day."""
    sales = table("id bigint, thing bigint, day date", id="shop/sales", name="shop_sales")
    dimension = {"name": "thing", "surrogate_key": "thing_key", "input": "staging.shop_things_history", "view": HISTORY}
    define(
        world,
        table(),
        sales,
        kind="fact",
        inputs=[given("current", "sales"), given("history")],
        dimensions=[dimension | {"key": {"thing": "id"}, "as_of": "day", "member_key": None}],
        sql="select id, thing, day from staging__shop_sales_current",
    )


def test_a_fact_points_to_the_version_of_its_date_or_to_unknown_until_the_member_arrives(world):
    _define_sales(world)
    stage(world, "2026-03-01", "1,Ada")
    stage(world, "2026-03-02", "1,Ida")
    known = ("1,1,2026-03-01", "2,1,2026-03-02", "4,1,", "5,,2026-03-02")
    late = ("3,9,2026-03-02", "6,9,2026-03-01", "7,9,2026-03-03")
    stage(world, "2026-03-02", *known, *late, name="sales", header="ID,THING,DAY")
    build(world, "2026-03-02")
    first = {row[0]: row[-1] for row in rows(world)}
    assert [first[number] for number in (3, 4, 5, 6, 7)] == ["unknown"] * 5
    assert first[1] != first[2] and "unknown" not in (first[1], first[2])
    world.stage(world.put("2026-03-02", "ID,NAME\n1,Ida\n9,Zoe\n", at="07:00"))
    stage(world, "2026-03-03", "1,Ida", "9,Zoë")
    build(world, "2026-03-02")
    repaired = {row[0]: row[-1] for row in rows(world)}
    assert not {repaired[3], repaired[7]} & {"unknown", first[1], first[2]}
    # The fact that is older than its member points to the member's first version.
    assert repaired[6] == repaired[3] != repaired[7]
    assert {n: repaired[n] for n in (1, 2, 4, 5)} == {n: first[n] for n in (1, 2, 4, 5)}


def test_a_dimension_that_would_multiply_rows_is_refused(world):
    dimension = {"name": "thing", "surrogate_key": "thing_key", "input": "staging.shop_things_history", "view": HISTORY}
    define(
        world,
        table("id bigint, name string, day date"),
        kind="fact",
        inputs=[given("current"), given("history")],
        dimensions=[dimension | {"key": {"name": "name"}, "as_of": "day", "member_key": None}],
        sql=f"select id, name, day from {CURRENT}",
    )
    stage(world, "2026-03-01", "1,Ada,2026-03-01", "2,Ada,2026-03-01", header="ID,NAME,DAY")
    with pytest.raises(MartTestError) as caught:
        build(world, "2026-03-01")
    assert str(caught.value) == (
        "things as of 2026-03-01: 2 rows became 4 by resolving its dimensions; make each dimension's key unique at any "
        "moment (its natural key)."
    )


LOUD = {"column": "loud", "rows": 1, "example": {"key": "id=1", "before": None, "after": "ADA"}}


def test_a_mart_that_gains_a_column_evolves_and_one_that_loses_a_column_is_refused(world):
    define(world)
    stage(world, "2026-03-01", "1,Ada")
    build(world, "2026-03-01")
    # Descriptions reach the catalog.
    assert target(world).properties()["comment"] == "Things. Grain: one row per thing."
    assert target(world).frame().schema["name"].metadata["comment"] == "The name"
    define(world, sql=f"select upper(name) loud, id, name from {CURRENT}")
    assert build(world, "2026-03-01")["diff"] == NOTHING | {"changed": 1, "columns": [LOUD]}
    assert target(world).frame().columns == ["id", "name", "loud"]
    assert rows(world) == [(1, "Ada", "ADA")]
    define(world, sql=f"select id from {CURRENT}")
    with pytest.raises(MartSchemaError) as caught:
        build(world, "2026-03-01")
    assert str(caught.value) == (
        f"things: mart.sql no longer gives the columns ['loud', 'name'] that {world.name}_mart.things has; select "
        "them again, or "
        "drop the table and build the mart anew."
    )


def test_an_input_without_a_table_is_named(world):
    define(world)
    with pytest.raises(MartInputError, match=r"things: its input staging.shop_things_current has no table"):
        build(world, "2026-03-01")


# One order besides those of the other tests; all of them in the sweep.
@pytest.mark.parametrize("order", either([(3, 1, 2)], list(permutations((1, 2, 3)))))
@swept
def test_the_order_of_builds_does_not_matter(world, order):
    define(world)
    for date, name in (("2026-03-01", "Ada"), ("2026-03-02", "Ida"), ("2026-03-03", "Amy")):
        stage(world, date, f"1,{name}")
    for day in order:
        build(world, f"2026-03-0{day}")
    states = [rows(world, f"batch_date_2026_03_0{day}") for day in (1, 2, 3)]
    assert states == [[(1, "Ada")], [(1, "Ida")], [(1, "Amy")]]
    assert rows(world) == states[2]
