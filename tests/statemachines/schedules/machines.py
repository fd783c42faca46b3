"""Step Functions, S3 and DynamoDB of the local AWS, where every other service of a state machine is the test itself.

Arguments: a port to serve on, the URL that answers tasks, and a folder for the server's files.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from local import launcher
from local.patching import patch

NESTED = "arn:aws:states:::states:startExecution"


def _answer(url: str, question: dict[str, Any]) -> dict[str, Any]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=600)
    try:
        connection.request("POST", "/", json.dumps(question))
        answer: dict[str, Any] = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return answer


def _asking(url: str) -> Callable[..., Any]:
    from ministack.services import stepfunctions

    def make(original: Callable[..., Any]) -> Callable[..., Any]:
        def invoke_resource(resource: str, input_data: Any) -> Any:
            if resource.startswith(NESTED):
                return original(resource, input_data)
            answer = _answer(url, {"resource": resource, "input": input_data})
            if "error" in answer:
                raise stepfunctions._ExecutionError(answer["error"], answer["cause"])
            return answer["result"]

        return invoke_resource

    return make


def main(port: int, url: str, folder: Path) -> None:
    launcher.configure(port, folder)
    os.environ.update({"AUTH": "false", "SFN_WAIT_SCALE": "0.01"})
    launcher.own_temporary_folder(folder)
    from ministack import app
    from ministack.services import stepfunctions

    patch(stepfunctions, "_invoke_resource", ["resource", "input_data"], _asking(url))
    launcher.apply_patches(("local.stepfunctions",))
    sys.argv = ["ministack"]
    app.main()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
