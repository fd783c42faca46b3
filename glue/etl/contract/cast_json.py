"""Rows of typed columns as JSON values: a column always has something, if only NULL."""

from collections.abc import Callable
from typing import Any

from etl.contract.cast import Schema, resolve, types_of
from etl.documents import TableDefinition

Record = dict[str, Any]


def drop_nulls(table: TableDefinition) -> Callable[[Record], Record]:
    """Compile the record of a row: a NULL is null where its property may be null, and absent elsewhere.

    Columns that the schema does not know are left out, as `new_columns` says what becomes of them.
    """
    root = table["row_schema"]
    known = root.get("properties") or {}
    return lambda row: _members({name: value for name, value in row.items() if name in known}, root, root)


def _members(value: Any, schema: Schema, root: Schema) -> Any:
    if isinstance(value, list):
        item = resolve(schema.get("items"), root)
        return [_members(each, item, root) for each in value]
    if not isinstance(value, dict):
        return value
    parts = {name: resolve(node, root) for name, node in (schema.get("properties") or {}).items()}
    return {
        name: _members(member, parts.get(name, {}), root)
        for name, member in value.items()
        if member is not None or "null" in types_of(parts.get(name, {}))
    }
