"""The compiled definitions: what tables and marts look like (docs/interfaces.md, `definitions.json`)."""

from collections.abc import Mapping
from typing import TypeVar

from etl.documents import TableDefinition
from etl.errors import DefinitionError

Definition = TypeVar("Definition")

PLAIN_SCALE = 6
"""Java writes decimals of a larger scale with an exponent, where trailing zeros carry meaning."""


def lookup(known: Mapping[str, Definition], kind: str, name: str) -> Definition:
    """The table or mart `name` of the `known` ones; `kind` is `tables` or `marts`."""
    if name not in known:
        raise DefinitionError(f'"{name}" is not among the {kind} {sorted(known)}; deploy the definitions that have it.')
    return known[name]


def key_columns(table: TableDefinition) -> list[str]:
    """Columns that identify a row: the natural key, or for a keyless snapshot every column."""
    return table["natural_key"] or column_names(table)


def identity_columns(table: TableDefinition) -> list[str]:
    """Columns that tell the rows of a snapshot apart: the natural key, or the `_key` of rows without one."""
    return table["natural_key"] or ["_key"]


def column_names(table: TableDefinition) -> list[str]:
    """The table's own columns, in the order of the definition."""
    return [column["name"] for column in table["columns"]]
