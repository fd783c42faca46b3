"""One run of the staging job: what it was told, and where things are."""

from dataclasses import dataclass, field

from pyspark.sql import SparkSession

from etl.columns import AUDIT
from etl.definitions import Document
from etl.errors import StagingSchemaError
from etl.iceberg import Table
from etl.objects import Objects
from etl.source import Load

PARTITIONS = {"date": "`{0}`", "timestamp": "days(`{0}`)"}


@dataclass
class StagingRun:
    """`table` is its compiled definition; `one` says that the load is small enough for a single partition."""

    spark: SparkSession
    objects: Objects
    table: Document
    load: Load
    run_id: str
    staging_bucket: str
    staging_database: str
    approve_deletes: bool = False
    one: bool = True
    log: Table = field(init=False)

    def __post_init__(self) -> None:
        self.log = Table(self.spark, self.staging_database, self.table["name"])

    @property
    def states_root(self) -> str:
        """Where the states of this table are."""
        return f"s3://{self.staging_bucket}/_state/{self.table['name']}"

    def work(self, load: Load) -> str:
        """A place for this run's copy of a load's object."""
        return f"s3://{self.staging_bucket}/_work/{self.load.load_id}/{self.run_id}/{load.load_id}"

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
