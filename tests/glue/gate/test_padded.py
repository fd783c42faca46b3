"""Numbers with leading zeros: codes, unless the table declares that its numbers are padded."""

import pytest
from etl.errors import RowContractError

from tests.glue.world import table

pytestmark = pytest.mark.spark

DAYS = {
    "2024-06-01": "ZIP,CITY\n94107,San Francisco\n2134,Old Two\n",
    "2024-06-02": "ZIP,CITY\n94107,San Francisco\n02134,Boston\n",
}


def test_a_code_is_never_taken_for_the_key_without_its_zeros(world):
    world.define(table("zip bigint, city string", natural_key=["zip"]))
    world.stage(world.put("2024-06-01", DAYS["2024-06-01"]))
    with pytest.raises(RowContractError, match=r"ZIP expected an integer or no value without leading zeros .*02134"):
        world.stage(world.put("2024-06-02", DAYS["2024-06-02"]))
    assert world.summary("zip", "city") == [
        ("2024-06-01", "insert", 2134, "Old Two"),
        ("2024-06-01", "insert", 94107, "San Francisco"),
    ]
    # Padding that is declared is no part of the number.
    world.define(table("zip bigint, city string", natural_key=["zip"], zero_padded=["ZIP"]))
    world.stage(world.put("2024-06-02", DAYS["2024-06-02"]))
    assert ("2024-06-02", "update", 2134, "Boston") in world.summary("zip", "city")
