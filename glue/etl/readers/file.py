"""The input of a reader."""

from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from etl.documents import TableDefinition, Terms, ValidationFacts
from etl.gate.rows import PART, POSITION


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
    are_many: bool = False
    """Whether `path` is a folder of files alike, named by their numbers."""

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

    @property
    def is_ordered(self) -> bool:
        """Whether a row of its table comes before another by its place in the file."""
        return self.table["sequence_by"] is not None

    @property
    def position(self) -> list[Column]:
        """`_position`, for a select over rows just as Spark reads them; nothing where the file has no order.

        The id counts within a partition, and Spark makes the pieces of one file partitions in their order: whatever
        moves rows comes after it.
        """
        return [F.monotonically_increasing_id().alias(POSITION)] if self.is_ordered else []

    @property
    def part(self) -> list[Column]:
        """`_part`, for a select over rows just as Spark reads them; nothing where there is one file."""
        number = F.substring_index("_metadata.file_name", ".", 1).cast("int")
        return [number.alias(PART)] if self.are_many else []

    def spread(self, rows: DataFrame) -> DataFrame:
        """Rows for every core, where reading would give them to a single core (gzip, or a file in one piece)."""
        if self.single_partition or rows.rdd.getNumPartitions() > 1:
            return rows
        return rows.repartition(self.spark.sparkContext.defaultParallelism)
