"""The members of a request, as the protocol of its service has them: JSON, query, REST with JSON or XML.

botocore has the client's half only. Unlike a server's parser, this keeps members that the model does not know.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from defusedxml import ElementTree

from local.models.operations import Request, of_rest, operation_model, protocol
from local.models.shapes import wire_name

Call = tuple[OperationModel, dict[str, Any], bool]
"""The operation, its members, and whether these have the names of the wire."""


def read(request: Request) -> Call | None:
    """What a request asks; None where it is no call of a known operation. ValueError where it cannot be read."""
    reader = READERS.get(protocol(request) or "")
    return reader(request) if reader else None


def _json(request: Request) -> Call | None:
    name = request.headers.get("x-amz-target", "").rpartition(".")[2]
    model = operation_model(request.service, name)
    return (model, json.loads(request.body or b"{}"), True) if model else None


def _query(request: Request) -> Call | None:
    params = {**parse_qs(request.body.decode(), keep_blank_values=True), **request.query}
    texts = {name: values[0] for name, values in params.items() if not name.startswith("X-Amz-")}
    model = operation_model(request.service, texts.pop("Action", ""))
    texts.pop("Version", None)
    if model is None:
        return None
    members = _of_query(model.input_shape, texts, "") if model.input_shape else {}
    return model, {**members, **dict.fromkeys(texts, "")}, False


def _of_query(shape: Shape, texts: dict[str, str], at: str) -> Any:
    """The value at a prefix; every text that it is made of is taken out of `texts`."""
    dot = f"{at}." if at else ""
    if isinstance(shape, StructureShape):
        named = {name: f"{dot}{member.serialization.get('name', name)}" for name, member in shape.members.items()}
        return {name: _of_query(shape.members[name], texts, key) for name, key in named.items() if _below(texts, key)}
    if isinstance(shape, ListShape):
        flat = shape.serialization.get("flattened")
        item = at if flat else f"{dot}{shape.member.serialization.get('name', 'member')}"
        if texts.get(at) == "":
            texts.pop(at)  # an empty list
        return [_of_query(shape.member, texts, each) for each in _numbered(texts, item)]
    if isinstance(shape, MapShape):
        item = at if shape.serialization.get("flattened") else f"{dot}entry"
        key, value = (
            part.serialization.get("name", name) for part, name in ((shape.key, "key"), (shape.value, "value"))
        )
        return {
            texts.pop(f"{each}.{key}"): _of_query(shape.value, texts, f"{each}.{value}")
            for each in _numbered(texts, item)
        }
    return scalar(shape, texts.pop(at))


def _below(texts: dict[str, str], key: str) -> bool:
    return key in texts or any(name.startswith(f"{key}.") for name in texts)


def _numbered(texts: dict[str, str], prefix: str) -> Iterator[str]:
    number = 1
    while _below(texts, f"{prefix}.{number}"):
        yield f"{prefix}.{number}"
        number += 1


def _rest(request: Request) -> Call | None:
    found = of_rest(request)
    if found is None:
        return None
    model, address = found
    shape, members = model.input_shape, {}
    for name, member in (shape.members if shape else {}).items():
        text = _located(request, member, address)
        if text is not None:
            members[name] = text
    return model, {**members, **_body(request, shape)}, protocol(request) == "rest-json"


def _located(request: Request, member: Shape, address: dict[str, str]) -> Any:
    place, name = member.serialization.get("location"), member.serialization.get("name", "")
    if place == "uri":
        return scalar(member, address[name]) if name in address else None
    if place == "querystring" and name in request.query:
        values = request.query[name]
        return (
            [scalar(member.member, each) for each in values]
            if isinstance(member, ListShape)
            else scalar(member, values[0])
        )
    if place == "header" and name.lower() in request.headers:
        text = request.headers[name.lower()]
        if isinstance(member, ListShape):
            return [scalar(member.member, each.strip()) for each in text.split(",")]
        return _in_its_case(member, scalar(member, text))
    if place == "headers":
        start = name.lower()
        return {each[len(start) :]: text for each, text in request.headers.items() if each.startswith(start)} or None
    return None


def _in_its_case(member: Shape, value: Any) -> Any:
    """S3 takes the words of its headers in any case, and clients send them so (`x-amz-checksum-mode: enabled`)."""
    words = {word.lower(): word for word in member.metadata.get("enum", [])}
    return words.get(value.lower(), value) if isinstance(value, str) else value


def _body(request: Request, shape: StructureShape | None) -> dict[str, Any]:
    payload = shape.serialization.get("payload") if shape else None
    if payload and shape:
        member = shape.members[payload]
        if not request.body:
            return {}
        text = request.body.decode() if member.type_name == "string" else request.body
        return {payload: _document(request, member) if isinstance(member, StructureShape) else text}
    if not request.body or request.service == "s3":
        return {}
    named = {wire_name(name, member): name for name, member in (shape.members if shape else {}).items()}
    return {named.get(name, name): value for name, value in json.loads(request.body).items()}


def _document(request: Request, shape: StructureShape) -> Any:
    if protocol(request) == "rest-json":
        return json.loads(request.body)
    return _of_xml(shape, ElementTree.fromstring(request.body))


def _of_xml(shape: Shape, node: Any) -> Any:
    if isinstance(shape, StructureShape):
        return _structure_of_xml(shape, list(node))
    if isinstance(shape, ListShape):
        return [_of_xml(shape.member, each) for each in node]
    return scalar(shape, node.text or "")


def _structure_of_xml(shape: StructureShape, nodes: list[Any]) -> dict[str, Any]:
    tags = [node.tag.rpartition("}")[2] for node in nodes]
    named = {str(member.serialization.get("name", name)): name for name, member in shape.members.items()}
    members: dict[str, Any] = {tag: "" for tag in tags if tag not in named}
    for tag, node in zip(tags, nodes, strict=True):
        member = shape.members[named[tag]] if tag in named else None
        if isinstance(member, ListShape) and member.serialization.get("flattened"):
            members.setdefault(named[tag], []).append(_of_xml(member.member, node))
        elif member is not None:
            members[named[tag]] = _of_xml(member, node)
    return members


def scalar(shape: Shape, text: str) -> Any:
    """A text of the wire as a value of its type; the text itself where it is none, which the check then names."""
    try:
        if shape.type_name in ("integer", "long"):
            return int(text)
        if shape.type_name in ("float", "double"):
            return float(text)
    except ValueError:
        return text
    return {"true": True, "false": False}.get(text.lower(), text) if shape.type_name == "boolean" else text


READERS: dict[str, Callable[[Request], Call | None]] = {
    "json": _json,
    "query": _query,
    "rest-json": _rest,
    "rest-xml": _rest,
}
