"""What a reader is told."""

from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession

from etl.documents import TableDefinition, Terms, ValidationFacts


@dataclass(frozen=True)
class File:
    """A load's object at `path`; `table` its definition, evolved columns included; `facts` the validator's.

    `terms` is `contract` of definitions.json; `single_partition`: one is enough.
    """

    spark: SparkSession
    path: str
    table: TableDefinition
    facts: ValidationFacts
    terms: Terms
    single_partition: bool

    @property
    def encoding(self) -> str:
        """Its encoding, by the name that Java and Python share."""
        return self.facts.get("encoding") or "utf-8"

    @property
    def compression(self) -> str:
        """The compression at `path`: none where the job has unpacked what Spark does not read."""
        compression: str = self.facts.get("compression") or "none"
        return "none" if self.terms["compressions"][compression]["extension"] is None else compression

    @property
    def is_known(self) -> bool:
        """Whether the validator read the file to its end."""
        return self.facts["rows"] is not None

    def spread(self, rows: DataFrame) -> DataFrame:
        """Rows for every core, where reading alone would give them to one (gzip, or a file in one piece)."""
        if self.single_partition or rows.rdd.getNumPartitions() > 1:
            return rows
        return rows.repartition(self.spark.sparkContext.defaultParallelism)
