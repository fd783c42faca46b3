"""Oracle for tests, without a server of Oracle: a driver in front of a PostgreSQL, which speaks Oracle's SQL and types.

The driver takes `jdbc:oracle:` URLs under the name of the real driver's class. It is compiled from `driver`, and kept
under a hash of its sources. ADR 31 says what it shows, and what it cannot.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from local.databases.server import Server
from local.jars import InstallError, download, jar_name, pinned

COMPILER, COMPILER_SHA256 = (
    "org.eclipse.jdt:ecj:3.33.0",
    "f7686c4960cf70c2ebc5c500a73a8cfc04541b730c18f1c5c21329889b137f45",
)
"""A compiler that runs on a Java without javac, which is all that Spark needs."""
_HERE = Path(__file__).parent


class DriverError(InstallError):
    """The driver cannot be compiled; the text says why and what to do."""


def seed() -> str:
    """The SQL that makes an Oracle of a PostgreSQL database."""
    return (_HERE / "schema.sql").read_text()


def url(server: Server, database: str = "postgres") -> str:
    """Oracle's URL of a database of the server, which is its service."""
    return f"jdbc:oracle:thin:@//127.0.0.1:{server.port}/{database}"


def table(name: str, columns: Mapping[str, str]) -> str:
    """The SQL of a table with columns of Oracle's types, such as `{"ID": "NUMBER(10)"}`."""
    return f"select oracle.create_table('{name}', '{json.dumps(columns)}')"


def driver(folder: Path, jars: Path) -> Path:
    """The one jar of it in `folder`, compiled where its sources have changed. Raises DriverError."""
    sources = sorted((_HERE / "driver").glob("*.java"))
    postgresql = jars / next(jar_name(name) for name in pinned() if name.startswith("org.postgresql:"))
    digest = hashlib.sha256(b"\0".join([postgresql.name.encode(), *(each.read_bytes() for each in sources)]))
    jar = folder / f"oracle-{digest.hexdigest()[:16]}.jar"
    if not jar.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            compile_java(folder, sources, [postgresql], Path(scratch) / "classes")
            _pack(Path(scratch) / "classes", Path(scratch) / jar.name)
            for outdated in set(folder.glob("oracle-*.jar")) - {jar}:
                outdated.unlink(missing_ok=True)
            (Path(scratch) / jar.name).replace(jar)
    return jar


def compile_java(folder: Path, sources: list[Path], jars: list[Path], classes: Path) -> None:
    """Compile to the folder `classes`, with the compiler of `folder`. Raises DriverError, or InstallError."""
    compiler = folder / jar_name(COMPILER)
    if not compiler.exists():
        download(folder, COMPILER, COMPILER_SHA256)
    java = str(Path(os.environ["JAVA_HOME"], "bin", "java")) if os.environ.get("JAVA_HOME") else "java"
    options = ["--release", "17", "-d", str(classes), *(["-cp", *map(str, jars)] if jars else [])]
    command = [java, "-jar", str(compiler), *options, *map(str, sources)]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603 (our own sources)
    if done.returncode != 0:
        raise DriverError(f"{sources[0].parent} does not compile: {(done.stderr or done.stdout).strip()}")


def _pack(classes: Path, jar: Path) -> None:
    with zipfile.ZipFile(jar, "w") as packed:
        for file in sorted(classes.rglob("*.class")):
            packed.write(file, file.relative_to(classes))
