"""The ARN of an Athena request: AWS checks the workgroup of a query also where the request names only the query.

Stock MiniStack knows the workgroup of a request that names it, and checks any other request on `*`.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonathena.html
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions
from ministack.services import athena

from local.patching import patch

_OF_WORKGROUPS = ("QueryExecution", "QueryResults", "QueryRuntimeStatistics", "NamedQuer", "PreparedStatement")


def resource_of(action: str, request: dict[str, Any]) -> str | None:
    """The resource, as in its ARN, that AWS checks `action` (`GetQueryResults`) on; None where it has none."""
    catalog = request.get("CatalogName") or (request.get("Name") if "DataCatalog" in action else None)
    if catalog:
        return f"datacatalog/{catalog}"
    group = request.get("WorkGroup") or (request.get("Name") if action == "CreateWorkGroup" else None)
    if not group and any(part in action for part in _OF_WORKGROUPS):
        group = _workgroup_of(request)
    return f"workgroup/{group}" if group else None


def _workgroup_of(request: dict[str, Any]) -> str:
    """That of the query, or of the first of several; `primary` where a request names neither."""
    executions, named = request.get("QueryExecutionIds"), request.get("NamedQueryIds")
    execution = request.get("QueryExecutionId") or (executions or [None])[0]
    query = request.get("NamedQueryId") or (named or [None])[0]
    if not execution and not query:
        return "primary"
    found = athena._executions.get(execution) if execution else athena._named_queries.get(query)
    return str((found or {}).get("WorkGroup", "*"))


def _extract(original: Callable[..., Any]) -> Callable[..., Any]:
    def extract_resource_arn(
        service: str, method: str, path: str, headers: Any, body: Any, query_params: Any, region: str, account_id: str
    ) -> Any:
        if service != "athena" or not headers.get("x-amz-target"):
            return original(service, method, path, headers, body, query_params, region, account_id)
        resource = resource_of(headers["x-amz-target"].rsplit(".", 1)[-1], json.loads(body or b"{}"))
        return f"arn:aws:athena:{region}:{account_id}:{resource}" if resource else "*"

    return extract_resource_arn


def apply() -> None:
    """Check an Athena request on its workgroup, or its catalogue."""
    parameters = ["service", "method", "path", "headers", "body", "query_params", "region", "account_id"]
    patch(iam_actions, "extract_resource_arn", parameters, _extract)
