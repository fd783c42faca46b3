"""Athena's views of a staging table, registered in the Glue catalog the way Athena itself stores a view."""

import base64
import json
import re
from typing import Any

import boto3
from pyspark.sql.types import (
    ArrayType,
    BooleanType,
    DataType,
    StringType,
    StructField,
    StructType,
    TimestampType,
)

from etl.columns import audit
from etl.documents import TableDefinition
from etl.feeds import supported
from etl.relations import sql as relations
from etl.relations.catalogue import find

ABOUT = {
    "current": "live rows, one per key",
    "history": "versions of each key, from effective_from until before effective_to (null: open)",
}
TRINO: dict[DataType, str] = {StringType(): "varchar", TimestampType(): "timestamp(6) with time zone"}


def register(table: TableDefinition, log: StructType, database: str) -> None:
    """Create or replace `<name>_current` and `<name>_history` in `database` where they are missing or different.

    `log` is the schema of the staging table.
    """
    glue = boto3.client("glue")
    for kind in relations.RELATIONS:
        wanted = view(table, log, database, kind)
        found = find(glue, database, wanted["Name"])
        if found is None:
            glue.create_table(DatabaseName=database, TableInput=wanted)
        elif (
            found.get("ViewOriginalText") != wanted["ViewOriginalText"]
            or found.get("Description") != wanted["Description"]
        ):
            glue.update_table(DatabaseName=database, TableInput=wanted)


def view(table: TableDefinition, log: StructType, database: str, kind: str) -> dict[str, Any]:
    """The Glue TableInput of one view."""
    types = {field.name: field.dataType for field in log}
    names = [*[column["name"] for column in table["columns"]], *audit(table)]
    columns = [StructField(name, types[name]) for name in names]
    if kind == "history":
        time = types[supported(table).time_column(table)]
        columns += [StructField("effective_from", time), StructField("effective_to", time)]
        columns.append(StructField("is_current", BooleanType()))
    document = {
        "originalSql": relations.sql(table, kind, f'"{database}"."{table["name"]}"'),
        "catalog": "awsdatacatalog",
        "schema": database,
        "columns": [{"name": field.name, "type": trino(field.dataType)} for field in columns],
    }
    encoded = base64.b64encode(json.dumps(document).encode()).decode()
    about = f"{table['description']} Grain: {table['grain']}. Relation: {ABOUT[kind]}."
    return {
        "Name": f"{table['name']}_{kind}",
        "Description": about,
        "TableType": "VIRTUAL_VIEW",
        "Parameters": {"presto_view": "true", "comment": about},
        "PartitionKeys": [],
        "ViewOriginalText": f"/* Presto View: {encoded} */",
        "ViewExpandedText": "/* Presto View */",
        "StorageDescriptor": {
            "Columns": [{"Name": field.name, "Type": hive(field.dataType)} for field in columns],
            "SerdeInfo": {},
        },
    }


def trino(type_: DataType) -> str:
    """Athena's name of a Spark type."""
    if isinstance(type_, ArrayType):
        return f"array({trino(type_.elementType)})"
    if isinstance(type_, StructType):
        return f"row({', '.join(f'{_name(field.name)} {trino(field.dataType)}' for field in type_)})"
    return TRINO.get(type_) or type_.simpleString()


def hive(type_: DataType) -> str:
    """The catalogue's name of a Spark type. Its readers take nested names of letters, digits and _ only."""
    if isinstance(type_, ArrayType):
        return f"array<{hive(type_.elementType)}>"
    if isinstance(type_, StructType):
        fields = zip(folded(type_.names), type_, strict=True)
        return f"struct<{','.join(f'{name}:{hive(field.dataType)}' for name, field in fields)}>"
    return type_.simpleString()


def folded(names: list[str]) -> list[str]:
    """The names with `_` for every other character; `a.b` and `a_b` of one struct stay two names."""
    own: list[str] = []
    for name in names:
        wanted = fold = re.sub(r"\W", "_", name, flags=re.ASCII)
        number = 2
        while fold.lower() in map(str.lower, own):
            fold, number = f"{wanted}_{number}", number + 1
        own.append(fold)
    return own


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
