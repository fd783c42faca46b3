"""What an answer has too much is left out: empty texts that stand for absent members, and members that no client knows.

Stock MiniStack says `"Description": ""` where AWS says nothing, so that code here would meet a text, and there none.
"""

from __future__ import annotations

from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from local.models.patterns import matches
from local.models.shapes import wire_name


def mended(shape: Shape, value: Any, wire: bool) -> Any:
    """The value without empty texts that the shape does not take, and without members that it does not have."""
    if isinstance(shape, StructureShape) and isinstance(value, dict) and not shape.is_document_type:
        return _structure(shape, value, wire)
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [mended(shape.member, each, wire) for each in value]
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return {key: mended(shape.value, each, wire) for key, each in value.items()}
    return value


def _structure(shape: StructureShape, value: dict[str, Any], wire: bool) -> dict[str, Any]:
    members = {wire_name(name, each) if wire else name: (name, each) for name, each in shape.members.items()}
    kept = {}
    for name, given in value.items():
        if name not in members:
            continue
        own, member = members[name]
        if given == "" and own not in shape.required_members and not takes_empty(member):
            continue
        kept[name] = mended(member, given, wire)
    return kept


def takes_empty(shape: Shape) -> bool:
    """Whether an empty text is a value of the shape."""
    facts = shape.metadata
    fits = not facts.get("pattern") or matches(facts["pattern"], "")
    return shape.type_name == "string" and fits and not (facts.get("min") or facts.get("enum"))
