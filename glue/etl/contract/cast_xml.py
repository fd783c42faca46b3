"""XML elements as JSON values of the declared types: the twin of readers/xml-row.ts."""

from collections.abc import Callable
from typing import Any, NamedTuple

from etl.contract.cast import Schema, compile_cast, resolve, trim, types_of
from etl.contract.phrases import listed
from etl.contract.words import Words, words
from etl.documents import TableDefinition


class Reading(NamedTuple):
    """How texts become values: whether numbers may be padded, and what stands for null, true and false."""

    padded: bool
    words: Words


class Shape:
    """What the mapping of an XML element needs to know of a schema; its parts are looked up when they are met.

    `reading_of`: how a property is read, and what is within it; None, below the properties of the row: as its parent.
    """

    def __init__(
        self, node: Any, root: Schema, reading: Reading, reading_of: Callable[[str], Reading] | None = None
    ) -> None:
        self.root, self.schema, self.reading, self.reading_of = root, resolve(node, root), reading, reading_of
        types = types_of(self.schema)
        self.cast = compile_cast(self.schema, reading.padded, reading.words.booleans)
        self.nulls, self.nullable = reading.words.nulls | {""}, "null" in types
        self.list, self.object = "array" in types, "object" in types
        self.has_text = "_VALUE" in (self.schema.get("properties") or {})
        self._parts: dict[str, Shape] = {}

    def item(self) -> "Shape":
        return self._part("items", self.schema)

    def property(self, name: str) -> "Shape":
        return self._part(name, self.schema.get("properties") or {}, "properties/")

    def _part(self, name: str, parent: Schema, prefix: str = "") -> "Shape":
        # An item is read as its list.
        reading = self.reading_of(name) if self.reading_of and prefix else self.reading
        if name not in parent:
            return Shape({}, self.root, reading)
        if prefix + name not in self._parts:
            self._parts[prefix + name] = Shape(parent[name], self.root, reading)
        return self._parts[prefix + name]


ABSENT = object()


class Attribute(str):
    """The text of an attribute, or of an element that has more than text: never a list, whatever is declared."""


def cast_xml(table: TableDefinition) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Compile the record of an element as `etl.readers.xml` parses it (docs/interfaces.md, "XML rows").

    A member is an Attribute, a text, None (empty), a dict (it has attributes or children) or a list (it is repeated).
    """
    root = table["row_schema"]
    shape = Shape(root, root, Reading(False, words(table)), lambda name: _reading(table, name))
    return lambda element: _members(element, shape)


def _reading(table: TableDefinition, name: str) -> Reading:
    return Reading(name in table["zero_padded"], words(table, name))


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
    if shape.object and child is not None and trim(child) not in shape.nulls:
        return _members({"_VALUE": Attribute(child)}, shape)
    return _scalar(child, shape)


def _scalar(text: str | None, shape: Shape) -> Any:
    trimmed = trim(text or "")
    if trimmed in shape.nulls:
        return None if shape.nullable else ABSENT
    return shape.cast(trimmed)


def _put(row: dict[str, Any], name: str, given: Any) -> None:
    if given is not ABSENT:
        row[name] = given
