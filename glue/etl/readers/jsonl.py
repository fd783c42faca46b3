"""JSON Lines."""

import re

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from etl.casting import MALFORMED
from etl.definitions import Document

# Digits after the point that a decimal is read with, so that one too many is seen and not rounded away.
READ_SCALE = 18


def read(spark: SparkSession, path: str, table: Document, facts: Document) -> DataFrame:
    """Scalars as text, but decimals and nested values with their types: as text they would pass through a double."""
    fields = [f"`{_escape(column['source_name'])}` {_read_type(column['type'])}" for column in table["columns"]]
    raw = (
        spark.read.schema(", ".join([*fields, f"`{MALFORMED}` string"]))
        .option("mode", "PERMISSIVE")
        .option("columnNameOfCorruptRecord", MALFORMED)
        .option("encoding", facts.get("encoding") or "utf-8")
        .option("lineSep", "\n")
        .json(path)
    )
    values = [F.col(f"`{_escape(column['source_name'])}`").alias(column["name"]) for column in table["columns"]]
    return raw.select(*values, MALFORMED)


def _read_type(type_: str) -> str:
    decimal = re.fullmatch(r"decimal\((\d+),\s*(\d+)\)", type_)
    if decimal:
        precision, scale = int(decimal[1]), int(decimal[2])
        return f"decimal(38,{max(scale, min(READ_SCALE, 38 - (precision - scale)))})"
    return type_ if type_.startswith(("struct", "array")) else "string"


def _escape(name: str) -> str:
    return name.replace("`", "``")
