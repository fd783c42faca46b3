"""The ARNs that a Glue request is checked on: AWS checks the catalog, the database and the table.

Stock MiniStack checks only the database of a request that names a database, and takes the name of a crawler or a
database for that of a table. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsglue.html
"""

from __future__ import annotations

import contextvars
import json
from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions

from local.iam.question import Answer, Ask, Question, patch_answer
from local.patching import patch

_arns: contextvars.ContextVar[list[str] | None] = contextvars.ContextVar("sluice_glue_arns", default=None)


def resource_arns(action: str, request: dict[str, Any], region: str, account: str) -> list[str]:
    """Every ARN that AWS checks `action` (`GetTable`) on; the catalog is first, as in the sentence of a refusal."""

    def arn(resource: str) -> str:
        return f"arn:aws:glue:{region}:{account}:{resource}"

    name = request.get("Name")
    if "SecurityConfiguration" in action:  # IAM knows no resource for these
        return ["*"]
    if "Crawler" in action and "Metrics" not in action:
        return [arn(f"crawler/{name or request.get('CrawlerName') or '*'}")]
    if "Job" in action:
        return [arn(f"job/{request.get('JobName') or name or '*'}")]
    if "Connection" in action:
        connection = name or request.get("ConnectionName") or (request.get("ConnectionInput") or {}).get("Name")
        return [arn("catalog"), arn(f"connection/{connection or '*'}")]
    return [arn("catalog"), *(arn(resource) for resource in _catalog_objects(action, request))]


def _catalog_objects(action: str, request: dict[str, Any]) -> list[str]:
    """The database and the table, or the function, of a Data Catalog request."""
    name, database = request.get("Name"), request.get("DatabaseName")
    if "Database" in action:
        database = name or (request.get("DatabaseInput") or {}).get("Name")
        return [f"database/{database}"] if database else []
    if not database:
        return []
    if "UserDefinedFunction" in action:
        function = request.get("FunctionName") or (request.get("FunctionInput") or {}).get("Name")
        return [f"database/{database}", f"userDefinedFunction/{database}/{function or '*'}"]
    tables = request.get("TablesToDelete") or [
        request.get("TableName") or name or (request.get("TableInput") or {}).get("Name") or "*"
    ]
    return [f"database/{database}", *(f"table/{database}/{table}" for table in tables)]


def _extract(original: Callable[..., Any]) -> Callable[..., Any]:
    def extract_resource_arn(
        service: str, method: str, path: str, headers: Any, body: Any, query_params: Any, region: str, account_id: str
    ) -> Any:
        _arns.set(None)
        if service != "glue" or not headers.get("x-amz-target"):
            return original(service, method, path, headers, body, query_params, region, account_id)
        action = headers["x-amz-target"].rsplit(".", 1)[-1]
        arns = resource_arns(action, json.loads(body or b"{}"), region, account_id)
        _arns.set(arns)
        return arns[0]

    return extract_resource_arn


def _on_each(question: Question, ask: Ask) -> Answer:
    arns = _arns.get()
    _arns.set(None)
    # The ARNs belong to the request that was just read; any other check is of its own ARN.
    of_request = question.service == "glue" and arns and arns[0] == question.resource_arn
    for arn in arns if arns and of_request else [question.resource_arn]:
        denied = ask(question._replace(resource_arn=arn))
        if denied:
            return denied
    return None


def apply() -> None:
    """Check a Glue request on each of its resources."""
    parameters = ["service", "method", "path", "headers", "body", "query_params", "region", "account_id"]
    patch(iam_actions, "extract_resource_arn", parameters, _extract)
    patch_answer(_on_each)
