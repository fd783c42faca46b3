"""Parquet: the columns are in the footer."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from local.crawlers.formats.classification import Classification
from local.crawlers.sample import Sample
from local.crawlers.shapes import shape_of_arrow


def classify(sample: Sample, _classifier: dict[str, Any]) -> Classification | None:
    """None where the file does not begin as Parquet; ValueError where it does and cannot be read."""
    if sample.raw[:4] != b"PAR1":
        return None
    try:
        schema = pq.read_schema(pa.BufferReader(sample.raw))
    except pa.ArrowInvalid as error:
        raise ValueError(f"not a readable Parquet file: {error}") from error
    return Classification(
        "parquet",
        {field.name: shape_of_arrow(field.type) for field in schema},
        "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
        {"serialization.format": "1"},
        {},
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
    )
