"""The shape of values, as a crawler sees it: merged over rows and files, written as a Hive type at the end.

A shape is a Hive type name (`bigint`), a dict of field shapes (struct), a one-item list (array), or None: no value.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

Shape = Any

_WIDER = ["int", "bigint", "double"]
"""Each type holds the values of those before it."""

_ARROW: list[tuple[Any, str]] = [
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_int8, "tinyint"),
    (pa.types.is_int16, "smallint"),
    (pa.types.is_int32, "int"),
    (pa.types.is_integer, "bigint"),
    (pa.types.is_float32, "float"),
    (pa.types.is_floating, "double"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "timestamp"),
    (pa.types.is_binary, "binary"),
    (pa.types.is_large_binary, "binary"),
]


def shape_of(value: Any) -> Shape:
    """The shape of a parsed JSON value."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return shape_of_integer(value)
    if isinstance(value, float):
        return "double"
    if isinstance(value, dict):
        return {name: shape_of(child) for name, child in value.items()}
    if isinstance(value, list):
        element: Shape = None
        for child in value:
            element = merge(element, shape_of(child))
        return [element]
    return "string"


def shape_of_integer(value: int) -> str:
    """`int` or `bigint` as it fits, else `string`."""
    if -(1 << 31) <= value < 1 << 31:
        return "int"
    return "bigint" if -(1 << 63) <= value < 1 << 63 else "string"


def shape_of_text(text: str) -> Shape:
    """The type of an untyped text (XML): int, bigint, double, boolean or string; none where it is empty."""
    if not text:
        return None
    if text in ("true", "false"):
        return "boolean"
    number = text[1:] if text[:1] in "+-" else text
    if number.isascii() and number.isdigit():
        # A leading zero marks a code, such as a postcode, not a number.
        return "string" if len(number) > 1 and number[0] == "0" else shape_of_integer(int(text))
    try:
        float(text)
    except ValueError:
        return "string"
    return "double" if number[:1].isdigit() or number[:1] == "." else "string"


def shape_of_arrow(kind: pa.DataType) -> Shape:
    """The shape of an Arrow type (a Parquet column's)."""
    if pa.types.is_struct(kind):
        return {field.name: shape_of_arrow(field.type) for field in kind}
    if pa.types.is_map(kind):
        return f"map<{render(shape_of_arrow(kind.key_type))},{render(shape_of_arrow(kind.item_type))}>"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return [shape_of_arrow(kind.value_type)]
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    return next((name for test, name in _ARROW if test(kind)), "string")


def merge(left: Shape, right: Shape) -> Shape:
    """The narrowest shape that holds both; `string` where no other does."""
    if left is None or right is None or left == right:
        return right if left is None else left
    if isinstance(left, dict) and isinstance(right, dict):
        return {name: merge(left.get(name), right.get(name)) for name in {**left, **right}}
    if isinstance(left, list) and isinstance(right, list):
        return [merge(left[0], right[0])]
    if isinstance(left, str) and isinstance(right, str) and left in _WIDER and right in _WIDER:
        return max(left, right, key=_WIDER.index)
    # XML: one occurrence is an element, several are an array of it.
    if isinstance(left, list) and not isinstance(right, list):
        return [merge(left[0], right)]
    if isinstance(right, list) and not isinstance(left, list):
        return [merge(left, right[0])]
    return "string"


def render(shape: Shape) -> str:
    """The Hive type; `string` where no value was seen, as in Glue."""
    if isinstance(shape, dict):
        return "struct<" + ",".join(f"{name}:{render(child)}" for name, child in shape.items()) + ">"
    if isinstance(shape, list):
        return f"array<{render(shape[0])}>"
    return shape or "string"
