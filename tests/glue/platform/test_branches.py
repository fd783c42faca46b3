"""What a crashed attempt to publish leaves behind is no obstacle to the next one."""

import pytest
from etl.platform.iceberg import Branch, Table

pytestmark = pytest.mark.spark


def test_the_branch_of_a_killed_first_load_gives_way_to_that_of_the_next_attempt(world):
    def branch():
        return Branch(Table(world.spark, f"{world.name}_staging", "things"), "load_1")

    branch().table.create({"id": ("bigint", None)}, "Things.", f"s3://{world.name}-staging/things", None)
    branch().create()
    left = branch().snapshot()
    branch().create()
    assert branch().snapshot() != left
    branch().append(world.spark.sql("select 1L as id"), {})
    branch().publish({})
    assert [row["id"] for row in branch().table.frame().collect()] == [1]
