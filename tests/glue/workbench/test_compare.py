"""Rows in any order, and values as a person writes them."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from pyspark.sql.types import _parse_datatype_string
from workbench.rehearsal.compare import compare
from workbench.rehearsal.given import RowOfTestError, typed
from workbench.rehearsal.values import parse, show


def test_equal_rows_in_another_order_differ_in_nothing():
    assert compare(["id"], [("1",), ("2",), ("2",)], [("2",), ("1",), ("2",)]) is None


def test_a_row_that_was_expected_stands_before_the_one_that_is_most_like_it():
    expected = [("1", "Ada", "NO"), ("2", "Bob", "DE"), ("3", "Eva", "DE")]
    found = [("2", "Bob", "SE"), ("1", "Ada", "NO"), ("4", "Jo", "IT"), ("4", "Jo", "IT")]
    difference = compare(["id", "name", "country"], expected, found)
    assert difference["equal"] == 1
    assert [(line["sign"], *line["values"]) for line in difference["lines"]] == [
        ("-", "2", "Bob", "DE"),
        ("+", "2", "Bob", "SE"),
        ("-", "3", "Eva", "DE"),
        ("+", "4", "Jo", "IT"),
        ("+", "4", "Jo", "IT"),
    ]


VALUES = [
    (None, "bigint", "null", None),
    (7, "bigint", "7", 7),
    (9.5, "decimal(18,2)", "9.5", Decimal("9.50")),
    ("12345678901234567890.12", "decimal(38,2)", "12345678901234567890.12", Decimal("12345678901234567890.12")),
    (100, "decimal(18,2)", "100", Decimal("100.00")),
    (1, "double", "1.0", 1.0),
    (True, "boolean", "true", True),
    ("007", "string", "007", "007"),
    ("2026-03-01", "date", "2026-03-01", date(2026, 3, 1)),
    ("2026-03-01T08:00:00+02:00", "timestamp", "2026-03-01T06:00:00Z", datetime(2026, 3, 1, 6)),
    (["a", None], "array<string>", '["a", null]', ["a", None]),
    ({"a": 1}, "struct<a:bigint,b:date>", '{"a": 1, "b": null}', {"a": 1, "b": None}),
]


@pytest.mark.parametrize(("written", "type_", "text", "there"), VALUES)
@pytest.mark.spark
def test_a_value_that_is_written_is_shown_as_the_one_that_is_there(spark, written, type_, text, there):
    assert show(parse(written, _parse_datatype_string(type_))) == show(there) == text


WRONG = [
    (7, "string", "a text: put it between quotes"),
    ("seven", "bigint", "a number"),
    (7.5, "bigint", "a whole number"),
    ("yes", "boolean", "true or false"),
    ("1 March", "date", "a date, YYYY-MM-DD"),
    ("soon", "timestamp", "a time such as 2026-03-01T06:00:00Z"),
    ("a", "array<string>", "a list"),
    ({"c": 1}, "struct<a:bigint,b:date>", "an object with the fields a, b"),
]


@pytest.mark.parametrize(("written", "type_", "expected"), WRONG)
@pytest.mark.spark
def test_a_value_that_the_column_cannot_have_is_told(spark, written, type_, expected):
    with pytest.raises(ValueError) as caught:
        parse(written, _parse_datatype_string(type_))
    assert str(caught.value) == expected


@pytest.mark.spark
def test_a_row_that_the_mart_cannot_have_is_told_with_its_place(spark):
    columns = _parse_datatype_string("order_id bigint, note string")
    for row, sentence in (
        ({"order_id": "one"}, 'expected row 1: order_id is bigint, expected a number, found "one"; correct the test.'),
        ({"id": 1}, "expected row 1 names id, which is no column there, found order_id, note; correct the test."),
    ):
        with pytest.raises(RowOfTestError) as caught:
            typed(row, columns, "expected row 1")
        assert str(caught.value) == sentence
    assert typed({"note": "a"}, columns, "expected row 1") == (None, "a")
