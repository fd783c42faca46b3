"""A value against its shape: required and unknown members, types, lengths, ranges, patterns, enums.

botocore's own validator knows the first three and the smaller limit of the others, and it takes Python's values, not
those of JSON. Sentences are those of AWS's ValidationException.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from local.models.patterns import matches

NUMBERS = {"integer", "long", "float", "double"}
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "character": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float, str),
    "double": (int, float, str),
    "boolean": (bool,),
    "blob": (str, bytes, bytearray),
    "timestamp": (int, float, str, datetime.datetime),
}
"""What JSON and botocore's parsers have for each type; a text stands for NaN and for the infinities."""

ALSO = {"ResourceStatus": ("REVIEW_IN_PROGRESS",)}
"""Words that AWS says although the enum of the shape has none of them: CloudFormation, of a stack of a change set."""


def problems(shape: Shape, value: Any, wire: bool, path: str = "") -> Iterator[str]:
    """Each way in which `value` differs from `shape`, as a sentence.

    `wire` says that its members have the names of the wire, as JSON has them, and not those of the model.
    """
    if getattr(shape, "is_document_type", False):
        return
    check = CONTAINERS.get(shape.type_name)
    if check:
        yield from check(shape, value, wire, path)
    else:
        yield from _scalar(shape, value, path)


def wire_name(name: str, shape: Shape) -> str:
    """The name of a member in the body; a member of the address or of the header keeps the model's."""
    return name if "location" in shape.serialization else str(shape.serialization.get("name", name))


def _structure(shape: StructureShape, value: Any, wire: bool, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield _differs(path, value, "Member must be a structure")
        return
    members, required = _layout(shape, wire)
    given = {name: each for name, each in value.items() if each is not None}
    for name in sorted(required - given.keys()):
        yield f"Value at '{_at(path, name)}' failed to satisfy constraint: Member must not be null"
    for name in given.keys() - members.keys() - {"__type"}:
        yield f"Unknown member '{_at(path, name)}' of {shape.name}"
    if shape.is_tagged_union and len(given) != 1:
        yield _differs(path, sorted(given), f"Exactly one member of {shape.name} must be set")
    for name in given.keys() & members.keys():
        yield from problems(members[name], given[name], wire, _at(path, name))


@cache
def _layout(shape: StructureShape, wire: bool) -> tuple[dict[str, Shape], frozenset[str]]:
    """The members by name, and the names of those that are required."""
    named = {name: wire_name(name, each) if wire else name for name, each in shape.members.items()}
    members = {named[name]: each for name, each in shape.members.items()}
    return members, frozenset(named[name] for name in shape.required_members)


def _list(shape: ListShape, value: Any, wire: bool, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield _differs(path, value, "Member must be a list")
        return
    yield from _bounds(shape, len(value), value, path, "length")
    for index, each in enumerate(value):
        yield from problems(shape.member, each, wire, f"{path}.{index + 1}.member")


def _map(shape: MapShape, value: Any, wire: bool, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield _differs(path, value, "Member must be a map")
        return
    yield from _bounds(shape, len(value), value, path, "length")
    for key, each in value.items():
        yield from problems(shape.key, key, wire, f"{path} (key)")
        yield from problems(shape.value, each, wire, _at(path, key))


def _scalar(shape: Shape, value: Any, path: str) -> Iterator[str]:
    kind = shape.type_name
    if not isinstance(value, TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield _differs(path, value, f"Member must be of type {kind}")
    elif kind == "string" and isinstance(value, str):
        yield from _text(shape, value, path)
    elif kind in NUMBERS and isinstance(value, (int, float)):
        yield from _bounds(shape, value, value, path, "value")


def _text(shape: Shape, value: str, path: str) -> Iterator[str]:
    facts = shape.metadata
    yield from _bounds(shape, len(value), value, path, "length")
    if facts.get("enum") and value not in facts["enum"] and value not in ALSO.get(shape.name, ()):
        yield _differs(path, value, f"Member must satisfy enum value set: [{', '.join(facts['enum'])}]")
    if facts.get("pattern") and not matches(facts["pattern"], value):
        yield _differs(path, value, f"Member must satisfy regular expression pattern: {facts['pattern']}")


def _bounds(shape: Shape, size: float, value: Any, path: str, of: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        yield _differs(path, value, f"Member must have {of} greater than or equal to {least}")
    if most is not None and size > most:
        yield _differs(path, value, f"Member must have {of} less than or equal to {most}")


def _differs(path: str, value: Any, constraint: str) -> str:
    return f"Value '{str(value)[:100]}' at '{path}' failed to satisfy constraint: {constraint}"


def _at(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)


CONTAINERS: dict[str, Callable[[Any, Any, bool, str], Iterator[str]]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
}
