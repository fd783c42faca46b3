"""What a function raises is what Invoke answers and what Retry and Catch match, by its own name."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.local.builders import allow, function, invoke, machine, role, run

pytestmark = pytest.mark.local_aws

ROOT = Path(__file__).resolve().parents[3]
RAISES = """
class FileRejectedError extends Error { constructor(m) { super(m); this.name = "FileRejectedError"; } }
export const handler = async () => { throw new FileRejectedError("line 3: no quantity"); };
"""


def call(aws: Any, code: str, **settings: Any) -> Any:
    answer = aws.client("lambda").invoke(FunctionName=function(aws, code, **settings), Payload="{}")
    assert answer["FunctionError"] == "Unhandled"
    return json.loads(answer["Payload"].read())


def test_the_answer_has_the_errors_name_message_and_trace(aws: Any) -> None:
    answer = call(aws, RAISES)
    assert (answer["errorType"], answer["errorMessage"]) == ("FileRejectedError", "line 3: no quantity")
    assert any("index.mjs" in line for line in answer["trace"])


@pytest.mark.parametrize(
    ("code", "error_type", "message"),
    [
        ("export const handler = () => { throw new TypeError('sync'); };", "TypeError", "sync"),
        ("export const handler = (e, c, done) => done(new RangeError('back'));", "RangeError", "back"),
        ("export const handler = async () => { throw 'text'; };", "string", "text"),
        ("export const handler = () => Promise.reject();", "handled", "callback called with Error argument"),
        ("throw new SyntaxError('at load');", "SyntaxError", "at load"),
        ("export const other = 1;", "Runtime.HandlerNotFound", "handler is not a function"),
        ("export const handler = async () => process.exit(1);", "Runtime.ExitError", "Runtime exited"),
        ("export const handler = async () => 1n;", "TypeError", "BigInt"),
    ],
)
def test_every_way_to_fail_is_a_failure_with_a_name(aws: Any, code: str, error_type: str, message: str) -> None:
    answer = call(aws, code)
    assert answer["errorType"] == error_type
    assert message in answer["errorMessage"]


def test_a_function_that_fails_once_works_the_next_time(aws: Any) -> None:
    code = "export const handler = async (e) => { if (e.bad) throw new Error('bad'); return 'good'; };"
    function_arn = function(aws, code)
    client = aws.client("lambda")
    answers = [client.invoke(FunctionName=function_arn, Payload=json.dumps({"bad": bad})) for bad in (1, 0, 1, 0)]
    assert ["FunctionError" in answer for answer in answers] == [True, False, True, False]


def test_a_handler_in_middy_fails_under_its_own_name_too(aws: Any) -> None:
    source = 'import middy from "@middy/core";' + RAISES.replace("handler = async () =>", "handler = middy(async () =>")
    source = source.replace('quantity"); };', 'quantity"); });')
    bundler = [ROOT / "node_modules" / ".bin" / "esbuild", "--bundle", "--platform=node", "--format=esm"]
    bundle = subprocess.run(bundler, input=source, cwd=ROOT, capture_output=True, text=True, check=True)
    assert call(aws, bundle.stdout)["errorType"] == "FileRejectedError"


def test_a_timeout_is_sandbox_timedout(aws: Any) -> None:
    answer = call(aws, "export const handler = () => new Promise((r) => setTimeout(r, 9000));", timeout=1)
    assert answer["errorType"] == "Sandbox.Timedout"
    assert "Task timed out after 1.00 seconds" in answer["errorMessage"]


def caught(aws: Any, function_arn: str, *names: str) -> Any:
    """The name of the error as a Catch of these names sees it; the execution's own error where none matches."""
    catch = {"ErrorEquals": list(names), "Next": "Caught", "Output": "{% $states.errorOutput %}"}
    states = {"Call": invoke(function_arn, Catch=[catch]), "Caught": {"Type": "Succeed"}}
    role_arn = role(aws, "states", allow("lambda:InvokeFunction", function_arn))
    ended = run(aws, machine(aws, role_arn, states))
    return json.loads(ended["output"]) if ended["status"] == "SUCCEEDED" else ended["error"]


def test_catch_matches_the_name_and_its_cause_is_the_whole_error(aws: Any) -> None:
    raises = function(aws, RAISES)
    output = caught(aws, raises, "FileRejectedError")
    assert output["Error"] == "FileRejectedError"
    assert json.loads(output["Cause"])["errorMessage"] == "line 3: no quantity"
    assert caught(aws, raises, "OtherError") == "FileRejectedError"


def test_a_timeout_is_matched_by_task_failed_but_not_by_states_timeout(aws: Any) -> None:
    slow = function(aws, "export const handler = () => new Promise((r) => setTimeout(r, 9000));", timeout=1)
    assert caught(aws, slow, "States.TaskFailed")["Error"] == "Sandbox.Timedout"
    assert caught(aws, slow, "States.Timeout") == "Sandbox.Timedout"


def test_retry_matches_the_name_and_counts_its_attempts(aws: Any) -> None:
    code = """let n = 0;
    class BusyError extends Error { constructor() { super("busy"); this.name = "BusyError"; } }
    import fs from "node:fs"; const file = "/tmp/sluice-" + process.env.AWS_LAMBDA_FUNCTION_NAME;
    export const handler = async () => {
      fs.appendFileSync(file, "."); const seen = fs.statSync(file).size;
      if (seen < 3) throw new BusyError(); fs.unlinkSync(file); return seen;
    };"""
    flaky = function(aws, code)
    retry = [{"ErrorEquals": ["BusyError"], "IntervalSeconds": 1, "MaxAttempts": 2}]
    role_arn = role(aws, "states", allow("lambda:InvokeFunction", flaky))
    ended = run(aws, machine(aws, role_arn, {"Call": invoke(flaky, Retry=retry)}))
    assert (ended["status"], ended["output"]) == ("SUCCEEDED", "3")
