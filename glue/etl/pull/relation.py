"""What a database reports of a relation: columns, primary key and comments, for the draft of a table's definition."""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError
from pyspark.sql import SparkSession

from etl.documents import RelationReport, ReportedColumn
from etl.errors import SluiceError
from etl.pull.columns import Found
from etl.pull.databases import DATABASES
from etl.pull.place import find
from etl.pull.session import Session

# Without it Oracle's driver reports no comments; the others ignore it.
WITH_COMMENTS = {"remarksReporting": "true"}

Row = dict[str, str]


def reported(spark: SparkSession, connection: str, database: str, relation: str) -> RelationReport:
    """The report of a relation over the Glue connection of that name."""
    try:
        kind = DATABASES[database]
        place = find(connection, kind)
        place.properties.update(WITH_COMMENTS)
        with Session(spark, kind, relation, place) as session:
            return session.reading(lambda jdbc: _report(jdbc, relation, session.columns(relation)))
    except SluiceError as error:
        return _refused(str(error))
    except ClientError as error:
        return _refused(
            f"The connection {connection} could not be read ({error}); give the stage its place in the parameter "
            '"connections" of serverless.yml, and deploy.'
        )


def _refused(sentence: str) -> RelationReport:
    return {"refused": sentence, "comment": None, "columns": [], "key": []}


def _report(jdbc: Any, relation: str, found: list[Found]) -> RelationReport:
    known = jdbc.getMetaData()
    at = _place(jdbc, known, relation)
    if at is None:  # a synonym: the database shows rows, and tells nothing of the relation behind it
        return {"refused": None, "comment": None, "columns": [_column(each, None) for each in found], "key": []}
    catalog, schema, table = (at[name] for name in ("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME"))
    columns = {
        row["COLUMN_NAME"]: row
        for row in _rows(known.getColumns(catalog, schema, table, None), "COLUMN_NAME", "TABLE_NAME", *OF_COLUMN)
        if row["TABLE_NAME"] == table
    }
    key = sorted(
        _rows(known.getPrimaryKeys(catalog, schema, table), "COLUMN_NAME", "KEY_SEQ"),
        key=lambda row: int(row["KEY_SEQ"]),
    )
    return {
        "refused": None,
        "comment": at["REMARKS"] or None,
        "columns": [_column(each, columns.get(each.name)) for each in found],
        "key": [row["COLUMN_NAME"] for row in key],
    }


OF_COLUMN = ("REMARKS", "IS_NULLABLE")
OF_TABLE = ("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "REMARKS")


def _column(found: Found, told: Row | None) -> ReportedColumn:
    return {
        "name": found.name,
        "type": found.type,
        "family": found.family,
        "digits": found.digits,
        "scale": found.scale,
        "nullable": told is None or told["IS_NULLABLE"] != "NO",
        "comment": (told or {}).get("REMARKS") or None,
    }


def _place(jdbc: Any, known: Any, relation: str) -> Row | None:
    """The relation among those that the session sees; without a schema, that of the session."""
    *above, table = (_folded(known, part) for part in relation.split("."))
    wanted = above[-1] if above else jdbc.getSchema() or jdbc.getCatalog()
    # The driver takes patterns, in which an underscore is any character.
    same = [row for row in _rows(known.getTables(None, None, table, None), *OF_TABLE) if row["TABLE_NAME"] == table]
    return next((row for row in same if wanted in (row["TABLE_SCHEM"], row["TABLE_CAT"])), None)


def _folded(known: Any, name: str) -> str:
    """A name as the database keeps it that a statement says without quotes."""
    if known.storesUpperCaseIdentifiers():
        return name.upper()
    return name.lower() if known.storesLowerCaseIdentifiers() else name


def _rows(result: Any, *names: str) -> Iterator[Row]:
    while result.next():
        yield {name: result.getString(name) for name in names}
    result.close()
