"""Start the local AWS in the foreground: check, configure, patch, serve."""

from __future__ import annotations

import importlib
import os
import socket
import sys
from importlib.metadata import version
from pathlib import Path

EMULATOR_VERSION = "1.5.33"
HOST = "127.0.0.1"
REGION = "us-east-1"

PATCHES = (
    "local.stepfunctions_context",
    "local.iam_lambda",
    "local.iam_glue",
    "local.iam_besides",
    "local.iam_transport",
    "local.cloudformation",
    "local.cloudformation_glue",
    "local.iam_stepfunctions",
    "local.iam_distributed_map",
    "local.events",
    "local.lambda_errors",
    "local.stepfunctions_api",
    "local.glue_jobs",
    "local.glue_stepfunctions",
    "local.crawlers",
    "local.athena",
)
"""Modules with an `apply()`; in this order."""


class StartError(Exception):
    """The local AWS cannot start; the text says why and what to do."""


def check_version() -> None:
    """Raise StartError unless the installed emulator is the one the patches were written against."""
    found = version("ministack")
    if found != EMULATOR_VERSION:
        raise StartError(
            f"MiniStack {found} is installed, expected {EMULATOR_VERSION}: "
            "install local/requirements.txt again, or review every patch in local/ before changing EMULATOR_VERSION."
        )


def check_port(port: int) -> None:
    """Raise StartError when something already listens on `port`."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if probe.connect_ex((HOST, port)) == 0:
            raise StartError(
                f"Port {port} is in use: stop what listens there (`sluice down` if it is Sluice), "
                "or choose another with --port."
            )


def configure(port: int, state_dir: Path) -> None:
    """Settle the emulator's environment; it is read when its modules are imported, so this comes first."""
    state_dir.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        {
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(port),
            "MINISTACK_HOST": HOST,
            "MINISTACK_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AUTH": "true",
            "PERSIST_STATE": "0",
            "SLUICE_STATE_DIR": str(state_dir.resolve()),
        }
    )
    os.environ.setdefault("SFN_WAIT_SCALE", "0.1")
    os.environ.setdefault("LOG_LEVEL", "WARNING")


def apply_patches(names: tuple[str, ...] = PATCHES) -> None:
    """Apply every patch; PatchError names the first that does not fit."""
    for name in names:
        importlib.import_module(name).apply()


def up(port: int, state_dir: Path) -> None:
    """Serve the local AWS on 127.0.0.1:`port` until SIGTERM. Raises StartError or PatchError before serving."""
    check_version()
    check_port(port)
    configure(port, state_dir)
    apply_patches()
    from ministack import app

    sys.argv = ["ministack"]
    app.main()
