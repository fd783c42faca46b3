"""Which operation of which service model a request is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import unquote

from botocore.exceptions import UnknownServiceError
from botocore.loaders import create_loader
from botocore.model import OperationModel, ServiceModel

NAMES = {"states": "stepfunctions", "monitoring": "cloudwatch"}
"""Services that the emulator calls otherwise than botocore."""

Query = Mapping[str, list[str]]


@dataclass
class Request:
    """One request as the gateway has it; names of headers are in small letters."""

    service: str
    method: str
    path: str
    headers: Mapping[str, str]
    query: Query
    body: bytes


@dataclass
class Route:
    """Where a REST operation is found, and what tells it from others at the same address."""

    model: OperationModel
    address: re.Pattern[str]
    literals: dict[str, str]
    needed: list[tuple[str, str]] = field(default_factory=list)

    def score(self, request: Request) -> int:
        """How many facts of the request say that it is this operation; -1 where it is not."""
        for name, value in self.literals.items():
            if name not in request.query or (value and request.query[name] != [value]):
                return -1
        there = [_has(request, place, name) for place, name in self.needed]
        return -1 if not all(there) else 2 * len(self.literals) + len(there)


def _has(request: Request, place: str, name: str) -> bool:
    return name.lower() in request.headers if place == "header" else name in request.query


@cache
def service_model(service: str) -> ServiceModel | None:
    """The model of a service by the emulator's name for it; None where botocore has none."""
    name = NAMES.get(service, service)
    try:
        return ServiceModel(create_loader().load_service_model(name, "service-2"), name)
    except UnknownServiceError:
        return None


@cache
def operation_model(service: str, operation: str) -> OperationModel | None:
    """The model of an operation; None where the service has no such operation."""
    model = service_model(service)
    return model.operation_model(operation) if model and operation in model.operation_names else None


@cache
def routes(service: str, method: str) -> list[Route]:
    """Every operation of a REST service that has this method; two may share an address, the deprecated one last."""
    model = service_model(service)
    operations = map(model.operation_model, model.operation_names) if model else ()
    found = sorted(operations, key=lambda each: bool(each.deprecated))
    return [_route(each) for each in found if each.http["method"] == method]


def _route(model: OperationModel) -> Route:
    path, _, query = model.http["requestUri"].partition("?")
    parts = re.split(r"(\{\w+\+?\})", path)
    address = "".join(_group(part) if part.startswith("{") else re.escape(part) for part in parts)
    literals = dict(each.partition("=")[::2] for each in query.split("&") if each)
    needed = [
        (places, str(member.serialization["name"]))
        for name, member in (model.input_shape.members if model.input_shape else {}).items()
        if (places := member.serialization.get("location")) in ("header", "querystring")
        and name in model.input_shape.required_members
    ]
    return Route(model, re.compile(address + "/?"), literals, needed)


def _group(part: str) -> str:
    name = part.strip("{}")
    return f"(?P<{name[:-1]}>.+)" if name.endswith("+") else f"(?P<{name}>[^/]+)"


def of_rest(request: Request) -> tuple[OperationModel, dict[str, str]] | None:
    """The operation of a REST request and what its address says; the one that the most facts speak for."""
    best, found = -1, None
    for route in routes(request.service, request.method):
        at = route.address.fullmatch(request.path)
        score = route.score(request) if at else -1
        if at and score > best:
            best, found = score, (route.model, {k: unquote(v) for k, v in at.groupdict().items()})
    return found


def protocol(request: Request) -> str | None:
    """The protocol of a request among those of its service; None where it is not checked here."""
    model = service_model(request.service)
    if model is None or (request.service != "s3" and "content-encoding" in request.headers):
        return None
    own: str = model.metadata.get("protocol", "")
    return {"smithy-rpc-v2-cbor": None}.get(own, own)
