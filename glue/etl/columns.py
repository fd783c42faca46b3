"""The audit columns, which follow a staging table's own columns (docs/interfaces.md, "Staging table")."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from etl.documents import Load, TableDefinition
from etl.errors import DefinitionError

AUDIT = {
    "_change_type": ("string", "insert, update or delete"),
    "_key": ("string", "Hash of the source and the natural key"),
    "_row_hash": ("string", "Hash of the row's own columns"),
    "_sequence": ("bigint", "Orders the versions of a key: microseconds since the epoch, or the integer as it is"),
    "_batch_date": ("date", "The business date that the file speaks for"),
    "_load_id": ("string", "The version of the raw object that the row comes from"),
    "_source_system": ("string", "The source"),
    "_source_file": ("string", "The raw object"),
    "_run_id": ("string", "The pipeline execution that staged the row"),
    "_loaded_at": ("timestamp", "When that version of the raw object was written"),
}

ORDER = {
    "_position": ("bigint", "Orders the rows of one file"),
    "_occurrence": ("int", "Which of the equal changes of its file the row is: 1 for the first"),
}
"""Audit columns of tables with sequence_by. The rows of older versions have NULL in them."""

FILE_ORDER = "file_order"
"""`sequence_by` of a table whose rows have no order but that of their files."""


def audit(table: TableDefinition) -> dict[str, tuple[str, str]]:
    """The audit columns of a table."""
    return AUDIT | ORDER if table["sequence_by"] else AUDIT


def is_file_order(table: TableDefinition) -> bool:
    """Whether the order of the files, and of the rows in each, stands for `sequence_by`."""
    name = table["sequence_by"]
    return name == FILE_ORDER and all(column["name"] != name for column in table["columns"])


class Origin(NamedTuple):
    """A load, and the pipeline execution that stages it."""

    load: Load
    run_id: str


def audited(rows: DataFrame, source: str, origins: Sequence[Origin], part: Column) -> DataFrame:
    """Add the audit columns that are the same for all rows of a load, which is `origins[part]`: none is the clock's."""

    def given(values: Iterable[str]) -> Column:
        return F.array(*map(F.lit, values))[part]

    values = {
        "_batch_date": given(load["batch_date"] for load, _ in origins).cast("date"),
        "_load_id": given(load["load_id"] for load, _ in origins),
        "_source_system": F.lit(source),
        "_source_file": given(f"s3://{load['bucket']}/{load['key']}" for load, _ in origins),
        "_run_id": given(run_id for _, run_id in origins),
        "_loaded_at": given(load["loaded_at"] for load, _ in origins).cast("timestamp"),
    }
    return rows.withColumns(values)


def batch_sequence() -> Column:
    """Microseconds since the epoch of midnight UTC of `_batch_date`."""
    return F.unix_micros(F.col("_batch_date").cast("timestamp"))


SEQUENCES = {
    "bigint": lambda column: column,
    "date": lambda column: F.unix_micros(column.cast("timestamp")),
    "timestamp": F.unix_micros,
}


def row_sequence(table: TableDefinition) -> Column:
    """The table's `sequence_by` column as a bigint; the batch date's where the order of the files stands for it."""
    if is_file_order(table):
        return batch_sequence()
    name = table["sequence_by"]
    type_ = next(column["type"] for column in table["columns"] if column["name"] == name)
    if type_ not in SEQUENCES:
        raise DefinitionError(
            f'{table["id"]}: sequence_by "{name}" is {type_}, which gives no order; use bigint, date or timestamp.'
        )
    sequence: Column = SEQUENCES[type_](F.col(f"`{name}`"))
    return sequence
