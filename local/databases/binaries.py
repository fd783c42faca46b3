"""A PostgreSQL server without Docker or an installer: the binaries that Maven Central has for each platform."""

from __future__ import annotations

import io
import json
import platform
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from local.jars import InstallError, download

GROUP = "io.zonky.test.postgres"


def pins() -> dict[str, dict[str, str]]:
    """The Maven artifact and its sha256 by platform, such as `linux-x86_64`."""
    known: dict[str, dict[str, str]] = _pinned()["platforms"]
    return known


def _pinned() -> dict[str, Any]:
    pinned: dict[str, Any] = json.loads(Path(__file__).with_name("postgres.json").read_text())
    return pinned


def here() -> str:
    """The platform as the pins call it."""
    return f"{platform.system().lower()}-{platform.machine().lower()}"


def home(jars: Path) -> Path:
    """Where the server is installed: `bin`, `lib` and `share` below it."""
    return jars / f"postgres-{_pinned()['version']}"


def install_postgres(jars: Path) -> None:
    """Make `home(jars)` hold the server; nothing is done where it does, or where there is none for the platform."""
    target = home(jars)
    pin = pins().get(here())
    if target.exists() or pin is None:
        return
    coordinates = f"{GROUP}:embedded-postgres-binaries-{pin['artifact']}:{_pinned()['version']}"
    part = target.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    archive = download(jars, coordinates, pin["sha256"])
    try:
        with zipfile.ZipFile(archive) as jar:
            name = next((each for each in jar.namelist() if each.endswith(".txz")), None)
            if name is None:
                raise InstallError(f"{archive} has no .txz with the server: do not use it.")
            with tarfile.open(fileobj=io.BytesIO(jar.read(name)), mode="r:xz") as packed:
                packed.extractall(part, filter="data")
    finally:
        archive.unlink()
    part.replace(target)
    print(f"installed PostgreSQL {_pinned()['version']}", flush=True)
