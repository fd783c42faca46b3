"""Hashes are typed, unambiguous, and stable where nothing changed."""

import hashlib

import pytest
from etl.load.hashing import key, prints, row_hash

pytestmark = pytest.mark.spark


def _columns(ddl: str) -> list[dict[str, str]]:
    return [dict(zip(("name", "type"), column.split(" ", 1), strict=True)) for column in ddl.split(", ")]


def _hash(spark, sql: str, ddl: str) -> str:
    return spark.sql(f"select {sql}").select(row_hash(_columns(ddl))).first()[0]


def _prints(spark, sql: str, ddl: str):
    return tuple(spark.sql(f"select {sql}").select(*prints(_columns(ddl)).values()).first())


DIFFERENT = [
    (("'' a", "a string"), ("cast(null as string) a", "a string")),
    (("'1' a", "a string"), ("1L a", "a bigint")),
    (("'ab' a, 'c' b", "a string, b string"), ("'a' a, 'bc' b", "a string, b string")),
    (("'x' a, cast(null as string) b", "a string, b string"), ("cast(null as string) a, 'x' b", "a string, b string")),
    (("'a:s:1:b;' a", "a string"), ("'b' a", "a string")),
    (("true a", "a boolean"), ("'true' a", "a string")),
    (
        ("struct(timestamp'2026-03-01 00:00:00.123456' as t) a", "a struct<t:timestamp>"),
        ("struct(timestamp'2026-03-01 00:00:00.123999' as t) a", "a struct<t:timestamp>"),
    ),
]
EQUAL = [
    (("1L a", "a bigint"), ("1L a, cast(null as string) b", "a bigint, b string")),
    (("1L a, 'x' b", "a bigint, b string"), ("'x' b, 1L a", "b string, a bigint")),
    (("-0.0D a", "a double"), ("0.0D a", "a double")),
    (("cast(1.5 as decimal(9,2)) a", "a decimal(9,2)"), ("cast(1.5 as decimal(38,2)) a", "a decimal(38,2)")),
    (("cast(1e20 as decimal(28,2)) a", "a decimal(28,2)"), ("cast(1e20 as decimal(38,2)) a", "a decimal(38,2)")),
]
SAME = [
    *EQUAL,
    (("cast(1.5 as decimal(9,2)) a", "a decimal(9,2)"), ("cast(1.5 as decimal(18,4)) a", "a decimal(18,4)")),
    (("cast(100 as decimal(9,2)) a", "a decimal(9,2)"), ("100L a", "a bigint")),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_rows_have_different_hashes(spark, one, other):
    assert _hash(spark, *one) != _hash(spark, *other)
    assert all(print_ != its for print_, its in zip(_prints(spark, *one), _prints(spark, *other), strict=True))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_equal_rows_have_equal_hashes(spark, one, other):
    assert _hash(spark, *one) == _hash(spark, *other)


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal_rows_have_equal_prints(spark, one, other):
    assert _prints(spark, *one) == _prints(spark, *other)


def test_the_two_prints_of_a_row_differ(spark):
    assert len(set(_prints(spark, "1L a", "a bigint"))) == 2


def test_a_print_never_changes_between_releases(spark):
    assert _prints(spark, "1L id, 'Ada' name", "id bigint, name string") == (2654867113894824294, 1102333369577148626)


def test_the_key_of_another_source_is_another_key(spark):
    frame, columns = spark.sql("select 1L id"), _columns("id bigint")
    assert frame.select(key("shop", columns)).first() != frame.select(key("store", columns)).first()


def test_a_hash_never_changes_between_releases(spark):
    text = b"id:n:1:1;name:s:3:Ada;"
    assert _hash(spark, "1L id, 'Ada' name", "id bigint, name string") == hashlib.sha256(text).hexdigest()
