"""The lineage of mart.sql: which queries are a map of one input, and why others are none."""

import pytest
from etl.marts.lineage import NoLineageError, is_repeatable, lineage

from tests.glue.marts.support import CURRENT, HISTORY, definition, given, given_mart
from tests.glue.world import table

pytestmark = pytest.mark.spark

MAPS = [
    (f"select id, upper(name) as name from {CURRENT} as c where c.name > 'a'", ["id"], {"id": "id"}),
    (f"select * from {CURRENT}", ["id"], {"id": "id"}),
    (
        f"select thing, n from (select id as thing, name n from {CURRENT}) where n is not null",
        ["thing"],
        {"thing": "id"},
    ),
    (f"with named as (select id, name from {CURRENT}) select id as a, name from named", ["a"], {"a": "id"}),
    ("select NAME from mart__others", ["name"], {"name": "name"}),
]
OTHERS = [
    (f"select a.id from {CURRENT} a join {HISTORY} b on a.id = b.id", "mart.sql reads several inputs"),
    (f"select id, max(name) from {CURRENT} group by id", "mart.sql groups rows"),
    (f"select distinct id from {CURRENT}", "mart.sql selects distinct rows"),
    (f"select id, row_number() over (order by id) n from {CURRENT}", "mart.sql has window functions"),
    (f"select id, explode(array(1, 2)) n from {CURRENT}", "mart.sql makes several rows of one"),
    (f"select id from {CURRENT} order by id", "mart.sql sorts"),
    (f"select id from {CURRENT} limit 3", "mart.sql has a limit"),
    (f"select id from {CURRENT} union all select id from {HISTORY}", "mart.sql has a union"),
    (f"select id from {CURRENT} where name in (select name from {HISTORY})", "mart.sql has a subquery"),
    (f"select id, (select max(name) from {HISTORY}) n from {CURRENT}", "mart.sql has a subquery"),
    (f"select id, rand() n from {CURRENT}", "mart.sql has a function that differs from build to build"),
    (f"select id, current_date() n from {CURRENT}", "mart.sql has a function that differs from build to build"),
    (f"select id + 0 as id from {CURRENT}", "mart.sql does not select id of natural_key as the input has it"),
    (f"select name as id from {CURRENT}", "natural_key is made of name, that of shop/things of id"),
    ("select 1L as id", "mart.sql has a OneRowRelation"),
]


@pytest.fixture(scope="module")
def views(spark):
    frame = spark.createDataFrame([(1, "Ada")], "id bigint, name string")
    for view in (CURRENT, HISTORY, "mart__others"):
        frame.createOrReplaceTempView(view)


def _lineage(spark, sql, key):
    mart = definition(natural_key=key, inputs=[given("current"), given("history"), given_mart("others")], sql=sql)
    return lineage(mart, {"shop/things": table()}, spark.sql(sql))


def test_a_query_that_chooses_columns_and_rows_of_one_input_is_a_map_of_it(spark, views):
    found = [_lineage(spark, sql, key) for sql, key, _ in MAPS]
    assert found == [{"view": "mart__others" if "others" in sql else CURRENT, "key": key} for sql, _, key in MAPS]


def test_another_query_is_none_and_says_why(spark, views):
    found = []
    for sql, _ in OTHERS:
        with pytest.raises(NoLineageError) as caught:
            _lineage(spark, sql, ["id"])
        found.append(str(caught.value))
    assert found == [why for _, why in OTHERS]


def test_two_columns_of_the_key_that_are_one_of_the_input_are_none(spark, views):
    with pytest.raises(NoLineageError, match="selects one column of the input twice"):
        _lineage(spark, "select id, id as other from mart__others", ["id", "other"])


def test_a_query_of_time_or_chance_is_not_repeatable_wherever_that_stands(spark, views):
    texts = [f"select id from {CURRENT}", f"select id from {CURRENT} where id in (select uuid() from {HISTORY})"]
    assert [is_repeatable(spark.sql(text)) for text in [*texts, "select now() t"]] == [True, False, False]
