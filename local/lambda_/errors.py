"""A function's error is reported under its own name, as by AWS's runtimes, so that Retry and Catch can match it.

Stock MiniStack calls everything `Runtime.HandlerError`, takes a promise rejected with nothing for a success, and
answers a function without code with a made-up success.
"""

from __future__ import annotations

import contextvars
import json
from collections.abc import Callable
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc, stepfunctions

from local.patching import PatchError, patch

_failure: contextvars.ContextVar[dict[str, Any] | None] = contextvars.ContextVar("sluice_lambda_failure", default=None)

# The wording is that of `toRapidResponse` in AWS's Node runtime (aws-lambda-nodejs-runtime-interface-client).
NODE_FORMAT = """
const { types: _types } = require("util");
function _failed(error) {
  let body;
  try {
    body = _types.isNativeError(error) || error instanceof Error
      ? { errorType: error.name, errorMessage: error.message, trace: String(error.stack || "").split("\\n") }
      : { errorType: typeof error, errorMessage: error.toString(), trace: [] };
  } catch (_) {
    body = { errorType: "handled", errorMessage: "callback called with Error argument, but there was a problem while"
      + " retrieving one or more of its message, name, and stack" };
  }
  return JSON.stringify({ status: "error", error: body.errorMessage, trace: (body.trace || []).join("\\n"), body });
}
"""
NODE_EDITS = (
    ("let handlerFn = null;", NODE_FORMAT + "let handlerFn = null;"),
    (
        """_realStdoutWrite(JSON.stringify({
            status: "error", error: String(err.message || err), trace: err.stack || ""
          }) + "\\n");""",
        '_realStdoutWrite(_failed(err.reason) + "\\n");',
    ),
    (
        """_realStdoutWrite(JSON.stringify({
        status: "error", error: e.message, trace: e.stack
      }) + "\\n");""",
        '_realStdoutWrite(_failed(e) + "\\n");',
    ),
    (
        """_realStdoutWrite(JSON.stringify({
          status: "error", error: e.message
        }) + "\\n");""",
        '_realStdoutWrite(JSON.stringify({ status: "error", error: _failed(e) }) + "\\n");',
    ),
    ("const callback = (err, res) => settle(err, res);", "const callback = (err, res) => settle(_why(err), res);"),
    ("context.done = (err, res) => settle(err, res);", "context.done = (err, res) => settle(_why(err), res);"),
    ('context.fail = (err) => settle(err || new Error("fail"));', "context.fail = (err) => settle({ reason: err });"),
    (
        "result.then(res => settle(null, res), err => settle(err));",
        "result.then(res => settle(null, res), err => settle({ reason: err }))\n"
        "          .catch(err => { settled = false; settle({ reason: err }); });",
    ),
    (
        "const settle = (err, res) => {",
        "const _why = (err) => (err ? { reason: err } : null);\n      const settle = (err, res) => {",
    ),
)
"""Every place where the Node worker words an error; `reason` marks a rejection, even a rejection with nothing."""

PYTHON_EDITS = (
    (
        '_real_stdout.write(json.dumps({"status": "error", "error": str(e), "trace": traceback.format_exc()}) + "\\n")',
        '_real_stdout.write(json.dumps({"status": "error", "error": str(e), "trace": traceback.format_exc(), "body": '
        '{"errorType": type(e).__name__, "errorMessage": str(e), '
        '"stackTrace": traceback.format_tb(e.__traceback__)}}) + "\\n")',
    ),
)
INIT_FAILED = "Worker init failed: "
DIED = "Worker process died"


def edited(script: str, edits: tuple[tuple[str, str], ...]) -> str:
    """Apply each edit exactly once; raises PatchError where the worker reads otherwise than expected."""
    for old, new in edits:
        if script.count(old) != 1:
            raise PatchError(f"The emulator's Lambda worker has {script.count(old)} times, expected once: {old}")
        script = script.replace(old, new)
    return script


def _remember_failure(original: Callable[..., Any]) -> Callable[..., Any]:
    def invoke(self: Any, event: Any, request_id: str, **details: Any) -> Any:
        response = original(self, event, request_id, **details)
        _failure.set(response.get("body") if response.get("status") == "error" else None)
        return response

    return invoke


def _named(original: Callable[..., Any]) -> Callable[..., Any]:
    def execute_function_warm(func: dict[str, Any], event: Any, request_id: str) -> Any:
        if not func.get("code_zip"):
            body = {"errorType": "Runtime.ImportModuleError", "errorMessage": "The function has no code."}
            return {"body": body, "error": True, "log": ""}
        _failure.set(None)
        result = original(func, event, request_id)
        if result.get("error") and not result.get("throttle"):
            result["body"] = _failure.get() or _without_handler(result["body"])
        return result

    return execute_function_warm


def _without_handler(body: dict[str, Any]) -> dict[str, Any]:
    """The failure of a function whose handler could not raise: it did not load, exited, or may not start."""
    message = str(body.get("errorMessage", ""))
    if message.startswith(INIT_FAILED + "{"):
        return dict(json.loads(message.removeprefix(INIT_FAILED))["body"])
    if message.startswith(INIT_FAILED):
        return {"errorType": "Runtime.HandlerNotFound", "errorMessage": message.removeprefix(INIT_FAILED)}
    if message == DIED:
        return {"errorType": "Runtime.ExitError", "errorMessage": "Runtime exited without providing a reason"}
    if body.get("errorType") == "PermissionError":
        return {"errorType": "Lambda.AccessDeniedException", "errorMessage": message}
    return body


def _throttled(original: Callable[..., Any]) -> Callable[..., Any]:
    def call_lambda(func_ref: Any, event: Any) -> Any:
        try:
            return original(func_ref, event)
        except stepfunctions._ExecutionError as error:
            if error.error == "Lambda.Unknown" and "TooManyRequestsException" in error.cause:
                raise stepfunctions._ExecutionError("Lambda.TooManyRequestsException", error.cause) from error
            raise

    return call_lambda


def apply() -> None:
    """Report a function's failure as AWS's runtimes do, to callers of Invoke and to Step Functions alike."""
    lambda_runtime._NODEJS_WORKER_SCRIPT = edited(lambda_runtime._NODEJS_WORKER_SCRIPT, NODE_EDITS)
    lambda_runtime._PYTHON_WORKER_SCRIPT = edited(lambda_runtime._PYTHON_WORKER_SCRIPT, PYTHON_EDITS)
    parameters = ["self", "event", "request_id", "trace_id", "depth", "durable", "invoked_function_arn"]
    patch(lambda_runtime.Worker, "invoke", parameters, _remember_failure)
    patch(lambda_svc, "_execute_function_warm", ["func", "event", "request_id"], _named)
    patch(stepfunctions, "_call_lambda", ["func_ref", "event"], _throttled)
