"""Members that arrive after the facts: a product that is sold, arrives, vanishes and returns."""

import pytest

from tests.glue.marts.support import CURRENT, HISTORY, build, define, given, rows, stage
from tests.glue.world import table

pytestmark = pytest.mark.spark

SALES = "id bigint, thing bigint, day date"


def _sales(world, relation="history", cadence="any", **policy):
    """A fact of sales, each with its thing."""
    view = {"history": HISTORY, "current": CURRENT}[relation]
    dimension = {"name": "thing", "surrogate_key": "thing_key", "input": f"staging.shop_things_{relation}"}
    as_of = "day" if relation == "history" else None
    define(
        world,
        table(),
        table(SALES, id="shop/sales", name="shop_sales"),
        **{
            "kind": "fact",
            "inputs": [given("current", "sales"), given(relation, cadence=cadence)],
            "dimensions": [dimension | {"view": view, "key": {"thing": "id"}, "as_of": as_of}],
            "sql": "select id, thing, day from staging__shop_sales_current",
        }
        | policy,
    )


def _sell(world, date, *lines):
    stage(world, date, *lines, name="sales", header="ID,THING,DAY")


def _keys(world, ref=None):
    return {row[0]: row[-1] for row in rows(world, ref)}


@pytest.mark.parametrize("cadence", ["any", "daily"])
def test_a_member_that_arrives_late_vanishes_and_returns_repairs_the_state_that_serves(world, cadence):
    _sales(world, cadence=cadence)
    stage(world, "2026-06-01", "1,Pen", "2,Ink")
    _sell(world, "2026-06-01", "1,1,2026-06-01", "2,9,2026-06-01", "3,,2026-06-01")
    assert build(world, "2026-06-01")["waiting"] == {"thing": 1}
    first = _keys(world)
    assert (first[2], first[3]) == ("unknown", "unknown")
    stage(world, "2026-06-03", "1,Pen", "2,Ink", "9,Pad")
    assert build(world, "2026-06-01")["waiting"] == {"thing": 0}
    repaired = _keys(world)
    assert repaired[2] != "unknown" and repaired | {2: "unknown"} == first
    stage(world, "2026-06-04", "1,Pen", "2,Ink")
    build(world, "2026-06-01")
    assert _keys(world) == repaired
    stage(world, "2026-06-06", "1,Pen", "2,Ink", "9,Pad 2")
    _sell(world, "2026-06-06", "1,1,2026-06-01", "2,9,2026-06-01", "4,9,2026-06-05", "5,9,2026-06-06")
    assert build(world, "2026-06-06")["waiting"] == {"thing": 1}
    back = _keys(world)
    assert back[2] == repaired[2] and back[4] == "unknown" and back[5] not in ("unknown", repaired[2])


def test_a_member_without_versions_repairs_too(world):
    _sales(world, "current")
    stage(world, "2026-06-01", "1,Pen")
    _sell(world, "2026-06-01", "1,1,2026-06-01", "2,9,")
    assert build(world, "2026-06-01")["waiting"] == {"thing": 1}
    stage(world, "2026-06-03", "1,Pen", "9,Pad")
    assert build(world, "2026-06-01")["waiting"] == {"thing": 0}


def test_a_mart_that_repairs_with_its_next_load_ends_all_inputs_with_the_batch_date(world):
    _sales(world, repair="with_next_load")
    stage(world, "2026-06-01", "1,Pen")
    _sell(world, "2026-06-01", "2,9,2026-06-01")
    stage(world, "2026-06-03", "1,Pen", "9,Pad")
    assert build(world, "2026-06-01")["waiting"] == {"thing": 1}
    _sell(world, "2026-06-03", "2,9,2026-06-01")
    assert build(world, "2026-06-03")["waiting"] == {"thing": 0}


def test_a_daily_input_that_the_query_reads_ends_with_the_batch_date_although_its_members_go_on(world):
    named = f"select s.*, t.name from sales s left join {CURRENT} t on t.id = s.thing"
    named = f"with sales as (select id, thing, day from staging__shop_sales_current) {named}"
    _sales(world, "current", "daily", sql=named)
    stage(world, "2026-06-01", "1,Pen")
    _sell(world, "2026-06-01", "1,1,2026-06-01", "2,9,2026-06-01")
    stage(world, "2026-06-03", "1,Biro", "9,Pad")
    build(world, "2026-06-01")
    assert [row[3] for row in rows(world)] == ["Pen", None]
    assert "unknown" not in _keys(world).values()


def test_an_any_input_goes_on_until_the_next_state_whatever_the_order_of_builds(world):
    things = "select s.id, t.name from staging__shop_sales_current s join " + CURRENT + " t on t.id = s.thing"
    define(
        world,
        table(),
        table(SALES, id="shop/sales", name="shop_sales"),
        inputs=[given("current", "sales"), given("current", cadence="any")],
        sql=things,
    )
    for day, name in (("01", "Pen"), ("02", "Biro"), ("03", "Quill")):
        stage(world, f"2026-06-{day}", f"1,{name}")
    _sell(world, "2026-06-01", "1,1,2026-06-01")
    _sell(world, "2026-06-03", "1,1,2026-06-01")
    build(world, "2026-06-03")
    build(world, "2026-06-01")
    assert rows(world, "batch_date_2026_06_01") == [(1, "Biro")]
    assert rows(world) == [(1, "Quill")]
