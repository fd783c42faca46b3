"""A worker that breaks does not take the function's other invocations with it; a burst starts few workers."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from local.lambda_.workers import AT_A_TIME
from tests.local.builders import function

pytestmark = pytest.mark.local_aws

CODE = """
import { existsSync, writeFileSync } from "node:fs";
if (existsSync("%(broken)s")) process.exit(1);
export const handler = async () => {
  writeFileSync("%(started)s", "");
  while (!existsSync("%(ended)s")) await new Promise((resolve) => setTimeout(resolve, 20));
  return "whole";
};
"""


def test_an_invocation_goes_on_while_another_worker_of_its_function_breaks(aws: Any, tmp_path: Path) -> None:
    marks = {name: tmp_path / name for name in ("broken", "started", "ended")}
    name, client = function(aws, CODE % marks), aws.client("lambda")

    def invoke() -> Any:
        answer = client.invoke(FunctionName=name, Payload="{}")
        return answer.get("FunctionError"), json.loads(answer["Payload"].read())

    with ThreadPoolExecutor(1) as pool:
        whole = pool.submit(invoke)
        deadline = monotonic() + 50
        while not marks["started"].exists() and monotonic() < deadline:
            sleep(0.02)
        marks["broken"].touch()
        assert invoke()[0] == "Unhandled"
        marks["ended"].touch()
        assert whole.result() == (None, "whole")


SLOW = """
export const handler = async () => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  return process.pid;
};
"""


def test_a_burst_of_invocations_shares_a_few_workers(aws: Any) -> None:
    name, client = function(aws, SLOW), aws.client("lambda")

    def invoke(_: int) -> Any:
        return json.loads(client.invoke(FunctionName=name, Payload="{}")["Payload"].read())

    with ThreadPoolExecutor(4 * AT_A_TIME) as pool:
        found = list(pool.map(invoke, range(4 * AT_A_TIME)))
    assert len(set(found)) <= AT_A_TIME
