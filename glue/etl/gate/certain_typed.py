"""The checks of `etl.certain` for columns that have their types already, at any depth: parquet."""

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

from pyspark.sql import Column
from pyspark.sql import functions as F

from etl.contract.cast import resolve, types_of
from etl.documents import TableDefinition, Terms
from etl.gate import certain

Schema = dict[str, Any]
Certain = Callable[[Column], Column]


def compile_certain_typed(table: TableDefinition, terms: Terms) -> Callable[[dict[str, Column]], Column] | None:
    """Compile whether a row of typed columns, by staging name, is certainly valid; None: columns cannot show it."""
    root = table["row_schema"]
    if not set(root) <= set(terms["keywords"]["plain"]):
        return None
    valid = _members({column["source_name"]: column["name"] for column in table["columns"]}, root, root, terms)
    return None if valid is None else lambda values: valid(values.get)


def _members(
    names: dict[str, str], schema: Schema, root: Schema, terms: Terms
) -> Callable[[Callable[[str], Column | None]], Column] | None:
    """The check of an object's members, each found by `names[property]`."""
    required = set(schema.get("required") or [])
    checks: dict[str, Certain] = {}
    for name, node in schema["properties"].items():
        part = resolve(node, root)
        valid = _compile(part, root, terms)
        if valid is None:
            return None
        checks[name] = _or_null(valid, name not in required or "null" in types_of(part))

    def members(find: Callable[[str], Column | None]) -> Column:
        found = {name: find(names[name]) for name in checks}
        if any(found[name] is None for name in required & checks.keys()):
            return F.lit(False)
        parts = [checks[name](value) for name, value in found.items() if value is not None]
        return reduce(lambda one, other: one & other, parts, F.lit(True))

    return members


def _or_null(valid: Certain, nullable: bool) -> Certain:
    return lambda value: F.coalesce(valid(value), F.lit(False)) | (value.isNull() if nullable else F.lit(False))


def _compile(schema: Schema, root: Schema, terms: Terms) -> Certain | None:
    types = [name for name in types_of(schema) if name != "null"]
    keywords, make = CHECKS.get(types[0] if len(types) == 1 else "", (set(), None))
    if make is None or not set(schema) <= certain.described(terms) | keywords:
        return None
    return make(schema, root, terms)


def _number(schema: Schema, root: Schema, terms: Terms) -> Certain | None:
    """`multipleOf: 0.01` is the type's: a decimal(p,2) has 2 decimals. NaN is more than any bound, and no number."""
    step = schema.get("multipleOf", 1)
    if step <= 0 or float(f"1e-{round(-math.log10(step))}") != step:
        return None
    return lambda value: certain.bounded(value, schema, value.cast("double").between(-1.7e308, 1.7e308))


def _string(schema: Schema, root: Schema, terms: Terms) -> Certain | None:
    if schema.get("format") in ("date", "date-time"):
        # Parquet knows years that ISO 8601 does not.
        return (
            (lambda value: F.year(value).between(1, 9999))
            if set(schema) <= certain.described(terms) | {"format"}
            else None
        )
    return certain.compile_string(schema, terms)


def _object(schema: Schema, root: Schema, terms: Terms) -> Certain | None:
    members = _members({name: name for name in schema["properties"]}, schema, root, terms)
    return None if members is None else lambda value: value.isNotNull() & members(value.getField)


def _array(schema: Schema, root: Schema, terms: Terms) -> Certain | None:
    part = resolve(schema["items"], root)
    valid = _compile(part, root, terms)
    if valid is None:
        return None
    item = _or_null(valid, "null" in types_of(part))
    return lambda value: F.forall(value, item)


CHECKS: dict[str, tuple[set[str], Callable[[Schema, Schema, Terms], Certain | None] | None]] = {
    "integer": (set(certain.BOUNDS), _number),
    "number": ({*certain.BOUNDS, "multipleOf"}, _number),
    "boolean": (set(), lambda *_: lambda value: value.isNotNull()),
    "string": (set(certain.STRINGS), _string),
    "object": ({"properties", "required"}, _object),
    "array": ({"items"}, _array),
}
