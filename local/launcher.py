"""Start the local AWS in the foreground: check, configure, patch, serve."""

from __future__ import annotations

import importlib
import os
import shutil
import socket
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from local.databases.samples import Samples
from local.jars import jar_name, pinned
from local.patching import PatchError

EMULATOR_VERSION = "1.5.33"
HOST = "127.0.0.1"
REGION = "us-east-1"

PATCHES = (
    "local.iam",
    "local.s3",
    "local.dynamodb",
    "local.cloudformation",
    "local.eventbridge",
    "local.lambda_",
    "local.stepfunctions",
    "local.glue",
    "local.crawlers",
    "local.athena",
    "local.models",
    "local.faults",
)
"""A package for each service, each with an `apply()`; the order counts, as a later patch wraps an earlier patch."""


class StartError(Exception):
    """The local AWS cannot start; the text says why and what to do."""


def check_version() -> None:
    """Raise StartError unless the patches were written against the installed version of the emulator."""
    try:
        found = version("ministack")
    except PackageNotFoundError:
        raise StartError("MiniStack is not installed in this Python: pip install -r local/requirements.txt.") from None
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


def check_spark(state_dir: Path) -> None:
    """Raise StartError unless Spark can start: its jars are there, and Java."""
    missing = [name for name in map(jar_name, pinned()) if not (state_dir / "jars" / name).exists()]
    if missing:
        raise StartError(
            f"{state_dir / 'jars'} lacks {', '.join(missing)}: "
            f"run `python -m local install-jars --state-dir {state_dir}`."
        )
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else "java"
    if shutil.which(java) is None:
        raise StartError(f"Spark needs Java 17 and {java} is not there: install it, or point JAVA_HOME to it.")


def configure(port: int, state_dir: Path, memory: Path | None = None) -> None:
    """Set the emulator's environment before its modules, which read it, are imported.

    A `memory` folder keeps everything deployed and stored from one start to the next.
    """
    state_dir.mkdir(parents=True, exist_ok=True)
    os.environ.update(
        {
            "BIND_HOST": HOST,
            "GATEWAY_PORT": str(port),
            "MINISTACK_HOST": HOST,
            "MINISTACK_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            "AUTH": "true",
            "PERSIST_STATE": "1" if memory else "0",
            "S3_PERSIST": "1" if memory else "0",
            "IOT_MTLS_ENABLED": "0",  # it would listen on every interface
            "SLUICE_STATE_DIR": str(state_dir.resolve()),
        }
    )
    if memory:
        os.environ.update({"STATE_DIR": str(memory.resolve() / "state"), "S3_DATA_DIR": str(memory.resolve() / "s3")})
    os.environ.setdefault("SFN_WAIT_SCALE", "0.1")
    os.environ.setdefault("LOG_LEVEL", "WARNING")


def own_temporary_folder(state_dir: Path) -> Path:
    """Keep temporary files, Lambda code among them, below `state_dir`; those of a killed server are deleted."""
    folder = state_dir.resolve() / "tmp"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    return folder


def apply_patches(names: tuple[str, ...] = PATCHES) -> None:
    """Apply every patch; PatchError names the first that does not fit."""
    for name in names:
        try:
            importlib.import_module(name).apply()
        except (ImportError, AttributeError) as error:
            raise PatchError(f"{name} does not fit: {error}; another version of the emulator?") from error


def up(port: int, state_dir: Path, memory: Path | None = None, connections: Path | None = None) -> None:
    """Serve the local AWS on 127.0.0.1:`port` until SIGTERM, with the sample databases of the folder `connections`.

    Raises StartError or PatchError before serving.
    """
    check_version()
    check_port(port)
    check_spark(state_dir)
    configure(port, state_dir, memory)
    temporary = own_temporary_folder(state_dir)
    samples = Samples(connections, state_dir, f"http://{HOST}:{port}", REGION) if connections else None
    os.environ["SLUICE_DRIVERS"] = os.pathsep.join(map(str, samples.drivers() if samples else []))
    try:
        apply_patches()
        if samples:
            samples.start()
        from ministack import app

        sys.argv = ["ministack"]
        app.main()
    finally:
        if samples:
            samples.stop()
        shutil.rmtree(temporary, ignore_errors=True)
