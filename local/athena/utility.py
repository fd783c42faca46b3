"""SHOW and DESCRIBE, the statements that explore the catalog."""

from __future__ import annotations

import fnmatch
import re
from typing import Any

from ministack.services import glue

from local.athena import catalog
from local.athena.caller import Caller
from local.athena.results import Column, Result
from local.athena.statement import CATALOG, Reference

_NAME = r"[`\"]?(?P<{0}>[\w-]+)[`\"]?"
_TABLE = rf"(?:{_NAME.format('database')}\.)?{_NAME.format('table')}"
_LIKE = r"(?:\s+(?:LIKE\s+)?'(?P<like>[^']*)')?"

_SHOW_DATABASES = re.compile(rf"SHOW\s+(?:DATABASES|SCHEMAS){_LIKE}", re.IGNORECASE)
_SHOW_TABLES = re.compile(
    rf"SHOW\s+(?P<kind>TABLES|VIEWS)(?:\s+IN\s+{_NAME.format('database')})?{_LIKE}", re.IGNORECASE
)
_SHOW_COLUMNS = re.compile(rf"SHOW\s+COLUMNS\s+(?:IN|FROM)\s+{_TABLE}", re.IGNORECASE)
_SHOW_PARTITIONS = re.compile(rf"SHOW\s+PARTITIONS\s+{_TABLE}", re.IGNORECASE)
_DESCRIBE = re.compile(rf"(?:DESCRIBE|DESC)\s+{_TABLE}", re.IGNORECASE)


def run_utility(sql: str, database: str, caller: Caller) -> Result | None:
    """The answer to SHOW DATABASES, TABLES, VIEWS, COLUMNS, PARTITIONS or DESCRIBE; None for any other statement."""
    text = sql.strip().rstrip(";").strip()
    for pattern, answer in _ANSWERS.items():
        if match := pattern.fullmatch(text):
            return answer(match.groupdict(), database, caller)
    return None


def _databases(given: dict[str, Any], _database: str, caller: Caller) -> Result:
    caller.require_glue("GetDatabases", "*")
    return _lines("database_name", _like(sorted(glue._databases.keys()), given["like"]))


def _tables(given: dict[str, Any], database: str, caller: Caller) -> Result:
    name, views = (given["database"] or database).lower(), given["kind"].upper() == "VIEWS"
    caller.require_glue("GetTables", name)
    found = [t for t in list(glue._tables.values()) if t["DatabaseName"] == name and (catalog.is_view(t) or not views)]
    return _lines("tab_name", _like(sorted(t["Name"] for t in found), given["like"]))


def _columns(given: dict[str, Any], database: str, caller: Caller) -> Result:
    return _lines("field", [column["Name"] for column in _all_columns(_find(given, database, caller))])


def _describe(given: dict[str, Any], database: str, caller: Caller) -> Result:
    columns = _all_columns(_find(given, database, caller))
    return _lines("col_name", [f"{c['Name']}\t{c['Type']}\t{c.get('Comment') or ''}" for c in columns])


def _partitions(given: dict[str, Any], database: str, caller: Caller) -> Result:
    table = _find(given, database, caller)
    keys = [key["Name"] for key in table.get("PartitionKeys") or []]
    found = catalog.partitions(table, caller)
    paths = ("/".join(f"{k}={v}" for k, v in zip(keys, p["Values"], strict=True)) for p in found)
    return _lines("partition", sorted(paths))


def _find(given: dict[str, Any], database: str, caller: Caller) -> dict[str, Any]:
    name = (given["database"] or database).lower()
    return catalog.find_table(Reference(CATALOG, name, given["table"].lower(), 1, 1), caller)


def _all_columns(table: dict[str, Any]) -> list[dict[str, Any]]:
    return [*((table.get("StorageDescriptor") or {}).get("Columns") or []), *(table.get("PartitionKeys") or [])]


def _like(names: list[str], pattern: str | None) -> list[str]:
    return names if not pattern else [name for name in names if fnmatch.fnmatch(name, pattern.replace("%", "*"))]


def _lines(column: str, values: list[str]) -> Result:
    return Result([Column(column, "string", 0, 0)], [[value] for value in values], header=False)


_ANSWERS = {
    _SHOW_DATABASES: _databases,
    _SHOW_TABLES: _tables,
    _SHOW_COLUMNS: _columns,
    _SHOW_PARTITIONS: _partitions,
    _DESCRIBE: _describe,
}
