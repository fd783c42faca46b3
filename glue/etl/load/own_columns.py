"""A table's own columns: those of its definition, and what `new_columns` adds to them."""

from dataclasses import replace
from typing import Any

from pyspark.sql import functions as F

from etl.columns import AUDIT, ORDER
from etl.definitions import column_names
from etl.documents import Column, TableDefinition
from etl.errors import RowContractError
from etl.gate.rows import EXTRA, RESCUED
from etl.names import snake_case
from etl.platform.iceberg import widens
from etl.readers import READERS, parquet
from etl.readers.file import File

EVOLVED = "Evolved: in the files, not in the definition"
Types = dict[str, str]


def extended(table: TableDefinition, present: Types, unknown: Types) -> TableDefinition:
    """The table with the columns that its policy adds.

    `present` are the columns of the staging table (none before the first load), `unknown` those of this load's file
    that the definition does not have, by their names there; each with its type. What a column becomes does not depend
    on the order in which loads arrive: docs/adr/0011.
    """
    columns = list(table["columns"])
    if table["new_columns"] == "rescue":
        columns.append(_column(RESCUED, "string", "What the files have and the definition has not: a JSON object"))
    if table["new_columns"] == "evolve":
        declared = {*column_names(table), *AUDIT, *ORDER, RESCUED}
        types = {name: type_ for name, type_ in present.items() if name not in declared}
        for name, type_ in sorted((snake_case(source), type_) for source, type_ in unknown.items()):
            known = types.get(name, type_)
            types[name] = known if widens(type_, known) else type_
        columns += [_column(name, type_, EVOLVED) for name, type_ in types.items()]
    return {**table, "columns": columns}


def unknown_columns(file: File) -> Types:
    """The file's columns that its definition does not have, with their types: text, but in parquet.

    Raises RowContractError for a column whose name would be that of another.
    """
    known = {column["source_name"] for column in file.table["columns"]}
    types = parquet.types(file) if file.table["format"]["type"] == "parquet" else dict.fromkeys(_names(file), "string")
    unknown = {name: type_ for name, type_ in types.items() if name not in known}
    _refuse_collisions(file.table, sorted(unknown))
    return unknown


def wider(types: Types, others: Types) -> Types:
    """The columns of both, each with the wider of its types."""
    return types | {
        name: types[name] if name in types and widens(type_, types[name]) else type_ for name, type_ in others.items()
    }


def _names(file: File) -> list[str]:
    header: list[str] = file.facts["header"]
    if file.is_known or file.table["format"]["type"] == "csv":
        return header
    rows = READERS[file.table["format"]["type"]](replace(file, table={**file.table, "new_columns": "rescue"}))
    keys = rows.where(F.col(EXTRA).isNotNull()).select(F.explode(F.json_object_keys(EXTRA)).alias("name")).distinct()
    return [*header, *[row["name"] for row in keys.collect()]]


def _refuse_collisions(table: TableDefinition, unknown: list[str]) -> None:
    owners = {column["name"]: column["source_name"] for column in table["columns"]}
    for source in unknown:
        name = snake_case(source)
        owner = owners.setdefault(name, source)
        if owner != source:
            raise RowContractError(
                f'{table["id"]}: the new column "{source}" becomes {name}, as "{owner}" does; rename one of them at '
                "the source, or declare it in row.schema.json."
            )


def _column(name: str, type_: str, about: str) -> Column:
    # A column of a definition has the name of its property here.
    source: Any = None
    return {"name": name, "source_name": source, "type": type_, "nullable": True, "description": about, "pattern": None}
