"""What Spark's analyser, over empty inputs, says of marts."""

import pytest
from workbench.analysis import analyse

from tests.glue.marts.support import CURRENT, HISTORY, definition, given, given_mart
from tests.glue.world import table

pytestmark = pytest.mark.spark

THINGS = table("id bigint, name string, day date, price decimal(18,2), size struct<wide:bigint,high:bigint>")
PARTS = table("id bigint, part string") | {"id": "shop/parts", "table": "parts", "name": "shop_parts"}
FROM = f"from {CURRENT} as shop_things_current"
VERSIONS = f"select id, name, effective_from, effective_to from {HISTORY}"


def marts(**policies):
    """Marts by their ids."""
    return {name: definition(id=name, **policy) for name, policy in policies.items()}


def found(spark, marts):
    """(mart, pointer or line, sentence) of every finding."""
    tables = {each["id"]: each for each in (THINGS, PARTS)}
    findings = analyse(spark, {"contract": {}, "tables": tables, "marts": marts}, marts)
    return [(each["mart"], each["pointer"] or each["line"], each["sentence"]) for each in findings]


def test_marts_of_every_kind_that_are_right_have_no_findings(spark):
    joined = {"name": "parts", "input": "staging.shop_parts_history", "view": "staging__shop_parts_history"}
    member = {"name": "thing", "surrogate_key": "thing_key", "input": "mart.dim", "view": "mart__dim"}
    every = marts(
        as_of={"sql": f"select *, size.wide as wide {FROM}", "partition_by": "day"},
        log={"inputs": [given("log")], "sql": "select id, _batch_date, _load_id from staging__shop_things_log"},
        versions={
            "kind": "scd2",
            "inputs": [given("history"), given("history", "parts")],
            "base": HISTORY,
            "joins": [{**joined, "key": {"id": "id"}}],
            "sql": f"select id, name, parts.part as part, effective_from, effective_to from {HISTORY}",
        },
        days={
            "kind": "historical",
            "inputs": [given("history")],
            "base": HISTORY,
            "historical": {"days": 3, "carry_forward": False},
            "partition_by": "as_of_date",
            "sql": VERSIONS,
            "tests": [{"type": "not_null", "columns": ["as_of_date"]}],
        },
        dim={
            "kind": "dimension",
            "surrogate_key": "thing_key",
            "inputs": [given("history")],
            "sql": VERSIONS,
            "tests": [{"type": "unique", "columns": ["thing_key"]}, {"type": "not_null", "columns": ["is_current"]}],
        },
        fact={
            "kind": "fact",
            "level": 1,
            "inputs": [given("current"), given_mart("dim")],
            "dimensions": [{**member, "key": {"id": "id"}, "as_of": "day", "member_key": "thing_key"}],
            "sql": f"select id, day, max(name) over (partition by id order by day) as name {FROM}",
            "tests": [
                {"type": "accepted_values", "column": "thing_key", "values": ["unknown"]},
                {"type": "relationships", "column": "id", "to": "mart.dim", "view": "mart__dim", "to_column": "id"},
            ],
        },
    )
    assert found(spark, every) == []


FAULTY = f"""select id,
  nmae as name,
  size.wdie as wide,
  yeer(day) as year,
  id + day as sum,
  sum(id, name) as total
{FROM}
where exists (select 1 from {CURRENT} as o where o.idd = shop_things_current.id)"""


def test_every_fault_of_one_query_is_told_at_its_line(spark):
    said = sorted((line, sentence.split(";")[0]) for _, line, sentence in found(spark, marts(things={"sql": FAULTY})))
    assert said == [
        (2, "the SQL reads the column nmae, which none of its inputs has"),
        (3, "the SQL reads size.wdie, but the struct has no field wdie, only wide, high"),
        (4, "the SQL calls yeer, which is no function of Spark"),
        (
            5,
            'id + day: Parameter 2 requires the ("INT" or "SMALLINT" or "TINYINT") type, however "id" has the type '
            '"BIGINT"',
        ),
        (6, "sum(id, name): The sum requires 1 parameters but the actual number is 2"),
        (8, "the SQL reads the column o.idd, which none of its inputs has"),
    ]


VOLATILE = f"""select id, name,
  rand() as chance, uuid() as code,
  current_date() as today, now() as moment,
  monotonically_increasing_id() as number,
  input_file_name() as file
{FROM}
where rand(7) < 0.5"""


def test_what_differs_from_build_to_build_is_told_wherever_it_stands(spark):
    said = found(spark, marts(things={"sql": VOLATILE}))
    assert sorted((line, sentence.split(",")[0].removeprefix("the SQL calls ")) for _, line, sentence in said) == [
        (2, "rand()"),
        (2, "uuid()"),
        (3, "current_date()"),
        (3, "now()"),
        (4, "monotonically_increasing_id()"),
        (5, "input_file_name()"),
        (7, "rand()"),
    ]


def test_what_mart_json_says_of_columns_is_held_against_the_rows(spark):
    member = {"name": "thing", "surrogate_key": "thing_key", "input": "staging.shop_things_history", "view": HISTORY}
    dimension = {**member, "key": {"nmae": "id"}, "as_of": "name", "member_key": None}
    tests = [
        {"type": "unique", "columns": ["id", "colour"]},
        {"type": "accepted_values", "column": "id", "values": [1, "two"]},
        {"type": "relationships", "column": "name", "to": "x", "view": CURRENT, "to_column": "id"},
        {"type": "relationships", "column": "id", "to": "x", "view": CURRENT, "to_column": "idd"},
        {"type": "sql", "name": "own", "sql": "select nam from mart__one"},
    ]
    policy = {"sql": f"select id, name, day {FROM}", "natural_key": ["nr"], "partition_by": "dya", "tests": tests}
    keyed = {"inputs": [given("current"), given("history")], "dimensions": [dimension], "kind": "fact"}
    every = marts(one=policy, two={"sql": f"select id, name {FROM}", **keyed})
    select = "select it, or correct the name."
    one, two = f"which mart.sql does not give, found id, name, day; {select}", "is bigint; cast one of them."
    name_of_two = (
        'nmae, which mart.sql does not give, found id, name; select it, or correct the name. Did you mean "name"?'
    )
    assert found(spark, every) == [
        ("one", "/natural_key/0", f'"natural_key" names nr, {one}'),
        ("one", "/partition_by", f'"partition_by" names dya, {one} Did you mean "day"?'),
        ("one", "/tests/0/columns/1", f'"tests.columns" names colour, {one}'),
        (
            "one",
            "/tests/1/values",
            "\"tests.values\" has 'two' for id, which is bigint; no row can have it: write values of that type.",
        ),
        ("one", "/tests/2/column", f'"tests.column" compares name, which is string, with id of x, which {two}'),
        (
            "one",
            "/tests/3/to_column",
            '"tests.to_column" is idd, which x does not have; correct it. Did you mean "id"?',
        ),
        (
            "one",
            "/tests/4",
            "the test own: the SQL reads the column nam, which none of its inputs has; correct it. Did you mean "
            '"name"?',
        ),
        ("two", "/dimensions/0/key/nmae", f'"dimensions.key" names {name_of_two}'),
        (
            "two",
            "/dimensions/0/as_of",
            '"as_of" is name, which is string, expected a date or timestamp; cast it in mart.sql.',
        ),
    ]


def test_columns_that_no_table_can_hold_and_what_the_kind_refuses_are_told(spark):
    one = {"sql": f"select id, name, null as nothing, day - day as gap, name {FROM}"}
    two = {"kind": "scd2", "inputs": [given("history")], "base": HISTORY, "sql": f"select id, name from {HISTORY}"}
    said = found(spark, marts(one=one, two=two))
    assert [(mart, place, sentence.split(";")[0]) for mart, place, sentence in said] == [
        ("one", None, "the SQL gives two columns name, expected each name once"),
        ("one", None, "the SQL gives nothing as null without a type"),
        ("one", None, "the SQL gives gap as interval day, which no table can hold"),
        ("two", None, "mart.sql gives no column effective_from, found ['id', 'name']"),
    ]


def test_a_mart_is_judged_by_the_columns_of_the_mart_below_and_only_once_these_are_known(spark):
    below = {"sql": f"select id, name {FROM}"}
    above = {"level": 1, "inputs": [given_mart("below")], "sql": "select id, nmae from mart__below"}
    said = found(spark, marts(below=below, above=above))
    assert said == [
        ("above", 1, 'the SQL reads the column nmae, which none of its inputs has; correct it. Did you mean "name"?')
    ]
    broken = {**below, "sql": "this is no query"}
    assert [mart for mart, _, _ in found(spark, marts(below=broken, above=above))] == ["below"]
