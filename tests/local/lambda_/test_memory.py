"""A function has the memory that it declares, and an invocation that needs more ends."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest

from tests.local.builders import function

pytestmark = [
    pytest.mark.local_aws,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is read from /proc"),
]

CODE = """
export const handler = async ({ mib }) => {
  const held = [];
  for (let each = 0; each < mib; each += 1) {
    held.push(Buffer.alloc(1024 ** 2, 1));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return held.length;
};
"""


def test_an_invocation_that_needs_more_memory_is_killed_and_the_next_one_works(aws: Any) -> None:
    name, client = function(aws, CODE), aws.client("lambda")

    def invoke(mib: int) -> Any:
        answer = client.invoke(FunctionName=name, Payload=json.dumps({"mib": mib}))
        return json.loads(answer["Payload"].read())

    killed = invoke(400)
    assert killed["errorType"] == "Runtime.ExitError"
    assert killed["errorMessage"].endswith(" Error: Runtime exited with error: signal: killed")
    assert invoke(1) == 1


def test_the_memory_may_be_changed_and_the_function_stays_active(aws: Any) -> None:
    name, client = function(aws, CODE), aws.client("lambda")
    updated = client.update_function_configuration(FunctionName=name, MemorySize=1024)
    assert (updated["MemorySize"], updated["State"], "StateReasonCode" in updated) == (1024, "Active", False)
    assert json.loads(client.invoke(FunctionName=name, Payload='{"mib": 200}')["Payload"].read()) == 200
