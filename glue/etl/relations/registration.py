"""What a load tells the Glue catalogue: its table's views, and the partition of raw that it came from."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

from pyspark.sql.types import StructType

from etl.documents import TableDefinition
from etl.relations import raw, views
from etl.relations.catalogue import Refusals

Register: TypeAlias = Callable[[TableDefinition, StructType, Iterable[str], str, str], list[str]]


def register(
    table: TableDefinition, log: StructType, keys: Iterable[str], staging_database: str, raw_database: str
) -> list[str]:
    """Register the views of a log with this schema, and the folders of these raw objects.

    Returns what the catalogue refuses, in sentences: the rows are live, so it is too late to fail.
    """
    refusals = Refusals()
    with refusals.of("views"):
        views.register(table, log, staging_database)
    with refusals.of("partition of raw"):
        raw.register(table["name"], keys, raw_database)
    return refusals.sentences
