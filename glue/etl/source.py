"""Reading a load: exactly its version, by column name, with the declared types, checked, with key and row hash."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from etl import hashing
from etl.casting import BAD, typed
from etl.definitions import Document
from etl.errors import DefinitionError, DuplicateKeyError, RowContractError, RowCountError
from etl.objects import Objects
from etl.readers import EXTENSIONS, READERS


class Load(NamedTuple):
    """One version of one raw object, and what the validator learnt about it (docs/interfaces.md)."""

    load: Document
    facts: Document

    @property
    def load_id(self) -> str:
        """Hash of bucket, key and version."""
        return str(self.load["load_id"])

    @property
    def order(self) -> tuple[str, str, str]:
        """Files of one table and batch date are ordered by this; S3's sequencers are right-padded hex."""
        return (self.load["loaded_at"], self.load["sequencer"].ljust(64, "0"), self.load["load_id"])


@contextmanager
def opened(
    spark: SparkSession, objects: Objects, table: Document, load: Load, work: str, one: bool
) -> Iterator[DataFrame]:
    """The load's rows: own columns, `_row_hash`, `_key`, `_bad`; cached, so that the file is read once.

    The version is first copied to `work` (an S3 URI prefix) under a name whose extension is its true compression: Spark
    reads keys, not versions, and trusts extensions. `one`: it is small enough for a single partition, hence no shuffle.
    """
    if table["format"]["type"] not in READERS:
        raise DefinitionError(
            f"{table['id']}: no reader for format {table['format']['type']}; known: {sorted(READERS)}."
        )
    refuse_undeclared(table, load.facts["header"])
    path = f"{work}/data.{table['format']['type']}{EXTENSIONS[load.facts['compression']]}"
    objects.copy_version(load.load["bucket"], load.load["key"], load.load["version_id"], path)
    raw = READERS[table["format"]["type"]](spark, path, table, load.facts)
    rows = identified(typed(raw.coalesce(1) if one else raw, table["columns"]), table).persist()
    try:
        yield rows
    finally:
        rows.unpersist()
        objects.delete_prefix(f"{work}/")


def refuse_undeclared(table: Document, header: list[str]) -> None:
    """Hold columns that the definition does not know against `new_columns`."""
    known = {column["source_name"] for column in table["columns"]}
    unknown = sorted(set(header) - known)
    if unknown and table["new_columns"] != "ignore":
        raise RowContractError(
            f"{table['id']}: column {unknown} is not declared; add it to row.schema.json, or set new_columns to ignore."
        )


def identified(rows: DataFrame, table: Document) -> DataFrame:
    """Add `_row_hash` (own columns without the operation column) and `_key`."""
    operation = (table["operation"] or {}).get("column")
    columns = [column for column in table["columns"] if column["name"] != operation]
    hashed = rows.withColumn("_row_hash", hashing.row_hash(columns))
    if table["natural_key"]:
        key = [column for column in table["columns"] if column["name"] in table["natural_key"]]
        return hashed.withColumn("_key", hashing.key(table["source"], key))
    occurrence = F.row_number().over(Window.partitionBy("_row_hash").orderBy("_row_hash"))
    return hashed.withColumn("_key", hashing.occurrence_key(table["source"], "_row_hash", occurrence))


def counts() -> tuple[Column, Column]:
    """`rows` and `bad`: aggregates that DataFrame.observe computes in passing."""
    return F.count(F.lit(1)).alias("rows"), F.count(BAD).alias("bad")


def refuse_bad(table: Document, load: Load, rows: DataFrame, counted: Document) -> None:
    """Raise when a value does not fit its type or rows are missing; `counted` is the outcome of `counts`."""
    if counted["bad"]:
        worst = rows.where(F.col(BAD).isNotNull()).groupBy(f"{BAD}.column", f"{BAD}.expected")
        found = (
            worst.agg(F.count(F.lit(1)).alias("rows"), F.min(f"{BAD}.value").alias("value")).orderBy("column").first()
        )
        if found is None:
            raise AssertionError("bad rows were counted, so that one can be found")
        raise RowContractError(
            f'{table["id"]}: column {found["column"]} expected {found["expected"]}, found "{found["value"]}" '
            f"({found['rows']} rows) in {load.load['key']}; correct the file or the type in row.schema.json."
        )
    if counted["rows"] != load.facts["rows"]:
        raise RowCountError(
            f"{table['id']}: {load.load['key']} has {load.facts['rows']} rows for the validator and {counted['rows']} "
            "for Spark; nothing was staged, check quoting and line ends of the file."
        )


def refuse_duplicates(table: Document, load: Load, rows: DataFrame) -> None:
    """Raise, naming the first few natural keys that stand in more than one row."""
    names = table["natural_key"]
    many = rows.groupBy(*names).count().where("count > 1").orderBy(*names).limit(3).collect()
    keys = "; ".join(f"{', '.join(f'{name}={row[name]}' for name in names)} ({row['count']} rows)" for row in many)
    raise DuplicateKeyError(
        f"{table['id']}: {load.load['key']} has several rows of one natural key: {keys}; correct the file, "
        "or declare the natural_key that is unique ([] if there is none)."
    )
