"""XML elements as JSON values of the declared types: the twin of readers/xml-row.ts."""

from collections.abc import Callable
from typing import Any

from etl.contract.cast import Schema, compile_cast, resolve, trim, types_of
from etl.contract.phrases import listed
from etl.documents import TableDefinition


class Shape:
    """What the mapping of an XML element needs to know of a schema; its parts are looked up when they are met.

    `padded` says whether its numbers may have leading zeros; `names` are the properties whose numbers may.
    """

    def __init__(self, node: Any, root: Schema, padded: bool = False, names: frozenset[str] = frozenset()) -> None:
        self.root, self.schema, self.padded, self.names = root, resolve(node, root), padded, names
        types = types_of(self.schema)
        self.cast, self.nullable = compile_cast(self.schema, padded), "null" in types
        self.list, self.object = "array" in types, "object" in types
        self.has_text = "_VALUE" in (self.schema.get("properties") or {})
        self._parts: dict[str, Shape] = {}

    def item(self) -> "Shape":
        return self._part("items", self.schema)

    def property(self, name: str) -> "Shape":
        return self._part(name, self.schema.get("properties") or {}, "properties/")

    def _part(self, name: str, parent: Schema, prefix: str = "") -> "Shape":
        if name not in parent:
            return Shape({}, self.root)
        if prefix + name not in self._parts:
            self._parts[prefix + name] = Shape(parent[name], self.root, self.padded or name in self.names)
        return self._parts[prefix + name]


ABSENT = object()


class Attribute(str):
    """The text of an attribute, or of an element that has more than text: never a list, whatever is declared."""


def cast_xml(table: TableDefinition) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Compile the record of an element as `etl.readers.xml` parses it (docs/interfaces.md, "XML rows").

    A member is an Attribute, a text, None (empty), a dict (it has attributes or children) or a list (it is repeated).
    """
    shape = Shape(table["row_schema"], table["row_schema"], names=frozenset(table["zero_padded"]))
    return lambda element: _members(element, shape)


def _members(element: dict[str, Any], shape: Shape) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name, given in element.items():
        part = shape.property(name)
        if isinstance(given, Attribute):
            _put(row, name, _scalar(given, part))
            continue
        for child in listed(given):
            _add(row, name, child, part)
    if shape.has_text and "_VALUE" not in element:
        _put(row, "_VALUE", _scalar(None, shape.property("_VALUE")))
    return row


def _add(row: dict[str, Any], name: str, child: Any, shape: Shape) -> None:
    given = _value(child, shape.item() if shape.list else shape)
    item = None if given is ABSENT else given
    if isinstance(row.get(name), list):
        row[name].append(item)
    elif shape.list:
        row[name] = [item]
    elif name in row:
        row[name] = [row[name], item]
    else:
        _put(row, name, given)


def _value(child: Any, shape: Shape) -> Any:
    if isinstance(child, dict):
        return _members(child, shape)
    if shape.object and child is not None:
        return _members({"_VALUE": Attribute(child)}, shape)
    return _scalar(child, shape)


def _scalar(text: str | None, shape: Shape) -> Any:
    trimmed = trim(text or "")
    if trimmed == "":
        return None if shape.nullable else ABSENT
    return shape.cast(trimmed)


def _put(row: dict[str, Any], name: str, given: Any) -> None:
    if given is not ABSENT:
        row[name] = given
