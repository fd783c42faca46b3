"""The audit columns, which follow a staging table's own columns (docs/interfaces.md, "Staging table")."""

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


def audited(rows: DataFrame, load: Load, source: str, run_id: str, sequence: Column) -> DataFrame:
    """Add `_sequence`, and the audit columns that are the same for all rows of a load. Nothing is the clock's."""
    values = {
        "_sequence": sequence,
        "_batch_date": F.lit(load["batch_date"]).cast("date"),
        "_load_id": F.lit(load["load_id"]),
        "_source_system": F.lit(source),
        "_source_file": F.lit(f"s3://{load['bucket']}/{load['key']}"),
        "_run_id": F.lit(run_id),
        "_loaded_at": F.lit(load["loaded_at"]).cast("timestamp"),
    }
    return rows.withColumns(values)


def batch_sequence(batch_date: str) -> Column:
    """Microseconds since the epoch of midnight UTC of the batch date."""
    return F.unix_micros(F.lit(batch_date).cast("timestamp"))


SEQUENCES = {
    "bigint": lambda column: column,
    "date": lambda column: F.unix_micros(column.cast("timestamp")),
    "timestamp": F.unix_micros,
}


def row_sequence(table: TableDefinition, batch_date: str) -> Column:
    """The table's `sequence_by` column as a bigint; the batch date's where the order of the files stands for it."""
    if is_file_order(table):
        return batch_sequence(batch_date)
    name = table["sequence_by"]
    type_ = next(column["type"] for column in table["columns"] if column["name"] == name)
    if type_ not in SEQUENCES:
        raise DefinitionError(
            f'{table["id"]}: sequence_by "{name}" is {type_}, which gives no order; use bigint, date or timestamp.'
        )
    sequence: Column = SEQUENCES[type_](F.col(f"`{name}`"))
    return sequence
