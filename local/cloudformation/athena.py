"""Named queries, a resource type of Athena that stock CloudFormation does not know."""

from __future__ import annotations

import json
from typing import Any

from ministack.services import athena
from ministack.services.cloudformation import provisioners

Properties = dict[str, Any]


def _create(_logical_id: str, properties: Properties, _stack: str) -> tuple[str, Properties]:
    _, _, body = athena._create_named_query(properties)
    query_id = str(json.loads(body)["NamedQueryId"])
    return query_id, {"NamedQueryId": query_id}


def _change(physical_id: str, _old: Properties, new: Properties, stack: str) -> tuple[str, Properties]:
    """Every change of a named query replaces it, as on AWS."""
    _remove(physical_id, {})
    return _create("", new, stack)


def _remove(physical_id: str, _properties: Properties) -> None:
    athena._delete_named_query({"NamedQueryId": physical_id})


def apply() -> None:
    """Register the type."""
    handlers = {"create": _create, "update": _change, "delete": _remove}
    provisioners._RESOURCE_HANDLERS["AWS::Athena::NamedQuery"] = handlers
