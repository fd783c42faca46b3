"""From which moment on the versions of a member differ between two states of its dimension."""

import pytest
from etl.marts.differences import differing, first_changes

pytestmark = pytest.mark.spark

SHAPE = "id int, effective_from int, effective_to int, member string"
ENDED, REPLACED, CORRECTED, FIRST, BACK, EARLIER, SAME = range(7)
BEFORE = [
    (ENDED, 1, None, "a"),
    (REPLACED, 1, None, "a"),
    (CORRECTED, 1, 4, "a"),
    (CORRECTED, 4, None, "b"),
    (BACK, 1, 2, "a"),
    (EARLIER, 2, None, "a"),
    (SAME, 1, None, "a"),
]
AFTER = [
    (ENDED, 1, 3, "a"),
    (REPLACED, 1, 3, "a"),
    (REPLACED, 3, None, "b"),
    (CORRECTED, 1, 2, "a"),
    (CORRECTED, 2, None, "b"),
    (FIRST, 5, None, "a"),
    (BACK, 1, 2, "a"),
    (BACK, 5, None, "b"),
    (EARLIER, 1, None, "a"),
    (SAME, 1, None, "a"),
]


def test_a_start_counts_only_behind_a_version_that_both_states_have(spark):
    old, new = (spark.createDataFrame(rows, SHAPE) for rows in (BEFORE, AFTER))
    found = first_changes(differing(old, new), ["id"], ["member"]).collect()
    # The first version of all covers the facts before it, whose member may be another in either state.
    assert {row[0]: row[1] for row in found} == {
        ENDED: 3,
        REPLACED: 3,
        CORRECTED: 2,
        FIRST: None,
        BACK: None,
        EARLIER: None,
    }
