"""A pull lands in raw as one object, at once: there is no moment at which raw has half of it.

The readers write their rows in parallel, as Parquet files of a work folder. The row groups of these files are then
copied, not decoded, into one file, which is uploaded. The object carries the watermark: both are there, or neither.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from pyspark.sql import SparkSession

from etl.documents import FollowedSchema, PulledWatermark
from etl.platform.objects import Objects, location

WATERMARK = "sluice-watermark"
SCHEMA = "sluice-schema"


def join_files(spark: SparkSession, folder: str, target: Path) -> None:
    """Copy the row groups of the Parquet files in `folder`, all of one schema, into one local file."""
    jvm: Any = spark._jvm
    hadoop = jvm.org.apache.hadoop
    context: Any = spark.sparkContext
    conf = context._jsc.hadoopConfiguration()
    parquet = jvm.org.apache.parquet.hadoop
    paths = [
        hadoop.fs.Path(folder + name) for name in sorted(Objects().names_below(folder)) if name.endswith(".parquet")
    ]
    inputs = [parquet.util.HadoopInputFile.fromPath(path, conf) for path in paths]
    reader = parquet.ParquetFileReader.open(inputs[0])
    meta = reader.getFileMetaData()
    reader.close()
    overwrite = getattr(parquet, "ParquetFileWriter$Mode").OVERWRITE
    writer = parquet.ParquetFileWriter(conf, meta.getSchema(), hadoop.fs.Path(target.as_uri()), overwrite)
    writer.start()
    for each in inputs:
        writer.appendFile(each)
    writer.end(meta.getKeyValueMetaData())


def land(spark: SparkSession, folder: str, uri: str, facts: Mapping[str, str]) -> None:
    """Make one object at `uri` of the Parquet files in `folder`, with `facts_of` the pull as its metadata."""
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "pull.parquet"
        join_files(spark, folder, file)
        with file.open("rb") as content:
            Objects().write_file(uri, content, facts)


def facts_of(watermark: PulledWatermark | None, schema: FollowedSchema) -> dict[str, str]:
    """What an object says of its pull."""
    facts = {WATERMARK: json.dumps(watermark)} if watermark else {}
    return facts | {SCHEMA: schema}


def last_types(spark: SparkSession, table_folder: str) -> dict[str, str]:
    """The columns of the newest pull in a table's folder of raw, with their types; none if it followed no database."""
    objects = Objects()
    at = location(table_folder)
    for key in objects.newest_first(table_folder):
        uri = f"s3://{at.bucket}/{key}"
        schema = objects.metadata(uri).get(SCHEMA)
        if schema == "database":
            return {field.name: field.dataType.simpleString() for field in spark.read.parquet(uri).schema}
        if schema:
            break
    return {}


def last_watermark(table_folder: str) -> PulledWatermark | None:
    """That of the newest pull in a table's folder of raw; None before the first."""
    objects = Objects()
    at = location(table_folder)
    for key in objects.newest_first(table_folder):
        text = objects.metadata(f"s3://{at.bucket}/{key}").get(WATERMARK)
        if text:
            return cast(PulledWatermark, json.loads(text))
    return None
