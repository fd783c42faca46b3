"""The compiled definitions: what tables and marts look like (docs/interfaces.md, `definitions.json`)."""

from typing import Any

from etl.errors import DefinitionError

Document = dict[str, Any]


def lookup(definitions: Document, kind: str, name: str) -> Document:
    """The table or mart `name`; `kind` is `tables` or `marts`."""
    known = definitions[kind]
    if name not in known:
        raise DefinitionError(f'"{name}" is not among the {kind} {sorted(known)}; deploy the definitions that have it.')
    found: Document = known[name]
    return found


def key_columns(table: Document) -> list[str]:
    """Columns that identify a row: the natural key, or for a keyless snapshot every column."""
    natural_key: list[str] = table["natural_key"]
    return natural_key or column_names(table)


def column_names(table: Document) -> list[str]:
    """The table's own columns, in the order of the definition."""
    return [column["name"] for column in table["columns"]]
