"""Download pinned jars from Maven Central: Spark's Iceberg and S3 support, and the driver of PostgreSQL.

On Glue they are part of the image; PySpark from PyPI comes without them.
"""

from __future__ import annotations

import hashlib
import json
import os
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

MAVEN_CENTRAL = "https://repo1.maven.org/maven2"
CHUNK_BYTES = 1 << 20


class InstallError(Exception):
    """A jar could not be fetched, or differs from the pinned jar."""


def pinned() -> dict[str, str]:
    """Maven coordinates (`group:artifact:version`) to the jar's sha256, from jars.json."""
    pins: dict[str, str] = json.loads(Path(__file__).with_name("jars.json").read_text())
    return pins


def install_jars(folder: Path) -> None:
    """Make `folder` hold every pinned jar; a jar that is there already is kept.

    A file only gets its name once its hash is right, so a download that was cut off is simply done again.
    Raises InstallError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = {name: sha for name, sha in pinned().items() if not (folder / jar_name(name)).exists()}
    with ThreadPoolExecutor(4) as pool:
        for name in pool.map(lambda pin: _install(folder, *pin), missing.items()):
            print(f"installed {name}", flush=True)


def jar_name(coordinates: str) -> str:
    """`group:artifact:version` to `artifact-version.jar`."""
    _, artifact, version = coordinates.split(":")
    return f"{artifact}-{version}.jar"


def _install(folder: Path, coordinates: str, sha256: str) -> str:
    return download(folder, coordinates, sha256).name


def download(folder: Path, coordinates: str, sha256: str) -> Path:
    """Fetch one jar into `folder`. Raises InstallError."""
    group, artifact, version = coordinates.split(":")
    name = jar_name(coordinates)
    url = f"{MAVEN_CENTRAL}/{group.replace('.', '/')}/{artifact}/{version}/{name}"
    part = folder / f"{name}.{os.getpid()}.part"
    digest = hashlib.sha256()
    try:
        with urllib.request.urlopen(url, timeout=60) as answer, part.open("wb") as file:  # noqa: S310 (https, constant host)
            while chunk := answer.read(CHUNK_BYTES):
                digest.update(chunk)
                file.write(chunk)
        if digest.hexdigest() != sha256:
            raise InstallError(f"{url} has sha256 {digest.hexdigest()}, expected {sha256}: do not use it.")
        part.replace(folder / name)
    except OSError as error:
        raise InstallError(
            f"{url} could not be fetched ({error}): check the network and run the same command again."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    return folder / name
