"""dimension: members with a surrogate key that anybody can compute, with versions or without, and "unknown"."""

import hashlib
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from etl.errors import DefinitionError, MartSchemaError, MartTestError

from tests.glue.marts.support import (
    CURRENT,
    HISTORY,
    build,
    define,
    definition,
    given,
    given_mart,
    rows,
    shaped,
    stage,
    target,
)
from tests.glue.world import table

pytestmark = pytest.mark.spark

INTERFACES = Path(__file__).parents[3] / "docs" / "interfaces.md"
INTERVAL = "effective_from date, effective_to date"


def _shaped(frame, *key, **policy):
    return list(map(tuple, shaped("dimension", frame, *key, **{"surrogate_key": "thing_key"} | policy)))


def _sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


def _days(*days):
    return [day and date(2026, 3, day) for day in days]


def test_the_surrogate_key_is_the_documented_one(spark):
    text, digits = re.search(r"^text +(\S+)\nsha-256 +(\S+)$", INTERFACES.read_text(), re.MULTILINE).groups()
    frame = spark.createDataFrame([(7, "Ada", *_days(1, None))], f"customer_id bigint, name string, {INTERVAL}")
    member, unknown = _shaped(frame, "customer_id", id="dim_customer", surrogate_key="customer_key")
    assert text == "12:dim_customer;customer_id:n:1:7;effective_from:d:10:2026-03-01;"
    assert member == (digits, 7, "Ada", *_days(1, None), True)
    assert unknown == ("unknown", None, None, None, None, True)
    assert digits == _sha256(text)


@pytest.mark.parametrize(
    ("type_", "value", "entry"),
    [
        ("bigint", -7, "n:2:-7"),
        ("int", -7, "n:2:-7"),
        ("smallint", 7, "n:1:7"),
        ("decimal(18,2)", Decimal("7.50"), "n:3:7.5"),
        ("decimal(18,0)", Decimal(70), "n:2:70"),
        ("double", 7.5, "f:3:7.5"),
        ("string", "Zoë", "s:3:Zoë"),
        ("boolean", True, "b:4:true"),
        ("date", date(2026, 3, 1), "d:10:2026-03-01"),
        ("timestamp", datetime(2026, 3, 1, tzinfo=UTC), "t:16:1772323200000000"),
    ],
)
def test_each_type_has_its_text(spark, type_, value, entry):
    frame = spark.createDataFrame([(value,)], f"id {type_}")
    assert _shaped(frame, "id")[0][0] == _sha256(f"6:things;id:{entry};")


def test_a_key_of_several_columns_has_them_in_the_order_of_their_names_and_null_has_no_entry(spark):
    frame = spark.createDataFrame([(1, "a"), (1, None)], "shop int, id string")
    both, one, _ = _shaped(frame, "shop", "id")
    assert both[0] == _sha256("6:things;id:s:1:a;shop:n:1:1;") and one[0] == _sha256("6:things;shop:n:1:1;")


def test_versions_are_those_of_scd2_and_keep_their_keys_when_a_member_changes(spark):
    columns = f"id int, name string, {INTERVAL}"
    before = spark.createDataFrame([(1, "Ada", *_days(1, 2)), (1, "Ada", *_days(2, None))], columns)
    after = spark.createDataFrame(
        [(1, "Ada", *_days(1, 2)), (1, "Ada", *_days(2, 4)), (1, "Ida", *_days(4, None))], columns
    )
    [first, *_] = _shaped(before, "id")
    [same, second, _] = _shaped(after, "id")
    assert (first[1:], same[1:]) == ((1, "Ada", *_days(1, None), True), (1, "Ada", *_days(1, 4), False))
    assert first[0] == same[0] != second[0]


@pytest.mark.parametrize(
    ("columns", "key", "sentence"),
    [
        ("id int, Thing_Key int", "id", "mart.sql gives a column thing_key, which is the surrogate_key"),
        ("id int, name int", "di", r"mart.sql gives no column di, found \['id', 'name'\]; select it, as natural_key"),
        ("id binary", "id", "column id is of type binary, expected one of bigint, boolean, .* or decimal, of which"),
        (
            "id int, effective_to date",
            "id",
            "mart.sql gives no column effective_from, .* of kind dimension are versions",
        ),
    ],
)
def test_rows_of_which_no_dimension_can_be_made_are_refused(spark, columns, key, sentence):
    with pytest.raises(MartSchemaError, match=rf"^things: {sentence}"):
        _shaped(spark.createDataFrame([], columns), key)


def test_a_dimension_is_built_audited_without_unknown_and_has_it_once(world):
    tests = [
        {"type": "not_null", "columns": ["id", "name"]},
        {"type": "accepted_values", "column": "name", "values": ["Ada", "Bob"]},
    ]
    policy = {"kind": "dimension", "surrogate_key": "thing_key", "partition_by": "name"}
    define(world, table(), inputs=[given("current")], tests=tests, **policy)
    stage(world, "2026-03-01", "1,Ada", "2,Bob")
    first = build(world, "2026-03-01")
    assert [test["test"] for test in first["tests"]] == [
        "unique(id)",
        "unique(thing_key)",
        "not_null(id, name)",
        "accepted_values(name)",
    ]
    assert target(world).frame().columns == ["thing_key", "id", "name"]
    assert target(world).frame().schema["name"].metadata["comment"] == "The name"
    ada, bob = (_sha256(f"6:things;id:n:1:{number};") for number in (1, 2))
    assert set(rows(world)) == {(ada, 1, "Ada"), (bob, 2, "Bob"), ("unknown", None, None)}
    assert first["rows"] == 3
    twice = f"select id, name from {CURRENT} union all select 1L, 'Ada'"
    define(world, inputs=[given("current")], sql=twice, **policy)
    with pytest.raises(MartTestError, match=r"2 of 2 tests failed: unique\(id\) has 1 failing rows"):
        build(world, "2026-03-01")


def _role(name, fact_column, as_of="day"):
    """A role that things of the dimension mart have in a fact."""
    names = {"name": name, "surrogate_key": f"{name}_key", "input": "mart.dim_thing", "view": "mart__dim_thing"}
    return names | {"key": {fact_column: "id"}, "as_of": as_of, "member_key": "thing_key"}


def _resolved(spark, members, facts, *roles):
    """The surrogate keys that each fact takes from these members."""
    spark.createDataFrame(members, f"thing_key string, id int, {INTERVAL}").createOrReplaceTempView(
        "mart__dim_thing__members"
    )
    frame = spark.createDataFrame(facts, "fact int, thing int, gift int, day date")
    found = shaped("fact", frame, "fact", dimensions=list(roles))
    return {row[0]: tuple(row[4:]) for row in found}


def test_a_fact_takes_the_version_of_its_date_in_each_role_and_the_first_one_also_before_it(spark):
    versions = [
        ("1a", 1, *_days(5, 10)),
        ("1b", 1, *_days(10, 20)),
        ("1c", 1, *_days(25, None)),
        ("2a", 2, *_days(5, None)),
    ]
    members = [("unknown", None, None, None), *versions]
    facts = [(0, 1, 2, None), (1, 1, 2, 1), (2, 1, 1, 9), (3, 2, 1, 10), (4, 1, None, 20), (5, 1, 3, 25)]
    facts = [(*fact, *_days(day)) for *fact, day in facts]
    assert _resolved(spark, members, facts, _role("sold", "thing"), _role("gift", "gift")) == {
        0: ("unknown", "unknown"),
        1: ("1a", "2a"),
        2: ("1a", "1a"),
        3: ("2a", "1b"),
        4: ("unknown", "unknown"),
        5: ("1c", "unknown"),
    }


@pytest.mark.parametrize(
    ("members", "as_of", "sentence"),
    [
        (f"thing_key string, id int, {INTERVAL}", None, 'several versions of a row, expected "as_of"; add the fact\'s'),
        ("thing_key string, id int", "day", 'one version of a row, expected no "as_of"; remove it.'),
    ],
)
def test_a_date_is_given_exactly_where_the_dimension_has_versions(spark, members, as_of, sentence):
    spark.createDataFrame([], members).createOrReplaceTempView("mart__dim_thing__members")
    with pytest.raises(DefinitionError, match=rf"^things: its dimension sold is mart.dim_thing, which has {sentence}"):
        shaped("fact", spark.range(1), "id", dimensions=[_role("sold", "id", as_of)])


STAR = """select s.id, sold.name, gift.name
from glue_catalog.{0}_mart.fact_sales s
join glue_catalog.{0}_mart.dim_thing sold on sold.thing_key = s.sold_key
join glue_catalog.{0}_mart.dim_thing gift on gift.thing_key = s.gift_key
order by s.id"""


def test_a_star_is_joined_by_surrogate_keys_and_a_late_member_repairs_it(world):
    names = {"id": "dim_thing", "kind": "dimension", "surrogate_key": "thing_key", "inputs": [given("history")]}
    things = definition(**names, sql=f"select id, name, effective_from, effective_to from {HISTORY}")
    there = {"type": "relationships", "to": "mart.dim_thing", "view": "mart__dim_thing", "to_column": "thing_key"}
    sales = definition(
        id="fact_sales",
        kind="fact",
        inputs=[given("current", "sales"), given_mart("dim_thing")],
        dimensions=[_role("sold", "thing"), _role("gift", "gift")],
        tests=[there | {"column": "sold_key"}, there | {"column": "gift_key"}],
        sql="select id, thing, gift, day from staging__shop_sales_current",
        level=1,
    )
    sold = table("id bigint, thing bigint, gift bigint, day date", id="shop/sales", name="shop_sales")
    world.define(table(), sold, marts={mart["id"]: mart for mart in (things, sales)})

    def star():
        return [tuple(row) for row in world.spark.sql(STAR.format(world.name)).collect()]

    stage(world, "2026-03-02", "1,Pen")
    stage(world, "2026-03-02", "1,1,9,2026-03-02", "2,1,,2026-03-01", name="sales", header="ID,THING,GIFT,DAY")
    build(world, "2026-03-02", "dim_thing")
    assert build(world, "2026-03-02", "fact_sales")["waiting"] == {"sold": 0, "gift": 1}
    assert star() == [(1, "Pen", None), (2, "Pen", None)]
    stage(world, "2026-03-04", "1,Biro", "9,Pad")
    build(world, "2026-03-04", "dim_thing")
    assert star() == [(1, "Pen", None), (2, "Pen", None)]
    assert build(world, "2026-03-02", "fact_sales")["waiting"] == {"sold": 0, "gift": 0}
    assert star() == [(1, "Pen", "Pad"), (2, "Pen", None)]
