"""The register of committed snapshots, and the state (keys and prints of rows) that each of them left behind.

`sluice.loads` is {batch_date: "<load_id>/<run>"}; the state is `<root>/<load_id>/<run>/{load.json, keys/*.parquet}`.
It is written before the commit that registers it, under a name of its own, and means nothing until then.
"""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from typing import Any, TypeAlias, TypedDict

from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F
from pyspark.sql.pandas.types import to_arrow_schema

from etl.definitions import column_names, identity_columns, key_columns
from etl.documents import Load, StagingReport, TableDefinition, ValidationFacts
from etl.load import identity
from etl.load.delivery import Delivery
from etl.load.hashing import PRINTS
from etl.platform.iceberg import Table
from etl.platform.java import Observation
from etl.platform.objects import Objects

PROPERTY = "sluice.loads"
Replaced: TypeAlias = dict[str, list[str]]
"""The key of each file whose place another one has taken, and the order of its newest version then."""

# The state has no reader before the commit, so that the slow, rename-twice commit of Hadoop gains nothing.
WRITE_OPTIONS = {
    "mapreduce.fileoutputcommitter.algorithm.version": "2",
    "mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
}


class NewerFacts(TypedDict, total=False):
    """What the states of older versions do not say."""

    suspended: int
    """How many loads without a break deleted nothing, up to this one"""
    replaced: Replaced
    """Files of the batch date whose place the load has taken"""
    has_prints: bool
    """Whether its keys have the prints of their rows"""


class StateFacts(NewerFacts):
    """`load.json` of a state: where it came from, how many keys it has, and what came of the load."""

    load: Load
    facts: ValidationFacts
    keys: int
    report: StagingReport


class States:
    """States of one table below the S3 URI `root`."""

    def __init__(self, spark: SparkSession, objects: Objects, table: TableDefinition, root: str, log: Table) -> None:
        self.spark, self.objects, self.table, self.root, self.log = spark, objects, table, root, log
        types = {column["name"]: column["type"] for column in table["columns"]}
        key = {name: types[name] for name in column_names(table) if name in key_columns(table)}
        self.types = dict.fromkeys(identity_columns(table), "string") | key | dict.fromkeys(PRINTS, "bigint")
        self._writing: dict[str, Future[int]] = {}
        self._read: dict[str, StateFacts] = {}

    @contextmanager
    def writing(self, keys: DataFrame, entry: str, are_few: bool) -> Iterator[None]:
        """Write the keys of `entry` ("<load_id>/<run>") beside other work. `are_few`: they fit in this process.

        What a crashed attempt left there is replaced.
        """
        self.objects.delete_prefix(f"{self.root}/{entry}/")
        write = self._write_few if are_few else self._write_many
        with ThreadPoolExecutor(1) as thread:
            self._writing[entry] = thread.submit(write, keys.select(*self.types), f"{self.root}/{entry}/keys")
            yield

    def _write_few(self, keys: DataFrame, folder: str) -> int:
        """In one call of S3, where Spark makes thirty, one after the other."""
        import pyarrow as pa
        from pyarrow import parquet

        rows = pa.Table.from_batches(keys._collect_as_arrow(), to_arrow_schema(keys.schema))
        with BytesIO() as file:
            parquet.write_table(rows, file)
            file.seek(0)
            self.objects.write_file(f"{folder}/keys.parquet", file)
        return int(rows.num_rows)

    def _write_many(self, keys: DataFrame, folder: str) -> int:
        counted = Observation()
        seen = keys.observe(counted, F.count(F.lit(1)).alias("rows"))
        seen.write.options(**WRITE_OPTIONS).parquet(folder)
        return int(counted.get["rows"])

    def count(self, entry: str) -> int:
        """How many keys a state has, once they are written."""
        writing = self._writing.get(entry)
        return writing.result() if writing else self.read(entry)["keys"]

    def keys(self, entry: str | None, single_partition: bool) -> DataFrame:
        """identity_columns, the other key columns and the prints of a state; without entry, of the empty one."""
        if entry is None:
            # The optimizer sees that this is empty and drops the join, which would read and count the file twice.
            nothing = self.spark.range(1).where(F.lit(False))
            return nothing.select(*[F.lit(None).cast(type_).alias(name) for name, type_ in self.types.items()])
        if entry in self._writing:
            self._writing[entry].result()
        elif not self.read(entry).get("has_prints"):
            return self._of_log(self.read(entry)["load"]["batch_date"])
        # With the schema given, Spark starts no job to look into the files.
        schema = ", ".join(f"`{name}` {type_}" for name, type_ in self.types.items())
        keys = self.spark.read.schema(schema).parquet(f"{self.root}/{entry}/keys")
        return keys.coalesce(1) if single_partition else keys

    def _of_log(self, date: str) -> DataFrame:
        """The keys that are live on a batch date, for a state of an older version."""
        latest = Window.partitionBy("_key").orderBy(F.desc("_sequence"))
        seen = self.log.frame().where(F.col("_batch_date") <= date).withColumn("_version", F.row_number().over(latest))
        live = seen.where((F.col("_version") == 1) & (F.col("_change_type") != "delete"))
        return identity.printed(live, self.table).select(*self.types)

    def write(self, entry: str, document: StateFacts) -> None:
        """Write what a later job needs to know about this load."""
        self.objects.write_json(f"{self.root}/{entry}/load.json", document)
        self._read[entry] = document

    def read(self, entry: str) -> StateFacts:
        """What `write` wrote, once and for all."""
        if entry not in self._read:
            self._read[entry] = self.objects.read_json(f"{self.root}/{entry}/load.json")
        return self._read[entry]

    def suspended(self, entry: str | None) -> int:
        """How many loads without a break deleted nothing, up to this state; 0 without entry."""
        return self.read(entry).get("suspended", 0) if entry else 0

    def delivery(self, entry: str) -> Delivery:
        """What a registered state came from."""
        document = self.read(entry)
        return Delivery(document["load"], document["facts"])


def register(properties: Any) -> dict[str, str]:
    """The register, from a table's properties."""
    loads: dict[str, str] = json.loads(properties.get(PROPERTY) or "{}")
    return loads
