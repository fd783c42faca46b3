"""Where a test has its tables."""

from dataclasses import dataclass

from etl.documents import Definitions
from etl.platform.iceberg import CATALOG
from etl.platform.objects import Objects
from pyspark.sql import SparkSession


@dataclass(frozen=True)
class Place:
    """Databases and buckets of one test, by its name; `objects` holds what is in the buckets."""

    name: str
    objects: Objects

    @property
    def staging_database(self) -> str:
        """The change logs."""
        return f"{self.name}_staging"

    @property
    def raw_database(self) -> str:
        """The files as they came, which no test asks for."""
        return f"{self.name}_raw"

    @property
    def mart_database(self) -> str:
        """The marts."""
        return f"{self.name}_mart"

    @property
    def staging_bucket(self) -> str:
        """The files of the change logs, states and working copies."""
        return f"{self.name}-staging"

    @property
    def mart_bucket(self) -> str:
        """The files of the marts."""
        return f"{self.name}-mart"

    @property
    def quarantine_bucket(self) -> str:
        """The rows that were set aside."""
        return f"{self.name}-quarantine"

    @property
    def definitions(self) -> str:
        """The URI of definitions.json."""
        return f"s3://{self.staging_bucket}/definitions.json"

    def open(self, spark: SparkSession, definitions: Definitions) -> None:
        """Make the databases, and put the definitions where the jobs find them."""
        for database in (self.staging_database, self.mart_database):
            spark.sql(f"CREATE NAMESPACE IF NOT EXISTS {CATALOG}.{database}")
        self.objects.write_json(self.definitions, definitions)
