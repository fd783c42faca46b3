"""Columns that follow the database: their types, and which changes of them are taken."""

import json
from pathlib import Path

import pytest
from etl.pull.columns import Found
from etl.pull.errors import PullTypeError, SchemaChangedError
from etl.pull.following import evolved, followed, own_type

from tests.glue.pull.tables import pulled

CASES = json.loads(Path(__file__).with_name("followed-types.json").read_text())
"""The draft of a table declares the same types: tests/core/draft/relation.test.ts has the same cases."""
TABLE = pulled("id bigint, amount decimal(18,2)", jdbc={"schema": "database"})
DECLARED = [Found("ID", "number", "integer", 10), Found("AMOUNT", "number", "decimal", 12, 2)]


def of_database(*found):
    return followed(TABLE, [*DECLARED, *found])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['family']} {case['digits']} {case['scale']}")
def test_a_column_has_the_type_that_a_draft_would_declare(case):
    assert own_type(Found("A", "a", case["family"], case["digits"], case["scale"])) == case["type"]


def test_what_is_not_declared_is_added_under_its_name_in_staging():
    added = of_database(Found("ShipTo", "varchar2", "text"))["columns"][2:]
    assert [(each["name"], each["source_name"], each["type"], each["nullable"]) for each in added] == [
        ("ship_to", "ShipTo", "string", True)
    ]


@pytest.mark.parametrize(
    "found", [Found("A", "number", "number"), Found("A", "number", "decimal", 40, 2), Found("A", "xmltype", "other")]
)
def test_a_column_without_a_type_of_its_own_is_refused(found):
    with pytest.raises(PullTypeError, match=f"^shop/things: the column A, .* is a {found.type.upper()} there without"):
        of_database(found)


def test_new_and_wider_columns_are_told_and_the_others_refused_by_name():
    declared = TABLE["columns"]
    table = of_database(Found("NOTE", "varchar2", "text"), Found("PRICE", "number", "decimal", 30, 2))
    was = {"id": "bigint", "amount": "decimal(18,4)", "PRICE": "decimal(18,2)"}
    assert evolved(table, declared, {}) == []
    assert evolved(table, declared, was) == ["NOTE string", "PRICE decimal(30,2)"]
    assert evolved(table, declared, was | {"NOTE": "string", "PRICE": "decimal(30,2)"}) == []
    with pytest.raises(SchemaChangedError) as refused:
        evolved(table, declared, was | {"NOTE": "bigint", "PRICE": "decimal(30,4)", "OLD": "date"})
    assert str(refused.value) == (
        "shop/things: columns that follow the database have changed since the last pull: PRICE is now a decimal(30,2)"
        ", expected a decimal(30,4) or one with more digits; NOTE is now a string, expected a bigint; OLD is gone, "
        "expected a date. New and wider columns are taken alone. Give each its earlier name and type, in the database "
        'or in a "query" that casts it (or has null in its place), or declare the columns and remove "schema" from '
        "table.json."
    )
