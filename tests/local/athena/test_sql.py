"""Names, views and Trino's own functions: the SQL a user writes for Athena runs unchanged."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from tests.local.queries import make_database, make_iceberg_table, make_view, reason_of, result_of, rows_of

pytestmark = pytest.mark.local_aws


@pytest.fixture(scope="module")
def database(aws: Any) -> str:
    return make_database(aws)


@pytest.fixture(scope="module")
def log(aws: Any, database: str) -> str:
    """A change log: two versions of key a, one of b."""
    rows = {"k": ["a", "a", "b"], "v": [1, 2, 9], "seq": [1, 2, 1]}
    return str(make_iceberg_table(aws, database, pa.table(rows)).name()[-1])


def test_a_table_has_one_two_or_three_names_in_any_case(aws: Any, database: str, log: str) -> None:
    names = [log, log.upper(), f"{database}.{log}", f'"{database}"."{log}"', f"AwsDataCatalog.{database}.{log}"]
    for name in names:
        assert rows_of(aws, f"select count(*) from {name}", database) == [("3",)]


def test_columns_may_be_qualified_with_database_and_table(aws: Any, database: str, log: str) -> None:
    sql = f"select {database}.{log}.v, {log}.K from {database}.{log} where {log}.v = 9"
    assert rows_of(aws, sql, "default") == [("9", "b")]


def test_a_cte_shadows_a_table_and_its_own_text_does_not_see_itself(aws: Any, database: str, log: str) -> None:
    sql = f"with {log} as (select k from {log} where v = 9) select * from {log}"
    assert rows_of(aws, sql, database) == [("b",)]


def test_names_in_text_and_comments_are_left_alone(aws: Any, database: str, log: str) -> None:
    sql = f"select 'from nowhere', '{log}' /* join nowhere */ from {log} -- from nowhere\n where v = 9"
    assert rows_of(aws, sql, database) == [("from nowhere", log)]


def test_a_table_joins_itself(aws: Any, database: str, log: str) -> None:
    sql = f"select count(*) from {log} a join {log} b on a.k = b.k"
    assert rows_of(aws, sql, database) == [("5",)]


def test_a_view_over_a_view_over_windows(aws: Any, database: str, log: str) -> None:
    current = (
        f"select k, v from (select *, row_number() over (partition by k order by seq desc) n from {log}) where n = 1"
    )
    make_view(aws, database, f"{log}_current", current, "k", "v")
    make_view(aws, database, f"{log}_total", f"with t as (select * from {log}_current) select sum(v) from t", "total")
    assert rows_of(aws, f"select * from {log}_current order by k", database) == [("a", "2"), ("b", "9")]
    # A CTE of the query does not reach into a view's text.
    sql = f"with {log}_current as (select 1 as x) select total, x from {database}.{log}_total, {log}_current"
    assert rows_of(aws, sql, "default") == [("11", "1")]


def test_a_view_that_reads_itself_is_a_failed_query(aws: Any, database: str) -> None:
    make_view(aws, database, "loop_a", "select * from loop_b", "x")
    make_view(aws, database, "loop_b", "select * from loop_a", "x")
    assert reason_of(aws, "select * from loop_a", database) == (
        f"INVALID_VIEW: View 'awsdatacatalog.{database}.loop_a' is recursive: {database}.loop_a -> {database}.loop_b"
    )


def test_a_view_whose_columns_changed_is_a_failed_query(aws: Any, database: str, log: str) -> None:
    make_view(aws, database, "stale", f"select k from {log}", "k", "gone")
    assert reason_of(aws, "select * from stale", database).startswith(
        f"INVALID_VIEW: View 'awsdatacatalog.{database}.stale' is stale or invalid: "
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("date_format(timestamp '2026-03-01 06:05:00', '%Y/%m/%d %H:%i')", "2026/03/01 06:05"),
        ("date_parse('2026-03-01', '%Y-%m-%d')", "2026-03-01 00:00:00.000"),
        ("from_unixtime(0)", "1970-01-01 00:00:00.000 UTC"),
        ("to_unixtime(timestamp '1970-01-01 00:00:01')", "1.0"),
        ("regexp_like('abc', 'B|b')", "true"),
        ("regexp_replace('abc', '(b)', '[$1]')", "a[b]c"),
        ('json_extract_scalar(\'{"a":[{"b":"x"}]}\', \'$.a[0].b\')', "x"),
        ("element_at(array[1, 2], -1)", "2"),
        ("element_at(array[1, 2], 5)", None),
        ("element_at(map(array['a'], array[1]), 'a')", "1"),
        ("to_iso8601(timestamp '2026-03-01 06:00:00 UTC')", "2026-03-01T06:00:00.000Z"),
        ("to_iso8601(date '2026-03-01')", "2026-03-01"),
        ("date_add('month', -1, date '2026-03-01')", "2026-02-01"),
        ("date_diff('day', date '2026-02-01', date '2026-03-01')", "28"),
        ("date '2026-03-01' + interval '1' day", "2026-03-02"),
        ("date_trunc('month', date '2026-03-05')", "2026-03-01"),
        ("date_trunc('hour', timestamp '2026-03-05 06:07:00')", "2026-03-05 06:00:00.000"),
        ("format_datetime(timestamp '2026-03-01 06:05:00', 'yyyy-MM-dd HH:mm')", "2026-03-01 06:05"),
        ("at_timezone(timestamp '2026-03-01 06:00:00 UTC', 'UTC')", "2026-03-01 06:00:00.000 UTC"),
        ("concat('a', null)", None),
        ("7 / 2", "3"),
        ("7 / 2e0", "3.5"),
        ("1e10", "1.0E10"),
        ("cast('12345678901234567890.123' as decimal(38, 3))", "12345678901234567890.123"),
        ("map(array['a'], array[1])", "{a=1}"),
        ("array[true, null]", "[true, null]"),
        ("x'6162'", "61 62"),
        ("try(1 / 0)", None),
        ("try_cast('x' as bigint)", None),
        ("filter(array[1, 2], x -> x > 1)", "[2]"),
        ("timestamp '2026-03-01 06:00:00.123456'", "2026-03-01 06:00:00.123456"),
        ("array[timestamp '2026-03-01 06:00:00.123456']", "[2026-03-01 06:00:00.123456]"),
    ],
)
def test_trino_functions_answer_as_on_athena(aws: Any, expression: str, expected: str | None) -> None:
    assert rows_of(aws, f"select {expression}") == [(expected,)]


def test_aggregates_have_athenas_types(aws: Any, database: str, log: str) -> None:
    sql = f"select sum(v), approx_distinct(k), max_by(k, v), count_if(v > 1), avg(v) from {log}"
    result = result_of(aws, sql, database)
    assert [c["Type"] for c in result["ResultSetMetadata"]["ColumnInfo"]] == [
        "bigint",
        "bigint",
        "varchar",
        "bigint",
        "double",
    ]
    assert [d["VarCharValue"] for d in result["Rows"][1]["Data"]] == ["12", "2", "b", "2", "4.0"]


def test_columns_without_a_name_are_called_by_position(aws: Any, database: str, log: str) -> None:
    result = result_of(aws, f"select k, count(*), 1 as One from {log} group by k union select 'z', 1, 1", database)
    assert [c["Name"] for c in result["ResultSetMetadata"]["ColumnInfo"]] == ["k", "_col1", "One"]


def test_a_column_without_a_name_may_be_a_query(aws: Any, database: str, log: str) -> None:
    sql = f"select (select count(*) from {log}), (select max(v) from {log} l where l.k = o.k) from {log} o where v = 1"
    assert rows_of(aws, sql, database) == [("3", "2")]


def test_unnest_and_values(aws: Any) -> None:
    assert rows_of(aws, "select n, x from (values 1) t(n) cross join unnest(array['a', 'b']) u(x) order by x") == [
        ("1", "a"),
        ("1", "b"),
    ]


def test_show_and_describe(aws: Any, database: str, log: str) -> None:
    def lines(sql: str) -> list[str]:
        return [row["Data"][0]["VarCharValue"] for row in result_of(aws, sql, database)["Rows"]]

    assert log in lines("show tables")
    assert lines(f"SHOW TABLES IN {database} '{log[:-1]}*'")[0] == log
    assert lines(f"describe {database}.{log}") == ["k\tstring\t", "v\tbigint\t", "seq\tbigint\t"]
    assert database in lines("show databases")
    sql = f"select column_name from information_schema.columns where table_name = '{log}' order by ordinal_position"
    assert rows_of(aws, sql, database) == [("k",), ("v",), ("seq",)]
