"""Values as Trino casts them to text and JSON, and as Athena prints them in results."""

from __future__ import annotations

import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.local.queries import (
    PARQUET,
    make_bucket,
    make_database,
    make_hive_table,
    make_iceberg_table,
    put,
    reason_of,
    rows_of,
)

pytestmark = pytest.mark.local_aws
MIDNIGHT = datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc)
PLAIN = MIDNIGHT.replace(tzinfo=None)


@pytest.fixture(scope="module")
def database(aws: Any) -> str:
    return make_database(aws)


@pytest.fixture(scope="module")
def moments(aws: Any, database: str) -> str:
    """An Iceberg table with a moment of each kind, whole seconds all."""
    schema = pa.schema(
        [
            ("at", pa.timestamp("us", "UTC")),
            ("plain", pa.timestamp("us")),
            ("tags", pa.list_(pa.timestamp("us", "UTC"))),
            ("clock", pa.time64("us")),
        ]
    )
    row = {"at": MIDNIGHT, "plain": PLAIN, "tags": [MIDNIGHT, None], "clock": datetime.time(1, 2, 3)}
    return str(make_iceberg_table(aws, database, pa.Table.from_pylist([row], schema)).name()[-1])


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cast(1e0 as varchar)", "1.0E0"),
        ("cast(0e0 as varchar)", "0E0"),
        ("cast(-0.5e0 as varchar)", "-5.0E-1"),
        ("cast(123456789.125e0 as varchar)", "1.23456789125E8"),
        ("cast(1.2e-5 as varchar)", "1.2E-5"),
        ("cast(1.7976931348623157e308 as varchar)", "1.7976931348623157E308"),
        ("cast(5e-324 as varchar)", "5.0E-324"),
        ("cast(nan() as varchar)", "NaN"),
        ("cast(-infinity() as varchar)", "-Infinity"),
        ("try_cast(1e16 as varchar)", "1.0E16"),
        ("cast(real '1.1' as varchar)", "1.1E0"),
        ("cast(real '16777216' as varchar)", "1.677722E7"),
        ("cast(cast('1.5' as decimal(38, 10)) as varchar)", "1.5000000000"),
        ("cast(-7 as varchar)", "-7"),
        ("cast(true as varchar)", "true"),
        ("cast(date '2024-01-01' as varchar)", "2024-01-01"),
        ("cast(time '01:02:03' as varchar)", "01:02:03"),
        ("cast(time '01:02:03.5' as varchar)", "01:02:03.5"),
        ("cast(timestamp '2024-01-01 00:00:00' as varchar)", "2024-01-01 00:00:00"),
        ("cast(timestamp '2024-01-01 00:00:00.25' as varchar)", "2024-01-01 00:00:00.25"),
        ("cast(timestamp '2024-01-01 00:00:00.000 UTC' as varchar)", "2024-01-01 00:00:00.000 UTC"),
        ("cast(cast('2024-01-01' as timestamp(6)) as varchar)", "2024-01-01 00:00:00.000000"),
        ("cast(cast('2024-01-01' as timestamp) as varchar)", "2024-01-01 00:00:00.000"),
        ("cast(from_unixtime(0) as varchar)", "1970-01-01 00:00:00.000 UTC"),
        ("cast(from_unixtime(0) + interval '1' day as varchar)", "1970-01-02 00:00:00.000 UTC"),
        ("cast('abc' as varchar(2))", "ab"),
        ("cast(12 as varchar(2))", "12"),
        ("try_cast(123 as varchar(2))", None),
        ("try(cast(array[1] as varchar))", None),
        ("cast(null as varchar)", None),
        ("cast(json '\"x\"' as varchar)", "x"),
        ("array_join(array[1.5e0, null], ',')", "1.5E0"),
        ("array_join(array[1.5e0, null], ',', '?')", "1.5E0,?"),
        ("json_format(cast('x' as json))", '"x"'),
        ("json_format(cast(1e10 as json))", "1.0E10"),
        ("json_format(cast(1.5e0 as json))", "1.5"),
        ("json_format(cast(cast('1.50' as decimal(9, 2)) as json))", "1.50"),
        ("json_format(cast(array[1, null] as json))", "[1,null]"),
        ("json_format(cast(map(array['a'], array[true]) as json))", '{"a":true}'),
        ("json_format(cast(date '2024-01-01' as json))", '"2024-01-01"'),
        ("json_format(cast(timestamp '2024-01-01 00:00:00.000 UTC' as json))", '"2024-01-01 00:00:00.000 UTC"'),
    ],
)
def test_a_cast_to_varchar_or_json_has_trinos_text(aws: Any, expression: str, expected: str | None) -> None:
    assert rows_of(aws, f"select {expression}") == [(expected,)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1e0", "1.0"),
        ("1e10", "1.0E10"),
        ("1.5e-4", "1.5E-4"),
        ("nan()", "NaN"),
        ("-infinity()", "-Infinity"),
        ("real '1.1'", "1.1"),
        ("array[real '0.1', null]", "[0.1, null]"),
        ("array[1.5e0, 1e10]", "[1.5, 1.0E10]"),
        ("cast('1' as decimal(38, 10))", "1.0000000000"),
        ("date '0050-01-01'", "0050-01-01"),
        ("timestamp '0050-01-01 00:00:00'", "0050-01-01 00:00:00.000"),
        ("time '01:02:03'", "01:02:03.000"),
        ("row(1, 'x')", "{field0=1, field1=x}"),
        ("cast(row(1, 2e0) as row(a integer, b double))", "{a=1, b=2.0}"),
        ("map(array[1, 2], array[array[true], null])", "{1=[true], 2=null}"),
    ],
)
def test_a_result_has_athenas_text(aws: Any, expression: str, expected: str) -> None:
    assert rows_of(aws, f"select {expression}") == [(expected,)]


def test_an_iceberg_moment_has_six_decimals(aws: Any, database: str, moments: str) -> None:
    at, plain = "2024-01-01 00:00:00.000000 UTC", "2024-01-01 00:00:00.000000"
    shown = rows_of(aws, f"select at, plain, tags, clock, max(at) over () as m from {moments}", database)
    assert shown == [(at, plain, f"[{at}, null]", "01:02:03.000000", at)]
    told = "cast(at as varchar), cast(plain as varchar), cast(clock as varchar), cast(date_trunc('day', at) as varchar)"
    assert rows_of(aws, f"select {told} from {moments}", database) == [(at, plain, "01:02:03.000000", at)]
    grouped = f"select cast(at as varchar), count(*) from {moments} group by cast(at as varchar)"
    assert rows_of(aws, grouped, database) == [(at, "1")]
    counted = f"select cast(cast(at as timestamp(3)) as varchar), from_unixtime(0) from {moments}"
    assert rows_of(aws, counted, database) == [("2024-01-01 00:00:00.000", "1970-01-01 00:00:00.000 UTC")]


def test_a_hive_moment_has_three_decimals(aws: Any, database: str) -> None:
    folder, file = f"s3://{make_bucket(aws)}/t/", pa.BufferOutputStream()
    pq.write_table(pa.table({"at": pa.array([PLAIN], pa.timestamp("us"))}), file)
    put(aws, f"{folder}a.parquet", file.getvalue().to_pybytes())
    name = make_hive_table(aws, database, folder, {"at": "timestamp"}, PARQUET)
    sql = f"select at, cast(at as varchar), date_trunc('day', at), array[at] from {name}"
    shown = "2024-01-01 00:00:00.000"
    assert rows_of(aws, sql, database) == [(shown, shown, shown, f"[{shown}]")]


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("cast(array[1] as varchar)", "TYPE_MISMATCH: Cannot cast integer[] to varchar; "
         "use json_format(CAST(... AS JSON))"),
        ("cast(123 as varchar(2))", "INVALID_CAST_ARGUMENT: Value 123 cannot be represented as varchar(2)"),
        ("cast(json '{}' as varchar)", "INVALID_CAST_ARGUMENT: Cannot cast {} to varchar; use json_format"),
    ],
)  # fmt: skip
def test_what_has_no_varchar_is_a_failed_query(aws: Any, expression: str, reason: str) -> None:
    assert reason_of(aws, f"select {expression}") == reason
