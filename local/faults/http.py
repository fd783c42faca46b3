"""Faults of calls that come by HTTP: those of Lambdas, job runs, crawlers, and clients; and the address of the plan."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any
from urllib.parse import unquote

from ministack import app
from ministack.services import sts

from local.faults.plan import PLAN, Call, Fault
from local.glue.jobs import run_of_session
from local.models.answers import Answer, error_answer
from local.models.gateway import Dispatch, call_of, request_of
from local.models.operations import Request, protocol
from local.patching import patch

ADDRESS = "/_sluice/faults"
LOOK_SECONDS = 0.02
_KEY = re.compile(r"Credential=([^/]+)/")


def _faulty(original: Dispatch) -> Dispatch:
    async def dispatch(
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, list[str]],
        request_id: str,
    ) -> Answer:
        if path.startswith(ADDRESS):
            return _planned(method, path.removeprefix(ADDRESS).strip("/"), body)
        if PLAN:
            request = request_of(method, path, headers, body, query_params)
            fault = PLAN.strike(_call(request))
            refusal = await _struck(fault, request, request_id) if fault else None
            if refusal:
                return refusal
        return await original(method, path, headers, body, query_params, request_id)

    return dispatch


def _planned(method: str, name: str, body: bytes) -> Answer:
    """POST plans a fault and gives its id, GET its counts; DELETE ends it, and gives its counts."""
    try:
        if method == "POST":
            return _answer(200, {"id": PLAN.add(json.loads(body)).id})
        return _answer(200, PLAN.remove(int(name)) if method == "DELETE" else PLAN.find(int(name)))
    except (KeyError, TypeError, ValueError) as error:
        return _answer(400, {"message": f"{type(error).__name__}: {error}"})


def _answer(status: int, body: dict[str, Any]) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(body).encode()


def _call(request: Request) -> Call:
    found = call_of(request)
    query = "&".join(f"{name}={value}" for name, values in request.query.items() for value in values)
    said = "" if request.service == "s3" else request.body.decode(errors="replace")
    operation = found[0].name if found else ""
    return Call(request.service, operation, f"{unquote(request.path)}?{query} {said}", _session(request.headers))


def _session(headers: Any) -> str:
    """The ARN of the session that signs; empty for root."""
    key = _KEY.search(headers.get("authorization", ""))
    return str(sts._sessions.get(key.group(1), {}).get("Arn", "")) if key else ""


async def _struck(fault: Fault, request: Request, request_id: str) -> Answer | None:
    """The answer to a struck call; None where it goes on."""
    await asyncio.sleep(fault.delay_seconds)
    while PLAN.holds(fault):
        await asyncio.sleep(LOOK_SECONDS)
    if fault.kill:
        run = run_of_session(_session(request.headers))
        if run:
            await asyncio.to_thread(run.die)
    if not (fault.kill or fault.code):
        return None
    code = fault.code or "InternalError"
    text = f"A planned fault: {code}."
    return error_answer(protocol(request) or "", code, fault.status, text, request_id)


def apply() -> None:
    """Answer planned faults before anything else is asked."""
    parameters = ["method", "path", "headers", "body", "query_params", "request_id"]
    patch(app, "_dispatch_service_request", parameters, _faulty)
