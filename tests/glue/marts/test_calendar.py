"""calendar: the days of a date dimension, as Python's own calendar has them, and the facts and bridges of its star."""

import re
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from etl.errors import MartSchemaError
from etl.marts import calendar

from tests.glue.marts.support import build, definition, given, given_mart, rows, shaped, stage, target
from tests.glue.world import table

pytestmark = pytest.mark.spark

DEFINITIONS = Path(__file__).parents[3] / "docs" / "definitions.md"
YEARS = {
    "from": "2019-12-20",
    "to": "2021-01-10",
    "fiscal_year_starts": 7,
    "weekend": [5, 6],
    "holidays": [{"date": "2020-02-29", "name": 'Leap "day"'}, {"date": "2020-12-25", "name": "Christmas Day"}],
}
OWN = {"id": "dim_date", "surrogate_key": "date_key"}


def _expected(day):
    """A row of the calendar, by Python's own."""
    iso = day.isocalendar()
    month = (day.month - 7) % 12
    holiday = {holiday["date"]: holiday["name"] for holiday in YEARS["holidays"]}.get(str(day))
    return (
        int(day.strftime("%Y%m%d")),
        day,
        day.year,
        (day.month + 2) // 3,
        day.month,
        day.strftime("%B"),
        day.day,
        iso.weekday,
        day.strftime("%A"),
        iso.year,
        iso.week,
        day - timedelta(iso.weekday - 1),
        iso.weekday in (5, 6),
        day.year + (day.month >= 7),
        month // 3 + 1,
        day.day == monthrange(day.year, day.month)[1],
        holiday is not None,
        holiday,
    )


def test_every_day_has_its_month_iso_week_fiscal_year_and_holiday_and_unknown_is_0(spark):
    frame = calendar.days(spark, YEARS)
    *days, unknown = shaped("dimension", frame, "date", **OWN, calendar=YEARS)
    first = date(2019, 12, 20)
    assert [tuple(row) for row in days] == [_expected(first + timedelta(number)) for number in range(388)]
    assert days[-1].date == date(2021, 1, 10)
    assert tuple(unknown) == (0, *[None] * 17)
    assert frame.schema["iso_week"].metadata["comment"] == "ISO week, 1 to 53"


def test_a_calendar_without_its_days_is_refused(spark):
    for columns, found in (("day date", "no column date"), ("date string", "date as string")):
        with pytest.raises(MartSchemaError, match=f"^dim_date: mart.sql gives {found}, expected the column date"):
            shaped("dimension", spark.createDataFrame([], columns), "date", **OWN, calendar=YEARS)


def _documented(language, number):
    """A block of the section about bridges, over the views of the job."""
    section = DEFINITIONS.read_text().split("### Degenerate and bridge dimensions")[1]
    return re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)[number].replace("staging.", "staging__")


def _dated(name, column):
    names = {"name": name, "surrogate_key": f"{name}_key", "input": "mart.dim_date", "view": "mart__dim_date"}
    return names | {"key": {column: "date"}, "as_of": None, "member_key": "date_key"}


REP = {"name": "rep", "surrogate_key": "rep_key", "input": "mart.dim_rep", "view": "mart__dim_rep"} | {
    "key": {"rep_id": "rep_id"},
    "as_of": None,
    "member_key": "rep_key",
}


def _star():
    """Orders with two dates, and the sales representatives of each; the calendar has no table until it is built."""
    orders = table("order_id bigint, placed timestamp, shipped date, amount decimal(18,2)")
    orders |= {"id": "shop/orders", "name": "shop_orders", "natural_key": ["order_id"]}
    reps = table("order_id bigint, rep_id bigint, name string", id="shop/reps", name="shop_order_reps")
    reps["natural_key"] = ["order_id", "rep_id"]
    of_reps = given("current", "reps") | {
        "name": "staging.shop_order_reps_current",
        "view": "staging__shop_order_reps_current",
    }
    marts = [
        definition(
            **OWN,
            kind="dimension",
            natural_key=["date"],
            calendar=YEARS,
            fixed="x",
            inputs=[],
            sql="select * from calendar",
        ),
        definition(
            id="fact_sales",
            kind="fact",
            natural_key=["order_id"],
            inputs=[given("current", "orders"), given_mart("dim_date", "any", fixed=True)],
            dimensions=[_dated("placed", "placed"), _dated("shipped", "shipped")],
            tests=[
                {"type": "relationships", "column": "placed_key", "to": "mart.dim_date"}
                | {"view": "mart__dim_date", "to_column": "date_key"}
            ],
            sql="select order_id, placed, shipped, amount, datediff(:batch_date, shipped) as age, month_name "
            "from staging__shop_orders_current left join mart__dim_date on date = shipped",
        ),
        definition(
            id="dim_rep",
            kind="dimension",
            natural_key=["rep_id"],
            surrogate_key="rep_key",
            inputs=[of_reps],
            sql="select distinct rep_id, name from staging__shop_order_reps_current",
        ),
        definition(
            id="bridge_order_reps",
            kind="fact",
            natural_key=["order_id", "rep_id"],
            inputs=[of_reps, given_mart("dim_rep")],
            dimensions=[REP],
            sql=_documented("sql", 0),
        ),
    ]
    return [orders, reps], {mart["id"]: mart for mart in marts}


def test_facts_take_the_days_of_a_calendar_in_each_role_and_share_amounts_over_a_bridge(world):
    tables, marts = _star()
    world.define(*tables, marts=marts)
    placed = "1,2020-02-29T23:59:59Z,2020-03-02,100.00", "2,2020-03-01T00:00:00Z,,50.00"
    stage(
        world,
        "2020-03-05",
        *placed,
        "3,2020-03-03T08:00:00Z,2031-01-01,7.00",
        name="orders",
        header=("ORDER_ID,PLACED,SHIPPED,AMOUNT"),
    )
    stage(world, "2020-03-05", "1,7,Ada", "1,8,Bob", "2,7,Ada", name="reps", header="ORDER_ID,REP_ID,NAME")
    report = build(world, "2020-03-05", "fact_sales")
    assert report["waiting"] == {"placed": 0, "shipped": 1}
    assert [(row[0], *row[4:]) for row in rows(world, mart="fact_sales")] == [
        (1, 3, "March", 20200229, 20200302),
        (2, None, None, 20200301, 0),
        (3, -3954, None, 20200303, 0),
    ]
    for mart in ("dim_date", "dim_rep", "bridge_order_reps"):
        build(world, "2020-03-05", mart)
    assert target(world, "dim_date").frame().schema["date_key"].dataType.simpleString() == "int"
    query = re.sub(r"\bmart\.", f"glue_catalog.{world.name}_mart.", _documented("sql", 1))
    found = sorted(tuple(row) for row in world.spark.sql(query).collect())
    assert found == [("Ada", 100.0), ("Bob", 50.0)]
    joined = world.spark.sql(
        f"select d.holiday_name, sum(amount) from glue_catalog.{world.name}_mart.fact_sales s "
        f"join glue_catalog.{world.name}_mart.dim_date d on d.date_key = s.placed_key group by 1 order by 1"
    )
    assert [tuple(row) for row in joined.collect()] == [(None, Decimal("57.00")), ('Leap "day"', Decimal("100.00"))]
