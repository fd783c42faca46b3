"""Damaged pages under a sound footer: the file is refused, with its name and the way out."""

import io
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from etl.errors import RowContractError

from tests.glue.world import PARQUET, table

pytestmark = pytest.mark.spark
ROWS = 2_000
KEY = "shop/things/dt=2026-03-01/file.csv"


def _content(**options) -> bytearray:
    rows = pa.table(
        {
            "ID": list(range(ROWS)),
            "NAME": [f"name {number % 97}" for number in range(ROWS)],
            "V": [number * 1.1 for number in range(ROWS)],
        }
    )
    file = io.BytesIO()
    pq.write_table(rows, file, use_dictionary=["NAME"], **options)
    return bytearray(file.getvalue())


def _chunk(data: bytearray, column: int) -> tuple[int, int, int]:
    """Where a column's bytes begin, where its data page begins, where both end."""
    chunk = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(0).column(column)
    start = chunk.dictionary_page_offset or chunk.data_page_offset
    return start, chunk.data_page_offset, start + chunk.total_compressed_size


def _page_header(data: bytearray) -> None:
    start, _, _ = _chunk(data, 0)
    data[start : start + 20] = bytes(20)


def _page(data: bytearray) -> None:
    _, page, end = _chunk(data, 2)
    middle = (page + end) // 2
    data[middle : middle + 64] = bytes(byte ^ 0xFF for byte in data[middle : middle + 64])


def _half_a_chunk(data: bytearray) -> None:
    start, _, end = _chunk(data, 0)
    data[(start + end) // 2 : end] = bytes(end - (start + end) // 2)


def _dictionary(data: bytearray) -> None:
    start, page, _ = _chunk(data, 1)
    data[start + 16 : page] = bytes(byte ^ 0xFF for byte in data[start + 16 : page])


def _places_in_dictionary(data: bytearray) -> None:
    """Places beyond the end of the dictionary: its reader is not told which file they come from."""
    _, _, end = _chunk(data, 1)
    data[end - 200 : end] = b"\xff" * 200


@pytest.mark.parametrize(
    ("damage", "options"),
    [
        (_page_header, {"compression": "none"}),
        (_page_header, {"compression": "snappy"}),
        (_page, {"compression": "none", "write_page_checksum": True}),
        (_page, {"compression": "snappy"}),
        (_page, {"compression": "gzip"}),
        (_page, {"compression": "zstd", "write_page_checksum": True}),
        (_page, {"compression": "lz4"}),
        (_half_a_chunk, {"compression": "zstd", "data_page_version": "2.0"}),
        (_half_a_chunk, {"compression": "zstd"}),
        (_dictionary, {"compression": "gzip"}),
        (_places_in_dictionary, {"compression": "none"}),
    ],
)
def test_a_parquet_file_with_damaged_pages_is_refused(
    world, damage: Callable[[bytearray], None], options: dict[str, object]
):
    world.define(table("id bigint, name string, v double", format=PARQUET))
    content = _content(**options)
    damage(content)
    load = world.put("2026-03-01", bytes(content), rows=ROWS, rows_checked=0, encoding=None, header=["ID", "NAME", "V"])
    with pytest.raises(RowContractError) as caught:
        world.stage(load)
    sentence = str(caught.value)
    assert sentence.startswith(f"shop/things: {KEY} is damaged: Spark cannot read its content (")
    assert sentence.endswith("); write the file again, and send it again.")
    assert caught.value.rejection["totals"] == {"file": 1}
    assert caught.value.rejection["reason"] == caught.value.rejection["problems"][0]["message"] == sentence
    assert world.rows() == []
