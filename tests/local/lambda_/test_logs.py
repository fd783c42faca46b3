"""Each invocation has its own log."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.local.builders import function

pytestmark = pytest.mark.local_aws

CODE = """
console.log("loading");
export const handler = async ({ lines }) => {
  for (let line = 0; line < lines; line += 1) console.log(`line ${line}`);
};
"""


def test_an_invocation_has_the_lines_that_its_handler_wrote_and_no_others(aws: Any) -> None:
    name, client = function(aws, CODE), aws.client("lambda")

    def lines(count: int) -> list[str]:
        answer = client.invoke(FunctionName=name, Payload=f'{{"lines": {count}}}', LogType="Tail")
        log = base64.b64decode(answer.get("LogResult", "")).decode().splitlines()
        return [line.split("\t")[-1] for line in log if "line " in line]

    assert [len(lines(count)) for count in (2, 0, 30, 0, 1)] == [2, 0, 30, 0, 1]
