"""What a build changes, by key."""

import pytest
from etl.marts import diff

pytestmark = pytest.mark.spark

SHAPE = "day date, line int, name string, tags array<string>, more map<string, int>"
ROWS = [
    ("2026-03-01", 1, "Ada", ["a"], {"x": 1}),
    ("2026-03-01", 2, "Bob", None, None),
    (None, 1, None, [], {}),
    ("2026-03-02", 1, "Cy", ["c"], {"x": 1}),
]
LATER = [
    ("2026-03-01", 1, "Ida", ["a", "b"], {"x": 2}),
    ("2026-03-01", 2, "Bob", None, None),
    (None, 1, "Unknown", [], {}),
    ("2026-03-03", 7, "Di", None, None),
    ("2026-03-03", 8, "Ed", None, None),
    ("2026-03-03", 9, "Flo", None, None),
]


def _frame(spark, rows):
    frame = spark.createDataFrame(rows, SHAPE.replace("day date", "day string"))
    return frame.withColumn("day", frame["day"].cast("date"))


def _compare(before, after, key=("day", "line")):
    """The same by a query of Spark as in this process."""
    state = {"batch_date": "2026-03-01", "snapshot_id": "1", "rows": before.count()}
    here, by_join = (diff.compare(before, after, list(key), state, after.count(), few) for few in (diff.FEW, 0))
    assert here == by_join
    return here


def test_rows_are_counted_by_key_and_changes_by_column_with_examples(spark):
    before, after = _frame(spark, ROWS), _frame(spark, LATER)
    assert _compare(before, after.selectExpr("*", "1 as fresh")) == {
        "added": 3,
        "gone": 1,
        "changed": 2,
        "added_keys": ["day=2026-03-03, line=7", "day=2026-03-03, line=9"],
        "gone_keys": ["day=2026-03-02, line=1"],
        "columns": [
            {"column": "name", "rows": 2, "example": {"key": "day=null, line=1", "before": None, "after": "Unknown"}},
            {
                "column": "tags",
                "rows": 1,
                "example": {"key": "day=2026-03-01, line=1", "before": "[a]", "after": "[a, b]"},
            },
            {
                "column": "more",
                "rows": 1,
                "example": {"key": "day=2026-03-01, line=1", "before": "{x -> 1}", "after": "{x -> 2}"},
            },
        ],
        "new_columns": ["fresh"],
    }


def test_equal_rows_change_nothing_and_a_key_that_is_not_unique_gives_no_diff(spark):
    before = _frame(spark, ROWS)
    same = _compare(before, before)
    assert (same["added"], same["gone"], same["changed"], same["columns"]) == (0, 0, 0, [])
    assert _compare(before, before, key=["line"]) is None
    assert _compare(before.drop("day"), before) is None
