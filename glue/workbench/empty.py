"""Tables without rows, with the columns that the jobs would give them."""

from collections.abc import Mapping

from etl.columns import audit
from etl.documents import TableDefinition
from etl.load.own_columns import extended
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import DataType, StructType


def empty(spark: SparkSession, columns: StructType | Mapping[str, str]) -> DataFrame:
    """No row of these columns, each of which may be null."""
    types: Mapping[str, DataType | str]
    types = {field.name: field.dataType for field in columns} if isinstance(columns, StructType) else columns
    return spark.range(0).select(*[F.lit(None).cast(type_).alias(name) for name, type_ in types.items()])


def empty_log(spark: SparkSession, table: TableDefinition) -> tuple[DataFrame, TableDefinition]:
    """The change log of a table before its first load, and the table with the columns that its policy adds."""
    whole = extended(table, {}, {})
    own = {column["name"]: column["type"] for column in whole["columns"]}
    return empty(spark, own | {name: type_ for name, (type_, _) in audit(whole).items()}), whole
