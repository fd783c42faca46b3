"""One run of the mart job: what it was told, and where things are."""

from dataclasses import dataclass, field

from pyspark.sql import SparkSession

from etl.documents import MartDefinition, TableDefinition
from etl.platform.iceberg import Table


@dataclass
class MartRun:
    """`mart` is its compiled definition, `tables` the definitions of all staging tables."""

    spark: SparkSession
    mart: MartDefinition
    tables: dict[str, TableDefinition]
    run_id: str
    staging_database: str
    mart_database: str
    mart_bucket: str
    target: Table = field(init=False)

    def __post_init__(self) -> None:
        self.target = Table(self.spark, self.mart_database, self.mart["id"])


def tag_of(batch_date: str) -> str:
    """The tag of the state of a batch date."""
    return f"batch_date_{batch_date.replace('-', '_')}"
