"""Texts of a file that stand for null, true and false: the twin of rows/words.ts."""

from typing import NamedTuple

from etl.documents import BooleanValues, TableDefinition


class Words(NamedTuple):
    """The texts that stand for null, and those that stand for a boolean."""

    nulls: frozenset[str]
    booleans: dict[str, bool]


def words(table: TableDefinition, name: str | None = None) -> Words:
    """The words of the column that is called `name` in the file, which take the place of the file's; None: the file's.

    Formats that have values of their own for null and booleans have no words.
    """
    format_ = table["format"]
    if format_["type"] != "csv" and format_["type"] != "xml":
        return Words(frozenset(), {})
    own = format_["columns"].get(name, {}) if name is not None else {}
    nulls = own.get("null_values", format_["null_values"])
    return Words(frozenset(nulls), _booleans(own.get("boolean_values", format_["boolean_values"])))


def _booleans(values: BooleanValues) -> dict[str, bool]:
    return {word: True for word in values["true"]} | {word: False for word in values["false"]}
