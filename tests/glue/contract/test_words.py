"""Texts that may stand for null or a boolean: the sentences of tests/core/validation/words.test.ts."""

import pytest
from etl.contract import cast, compile_contract

from tests.glue.world import CSV, TERMS, table

NULLS = "(list what stands for null in format.null_values of table.json)"
BOOLEANS = "(list other texts in format.boolean_values of table.json)"
WORDS = {"boolean_values": {"true": ["Y"], "false": ["N"]}}


@pytest.mark.parametrize(
    ("format_", "column", "text", "expected"),
    [
        (CSV, "ID", "NA", f"an integer or no value {NULLS}"),
        (CSV, "ID", "\\N", f"an integer or no value {NULLS}"),
        (CSV, "DAY", "0000-00-00", f"a date (YYYY-MM-DD) {NULLS}"),
        (CSV, "DAY", "00/00/0000", f"a date (YYYY-MM-DD) {NULLS}"),
        (CSV, "OPEN", "-", f"true or false or no value {NULLS}"),
        (CSV, "OPEN", "TRUE", f"true or false or no value {BOOLEANS}"),
        (CSV, "OPEN", "0", f"true or false or no value {BOOLEANS}"),
        (CSV | WORDS, "OPEN", "true", f"true or false or no value as Y, N {BOOLEANS}"),
        (CSV | {"columns": {"OPEN": WORDS}}, "OPEN", "true", f"true or false or no value as Y, N {BOOLEANS}"),
        (CSV, "OPEN", "maybe", "true or false or no value"),
        (CSV | WORDS, "OPEN", "maybe", f"true or false or no value as Y, N {BOOLEANS}"),
    ],
)
def test_a_text_that_may_stand_for_another_value_is_told_with_the_remedy(format_, column, text, expected):
    given = table("id bigint, day date, open boolean", format=format_)
    record = cast(given)({"ID": "1"} | {column: text})
    assert [each.expected for each in compile_contract(given, TERMS)(record)] == [expected]
