"""The Glue catalog as a query sees it: tables, views and partitions."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

from ministack.services import glue

from local.athena.caller import Caller
from local.athena.errors import QueryError, TableNotFoundError
from local.athena.statement import CATALOG, Reference

_VIEW_PREFIX, _VIEW_SUFFIX = "/* Presto View: ", " */"


@dataclass(frozen=True)
class View:
    """A view as Athena keeps it: its text, the database of its unqualified names, its columns in order."""

    sql: str
    database: str
    columns: list[str]


def find_table(reference: Reference, caller: Caller) -> dict[str, Any]:
    """The Glue table behind a name, which the caller must be allowed to get."""
    if reference.catalog != CATALOG:
        raise QueryError(
            "CATALOG_NOT_FOUND",
            f"line {reference.line}:{reference.column}: "
            f"Catalog '{reference.catalog}' not found, the local Athena has only 'awsdatacatalog'",
        )
    caller.require_glue("GetTable", reference.database, reference.table)
    if reference.database not in glue._databases:
        raise QueryError(
            "SCHEMA_NOT_FOUND",
            f"line {reference.line}:{reference.column}: Schema '{reference.database}' does not exist",
        )
    table = glue._tables.get(f"{reference.database}/{reference.table}")
    if table is None:
        raise TableNotFoundError(reference.line, reference.column, reference.qualified)
    return dict(table)


def is_view(table: dict[str, Any]) -> bool:
    return table.get("TableType") == "VIRTUAL_VIEW"


def is_iceberg(table: dict[str, Any]) -> bool:
    return str((table.get("Parameters") or {}).get("table_type", "")).upper() == "ICEBERG"


def read_view(table: dict[str, Any]) -> View:
    """Decode `ViewOriginalText`; raises QueryError where it is not a Presto view."""
    text, name = table.get("ViewOriginalText") or "", f"{table['DatabaseName']}.{table['Name']}"
    if not (text.startswith(_VIEW_PREFIX) and text.rstrip().endswith(_VIEW_SUFFIX.strip())):
        raise QueryError(
            "INVALID_VIEW",
            f"'{name}' is not a Presto view: its ViewOriginalText must begin with "
            f"'{_VIEW_PREFIX}'; create it in Athena, or write that text",
        )
    try:
        definition = json.loads(base64.b64decode(text.strip()[len(_VIEW_PREFIX) : -len(_VIEW_SUFFIX)]))
        columns = [str(column["name"]) for column in definition["columns"]]
        return View(definition["originalSql"], definition.get("schema") or table["DatabaseName"], columns)
    except (ValueError, KeyError, TypeError) as error:
        raise QueryError("INVALID_VIEW", f"Invalid view JSON of '{name}': {error!r}") from error


def partitions(table: dict[str, Any], caller: Caller) -> list[dict[str, Any]]:
    """The registered partitions of a Hive table."""
    caller.require_glue("GetPartitions", table["DatabaseName"], table["Name"])
    return list(glue._partitions.get(f"{table['DatabaseName']}/{table['Name']}") or [])
