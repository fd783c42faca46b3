"""A damaged archive that the validator had no time to read to its end: refused, with its name and the way out."""

import json
from collections.abc import Callable

import boto3
import pytest
from etl.errors import RowContractError

from tests.glue.world import CODECS, CSV, JSON, JSONL, table

pytestmark = pytest.mark.spark
ROWS = {
    "csv": "ID,NAME\n" + "".join(f"{number},name {number % 97}\n" for number in range(50_000)),
    "jsonl": "".join(f'{{"ID": {number}, "NAME": "name {number % 97}"}}\n' for number in range(50_000)),
    "json": json.dumps([{"ID": number, "NAME": f"name {number % 97}"} for number in range(50_000)]),
}


def cut(packed: bytearray) -> None:
    del packed[len(packed) // 2 :]


def overwritten(packed: bytearray) -> None:
    middle = len(packed) // 2
    packed[middle : middle + 64] = bytes(byte ^ 0xFF for byte in packed[middle : middle + 64])


@pytest.mark.parametrize("damage", [cut, overwritten])
@pytest.mark.parametrize("compression", ["gzip", "bzip2"])
@pytest.mark.parametrize("format_", [CSV, JSONL, JSON], ids=["csv", "jsonl", "json"])
def test_a_damaged_archive_is_refused(world, damage: Callable[[bytearray], None], compression, format_):
    world.define(table(format=format_))
    text = ROWS[format_["type"]]
    load, facts = world.put("2026-03-01", text, compression=compression, rows=None, rows_checked=10)
    packed = bytearray(CODECS[compression](text.encode()))
    damage(packed)
    answer = boto3.client("s3").put_object(Bucket=load["bucket"], Key=load["key"], Body=bytes(packed))
    with pytest.raises(RowContractError) as caught:
        world.stage((load | {"version_id": answer["VersionId"]}, facts))
    sentence = str(caught.value)
    assert sentence.startswith(f"shop/things: {load['key']}")
    # What was overwritten may be read before its checksum is.
    assert damage is overwritten or "is damaged" in sentence
    assert caught.value.rejection["reason"] == sentence
    assert world.rows() == []
