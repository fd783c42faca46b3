"""Values that do not fit their types: each is told, and none becomes NULL."""

import json

import boto3
import pytest
from etl.errors import RowContractError

from tests.glue.world import table

pytestmark = pytest.mark.spark

MISFITS = [
    ("bigint", "12.7", "an integer or no value", '"12.7"'),
    (
        "bigint",
        "+7",
        "an integer or no value without leading zeros or a plus sign (declare a code as string; list a number in "
        "zero_padded of table.json)",
        '"+7"',
    ),
    (
        "bigint",
        "-0",
        "an integer or no value without a sign before zero (declare a code as string; list a number in zero_padded "
        "of table.json)",
        '"-0"',
    ),
    ("bigint", " 7", "an integer or no value without white space around it", '" 7"'),
    (
        "bigint",
        "9223372036854775808",
        "an integer of at most 64 bits (declare a longer one as string)",
        "9223372036854775808",
    ),
    (
        "double",
        "0.12345678901234567890",
        "a number that a double holds to its last digit (declare multipleOf for a decimal, or a string)",
        "0.12345678901234567890",
    ),
    (
        "decimal(9,2)",
        "1.2E+3",
        "a number with at most 2 decimals or no value in plain digits, without an exponent (declare a code as string)",
        '"1.2E+3"',
    ),
    (
        "timestamp",
        "2026-03-01T00:00:00.123456789Z",
        "a date and time (YYYY-MM-DDThh:mm:ssZ) with at most 6 decimals of a second (declare more as string)",
        '"2026-03-01T00:00:00.123456789Z"',
    ),
    ("decimal(9,2)", "1.005", "a number with at most 2 decimals", "1.005"),
    ("date", "2026", "a date (YYYY-MM-DD)", '"2026"'),
    ("date", "2026-02-30", "a date (YYYY-MM-DD)", '"2026-02-30"'),
    ("timestamp", "yesterday", "a date and time (YYYY-MM-DDThh:mm:ssZ)", '"yesterday"'),
    ("double", "1d", "a number or no value", '"1d"'),
    ("boolean", "2", "true or false or no value", '"2"'),
]


@pytest.fixture(scope="module")
def misfits(shared_world):
    """What is said of each misfit, by its id: the column of its type alone has it."""
    types = sorted({type_ for type_, *_ in MISFITS})
    columns = ["id bigint", *(f"v{at} {type_}" for at, type_ in enumerate(types))]
    shared_world.define(table(", ".join(columns), invalid_rows={"quarantine": {"max_percent": 100}}))
    lines = ["ID," + ",".join(f"V{at}" for at in range(len(types)))]
    for id_, (type_, value, *_) in enumerate(MISFITS):
        lines.append(",".join([str(id_), *(value if other == type_ else "" for other in types)]))
    content = "\n".join(lines) + "\n"
    report = shared_world.stage(shared_world.put("2026-03-01", content, rows_quarantined=len(MISFITS), dates={}))
    assert report["rows_staged"] == 0
    bucket, _, key = report["invalid_rows"].removeprefix("s3://").partition("/")
    aside = boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read().decode().splitlines()
    return {int(one["row"]["ID"]): (types, one["problems"]) for one in map(json.loads, aside)}


@pytest.mark.parametrize("at", range(len(MISFITS)), ids=[f"{type_} {value}" for type_, value, *_ in MISFITS])
def test_a_value_that_does_not_fit_its_type_is_an_error_and_not_null(misfits, at):
    type_, _, expected, found = MISFITS[at]
    types, problems = misfits[at]
    assert [(one["column"], one["expected"], one["found"]) for one in problems] == [
        (f"V{types.index(type_)}", expected, found)
    ]


def test_a_file_with_a_value_that_does_not_fit_is_refused_in_a_sentence(world):
    type_, value, expected, found = MISFITS[0]
    world.define(table(f"id bigint, v {type_}"))
    with pytest.raises(RowContractError) as caught:
        world.stage(world.put("2026-03-01", f"ID,V\n1,\n2,{value}\n"))
    assert str(caught.value) == (
        f"shop/things: column V expected {expected}, found {found} (1 invalid rows) in "
        "shop/things/dt=2026-03-01/file.csv; correct the file, or change row.schema.json."
    )
    assert world.rows() == []
