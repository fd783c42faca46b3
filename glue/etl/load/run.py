"""One run of the staging job: what it was told, where things are, and how its loads are opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from pyspark.sql import SparkSession

from etl.columns import AUDIT
from etl.definitions import Document
from etl.errors import StagingSchemaError
from etl.load.own_columns import extended, unknown_columns
from etl.load.source import Load, Opened, opened, path_of
from etl.platform.iceberg import Table
from etl.platform.objects import Objects
from etl.readers import damage
from etl.readers.file import File
from etl.readers.inflate import INFLATED, write_plain

PARTITIONS = {"date": "`{0}`", "timestamp": "days(`{0}`)"}


@dataclass
class StagingRun:
    """`table` is its compiled definition, `formats` those of definitions.json.

    `one`: the load is small enough for a single partition. `thorough`: every row is checked against the whole contract,
    not only those that their columns do not show to be valid. `alone`: no file but that of the load has been read.
    """

    spark: SparkSession
    objects: Objects
    table: Document
    load: Load
    run_id: str
    staging_bucket: str
    staging_database: str
    quarantine_bucket: str
    formats: dict[str, str] = field(default_factory=dict)
    approve_deletes: bool = False
    one: bool = True
    thorough: bool = True
    alone: bool = field(default=True, init=False)
    log: Table = field(init=False)

    def __post_init__(self) -> None:
        self.log = Table(self.spark, self.staging_database, self.table["name"])

    @property
    def states_root(self) -> str:
        """Where the states of this table are."""
        return f"s3://{self.staging_bucket}/_state/{self.table['name']}"

    @contextmanager
    def opened(self, load: Load) -> Iterator[Opened]:
        """The rows of a load of this table: the run's own, or a later one that depends on it."""
        with self.copied(load) as file, opened(file, load, self.thorough, self.quarantine_bucket) as rows:
            yield rows

    @contextmanager
    def copied(self, load: Load) -> Iterator[File]:
        """The load's version, copied where Spark reads exactly it, as long as it is needed."""
        self.alone = self.alone and load.load_id == self.load.load_id
        work = f"s3://{self.staging_bucket}/_work/{self.load.load_id}/{self.run_id}/{load.load_id}"
        path, compression = path_of(self.table, load.facts, work), load.facts["compression"]
        try:
            if compression in INFLATED:
                write_plain(self.objects, compression, load.load, path)
            else:
                self.objects.copy_version(load.load["bucket"], load.load["key"], load.load["version_id"], path)
            with damage.refused(self.table, load.load["key"], path):
                yield File(self.spark, path, self.table, load.facts, self.formats, self.one)
        finally:
            self.objects.delete_prefix(f"{work}/")

    def extend(self) -> None:
        """Give the table the columns that its policy adds to those of its definition."""
        if self.table["new_columns"] not in ("rescue", "evolve"):
            return
        present = self.log.types() if self.log.exists() else {}
        unknown: dict[str, str] = {}
        if self.table["new_columns"] == "evolve":
            with self.copied(self.load) as file:
                unknown = unknown_columns(file)
        self.table = extended(self.table, present, unknown)

    @property
    def facts(self) -> dict[str, str]:
        """The load's facts, for the snapshot summary."""
        load = self.load.load
        names = ("load_id", "batch_date", "key", "version_id", "loaded_at")
        return {f"sluice.{name}": str(load[name]) for name in names} | {"sluice.run_id": self.run_id}

    def ensure_table(self) -> None:
        """Create the staging table on its first load; evolve it when the definition has grown."""
        own = {column["name"]: (column["type"], column["description"]) for column in self.table["columns"]}
        if self.log.exists():
            self.log.evolve(own, StagingSchemaError)
            return
        about = f"{self.table['description']} Grain: {self.table['grain']}. Change log: one row per change."
        where = f"s3://{self.staging_bucket}/{self.table['name']}"
        self.log.create(
            own | AUDIT,
            about,
            where,
            self._partition(),
            **{"write.metadata.metrics.column._load_id": "full"} | self._distribution(),
        )

    def _partition(self) -> str:
        by = self.table["partition_by"]
        if by == "load_date":
            return "_batch_date"
        type_ = next(column["type"] for column in self.table["columns"] if column["name"] == by)
        return PARTITIONS.get(type_, "`{0}`").format(by)

    def _distribution(self) -> dict[str, str]:
        # A load has one batch date: spreading its rows by partition first would be a shuffle for nothing.
        if self.table["partition_by"] == "load_date" and self.table["feed"] == "snapshot":
            return {"write.distribution-mode": "none", "write.spark.fanout.enabled": "true"}
        return {}
