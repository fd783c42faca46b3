"""Readers, one file a format: `read(spark, path, table, facts)` gives columns by staging name, values as text.

A reader adds a row here. Columns that are not declared are left out; whether they may be there is checked in
`etl.source`.
"""

from collections.abc import Callable

from pyspark.sql import DataFrame, SparkSession

from etl.definitions import Document
from etl.readers import csv, jsonl, xml

Reader = Callable[[SparkSession, str, Document, Document], DataFrame]

READERS: dict[str, Reader] = {"csv": csv.read, "jsonl": jsonl.read, "xml": xml.read}
EXTENSIONS = {"none": "", "gzip": ".gz", "bzip2": ".bz2"}
