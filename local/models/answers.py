"""The members of an answer, and the answers that refuse a call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from botocore.model import OperationModel, StructureShape
from botocore.parsers import ResponseParser, ResponseParserError, create_parser

from local.models.absent import mended
from local.models.shapes import problems

Answer = tuple[int, dict[str, Any], Any]
"""Status, headers and body, as the emulator's handlers give them."""

REFUSED, BROKEN = ("ValidationException", 400), ("InternalFailure", 500)


def as_modelled(model: OperationModel, protocol: str, answer: Answer) -> Answer:
    """The answer without what AWS would leave out; one in XML stays, as its empty elements are absent to the check."""
    status, headers, body = answer
    shape = model.output_shape
    if shape is None or "json" not in protocol or shape.serialization.get("payload") or not body:
        return answer
    told = json.dumps(mended(shape, json.loads(body), True)).encode()
    return status, {name: text for name, text in headers.items() if name.lower() != "content-length"}, told


def answer_problems(model: OperationModel, protocol: str, answer: Answer) -> Iterator[str]:
    """Each way in which a good answer differs from the operation's output shape."""
    shape = model.output_shape
    if shape is None:
        return
    try:
        value, wire = _members(shape, protocol, answer), protocol == "json"
    except (ResponseParserError, ValueError, KeyError) as error:
        yield f"{shape.name} cannot be read: {error!r}"
        return
    # AWS itself answers with empty lists where the model wants one element at least.
    yield from (each for each in problems(shape, value, wire) if not each.startswith("Value '[]' at "))


def _members(shape: StructureShape, protocol: str, answer: Answer) -> Any:
    status, headers, body = answer
    if protocol == "json":
        return json.loads(body or b"{}")
    payload = shape.serialization.get("payload")
    if payload and shape.members[payload].type_name in ("blob", "string"):
        body = b""  # an object's bytes, which have no shape
    response = {"status_code": status, "headers": _small(headers), "body": _bytes(body)}
    parsed = _parser(protocol).parse(response, shape)
    parsed.pop("ResponseMetadata", None)
    return mended(shape, parsed, False)


@cache
def _parser(protocol: str) -> ResponseParser:
    return create_parser(protocol)


def _small(headers: dict[str, Any]) -> dict[str, str]:
    return {name.lower(): str(value) for name, value in headers.items()}


def _bytes(body: Any) -> bytes:
    return body if isinstance(body, bytes) else str(body or "").encode() if isinstance(body, (str, type(None))) else b""


def sentence(found: list[str]) -> str:
    """As AWS words what it found."""
    plural = "s" if len(found) > 1 else ""
    return f"{len(found)} validation error{plural} detected: {'; '.join(found)}"


def error_answer(protocol: str, code: str, status: int, message: str, request_id: str) -> Answer:
    """An error in the form that the protocol's clients read."""
    headers = {"x-amzn-requestid": request_id, "x-amz-request-id": request_id}
    if protocol in ("json", "rest-json"):
        kind = {"Content-Type": "application/json", "x-amzn-errortype": code}
        return status, headers | kind, json.dumps({"__type": code, "message": message}).encode()
    error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    if protocol == "query":
        error = f"<ErrorResponse>{error}<RequestId>{request_id}</RequestId></ErrorResponse>"
    return status, headers | {"Content-Type": "text/xml"}, error.encode()
