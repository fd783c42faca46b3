"""The gate in front of the services: a call that AWS's model refuses reaches none, nor does such an answer a client."""

from __future__ import annotations

import atexit
import os
import time
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path

from botocore.model import OperationModel
from ministack import app

from local.models.answers import BROKEN, REFUSED, Answer, answer_problems, as_modelled, error_answer, sentence
from local.models.operations import Request, protocol
from local.models.report import Report
from local.models.requests import Call, read
from local.models.shapes import problems
from local.patching import patch

REPORT = "conformity.json"
CREATES = ("Create", "StartExecution", "StartJobRun")

Dispatch = Callable[[str, str, dict[str, str], bytes, dict[str, list[str]], str], Awaitable[Answer]]


@cache
def report() -> Report:
    """The report of this server, which replaces that of the last."""
    made = Report(Path(os.environ["SLUICE_STATE_DIR"]) / REPORT)
    made.write()
    atexit.register(made.write)
    return made


def _checked(original: Dispatch) -> Dispatch:
    async def dispatch(
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query_params: dict[str, list[str]],
        request_id: str,
    ) -> Answer:
        started = time.perf_counter()
        request = request_of(method, path, headers, body, query_params)
        call = call_of(request)
        found = list(problems(call[0].input_shape, call[1], call[2])) if call and call[0].input_shape else []
        spent = time.perf_counter() - started
        if not call:
            report().unchecked(f"{request.service} {method}")
            return await original(method, path, headers, body, query_params, request_id)
        name = f"{request.service} {call[0].name}"
        if found:
            return _refusal(request, "request", name, found, request_id)
        answer = await original(method, path, headers, body, query_params, request_id)
        started = time.perf_counter()
        found, answer = _judged(call[0], request, answer)
        spent += time.perf_counter() - started
        report().checked(request.service, call[0].name, spent, len(body), len(answer[2] or b""))
        _note_created(name, call)
        return _refusal(request, "answer", name, found, request_id) if found else answer

    return dispatch


def request_of(
    method: str, path: str, headers: dict[str, str], body: bytes, query_params: dict[str, list[str]]
) -> Request:
    """What came by HTTP, with the service that it is for."""
    routing = app._routing_params(method, path, headers, body, query_params)
    return Request(app.detect_service(method, path, headers, routing), method, path, headers, query_params, body)


def call_of(request: Request) -> Call | None:
    """The operation and what it is given; None where the service has no such call, or it cannot be read."""
    try:
        return read(request)
    except (ValueError, SyntaxError):  # no JSON, no XML: the service says so itself
        return None


def _judged(model: OperationModel, request: Request, answer: Answer) -> tuple[list[str], Answer]:
    """What is wrong with a good answer, and the answer; one that only says too much is mended."""
    if answer[0] >= 300 or request.method == "HEAD":
        return [], answer
    spoken = protocol(request) or ""
    found = list(answer_problems(model, spoken, answer))
    if found and "json" in spoken:
        answer = as_modelled(model, spoken, answer)
        found = list(answer_problems(model, spoken, answer))
    return found, answer


def _refusal(request: Request, side: str, name: str, found: list[str], request_id: str) -> Answer:
    for problem in found:
        report().violation(side, name, problem)
    code, status = REFUSED if side == "request" else BROKEN
    text = sentence(found) if side == "request" else f"The answer of {name} is not as AWS's model has it: {found[0]}"
    return error_answer(protocol(request) or "", code, status, text, request_id)


def _note_created(name: str, call: Call) -> None:
    model, members, _ = call
    if model.input_shape and model.name.startswith(CREATES):
        report().created(name, list(model.input_shape.members), set(members))


def apply() -> None:
    """Check what comes and goes by HTTP."""
    parameters = ["method", "path", "headers", "body", "query_params", "request_id"]
    patch(app, "_dispatch_service_request", parameters, _checked)
    report()
