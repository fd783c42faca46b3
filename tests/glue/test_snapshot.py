"""The snapshot feed."""

import pytest
from etl.errors import DuplicateKeyError, MassDeleteError

from tests.glue.world import table

pytestmark = pytest.mark.spark


def test_the_log_holds_what_changed_from_day_to_day(world):
    world.define(table())
    first = world.stage(world.put("2026-03-01", "ID,NAME\n1,Ada\n2,Bob\n3,Cyd\n"))
    second = world.stage(world.put("2026-03-02", "ID,NAME\n1,Ada\n2,Rob\n4,Dee\n"))
    assert world.summary("id", "name") == [
        ("2026-03-01", "insert", 1, "Ada"),
        ("2026-03-01", "insert", 2, "Bob"),
        ("2026-03-01", "insert", 3, "Cyd"),
        ("2026-03-02", "delete", 3, None),
        ("2026-03-02", "insert", 4, "Dee"),
        ("2026-03-02", "update", 2, "Rob"),
    ]
    counts = ("rows_read", "rows_staged", "rows_unchanged", "inserts", "updates", "deletes")
    assert [first[name] for name in counts] == [3, 3, 0, 3, 0, 0]
    assert [second[name] for name in counts] == [3, 2, 1, 1, 1, 1]
