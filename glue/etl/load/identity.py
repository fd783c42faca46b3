"""What tells the rows of a table apart, and the versions of a row."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from etl.documents import Column, TableDefinition
from etl.gate.rows import BAD
from etl.load import hashing


def hashed(rows: DataFrame, table: TableDefinition) -> DataFrame:
    """Add `_row_hash` (own columns without the operation column) and `_key`, as the log has them.

    Rows without a natural key are numbered, so they have to be all of a file.
    """
    with_hash = rows.withColumn("_row_hash", hashing.row_hash(_content(table)))
    if table["natural_key"]:
        key = [column for column in table["columns"] if column["name"] in table["natural_key"]]
        return with_hash.withColumn("_key", hashing.key(table["source"], key))
    # Rows that break the contract must not count among the others.
    occurrence = F.row_number().over(Window.partitionBy("_row_hash", F.col(BAD).isNull()).orderBy("_row_hash"))
    return with_hash.withColumn("_key", hashing.occurrence_key(table["source"], "_row_hash", occurrence))


def printed(rows: DataFrame, table: TableDefinition) -> DataFrame:
    """Add the prints of every row of a snapshot, and where there is no natural key its hashes."""
    every = rows if table["natural_key"] or "_key" in rows.columns else hashed(rows, table)
    return every.withColumns(hashing.prints(_content(table)))


def rehashed(rows: DataFrame, table: TableDefinition) -> DataFrame:
    """Add `_row_hash` and `_key` to some of the `printed` rows, and to deletes, which have key columns alone."""
    if table["natural_key"]:
        return hashed(rows, table)
    return rows.withColumn("_row_hash", hashing.row_hash(_content(table)))


def _content(table: TableDefinition) -> list[Column]:
    operation = table["operation"]
    return [column for column in table["columns"] if operation is None or column["name"] != operation["column"]]
