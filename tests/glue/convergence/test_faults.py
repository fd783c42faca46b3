"""An S3 that is too busy delays a load."""

import pytest

from tests.glue.convergence.player import at_endpoint
from tests.glue.world import table

pytestmark = pytest.mark.spark


def test_an_s3_that_answers_slow_down_to_every_fourth_request_delays_a_load_and_changes_nothing(gated_world, gate):
    gated_world.define(table())
    first = gated_world.put("2026-03-01", "ID,NAME\n1,Ada\n2,Bob\n")
    second = gated_world.put("2026-03-02", "ID,NAME\n2,Rob\n")
    gate.begin(slow_down=4)
    with at_endpoint(gate.endpoint):
        for load in (first, second):
            gated_world.stage(load)
    assert gate.slowed_down > 4
    gate.begin()
    assert gated_world.summary("id", "name") == [
        ("2026-03-01", "insert", 1, "Ada"),
        ("2026-03-01", "insert", 2, "Bob"),
        ("2026-03-02", "delete", 1, None),
        ("2026-03-02", "update", 2, "Rob"),
    ]
