"""One PostgreSQL server on 127.0.0.1, in a folder of its own that ends with it."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.databases.binaries import here, home, pins

USER = "sluice"
READY_SECONDS = 60
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",  # nothing of it outlives the folder
    "max_connections": "50",
}
ROOT, NOBODY = 0, "nobody"


class ServerError(Exception):
    """The server does not start; the text says why and what to do."""


class Server:
    """A server that answers once it is made. `seeds` are its databases, each with the SQL that fills it."""

    def __init__(self, jars: Path, seeds: Mapping[str, str] | None = None) -> None:
        if not home(jars).exists():
            raise ServerError(
                f"There is no PostgreSQL in {home(jars)}: run `python -m local install-jars`, which has one for "
                f"{', '.join(pins())}; this is {here()}."
            )
        self.password = secrets.token_urlsafe(12)
        self.port = _free_port()
        # PostgreSQL refuses to run as root: as root it runs as `nobody`, from a folder that nobody can reach.
        self._as_root = os.geteuid() == ROOT
        self._folder = Path(tempfile.mkdtemp(prefix="sluice-postgres-", dir="/tmp" if self._as_root else None))  # noqa: S108
        try:
            self._home = self._own_home(home(jars))
            self._initialise()
            for database, sql in (seeds or {}).items():
                self._alone("postgres", f"create database {database}")
                self._alone(database, sql)
            self._process = self._start()
        except BaseException:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def url(self, database: str = "postgres") -> str:
        """The JDBC URL of one of its databases."""
        return f"jdbc:postgresql://127.0.0.1:{self.port}/{database}"

    def stop(self) -> None:
        """End the server with its sessions and its data."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _own_home(self, installed: Path) -> Path:
        if not self._as_root:
            return installed
        own = self._folder / "home"
        shutil.copytree(installed, own, symlinks=True)
        nobody = pwd.getpwnam(NOBODY)
        for place in (self._folder, *self._folder.rglob("*")):
            os.chown(place, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
        return own

    def _initialise(self) -> None:
        login = self._folder / "login"
        login.write_text(f"{self.password}\n")
        if self._as_root:
            os.chown(login, pwd.getpwnam(NOBODY).pw_uid, -1)
        login.chmod(0o600)
        how = ["--auth=scram-sha-256", f"--pwfile={login}", "--encoding=UTF8", "--locale=C", "--no-sync"]
        self._run(["initdb", "-D", str(self._data), "-U", USER, *how], "")
        login.unlink()

    def _alone(self, database: str, sql: str) -> None:
        """Run statements before the server listens, which takes no client. The file is one transaction."""
        said = self._run(["postgres", "--single", "-j", "-D", str(self._data), database], f"{sql}\n;\n\n")
        if "ERROR:" in said:
            raise ServerError(f"The SQL of the database {database} was refused: {said.strip()}")

    def _run(self, command: list[str], text: str) -> str:
        done = subprocess.run(  # noqa: S603 (our own binaries)
            self._command(command), input=text, capture_output=True, text=True, cwd=self._folder, **self._user()
        )
        if done.returncode != 0:
            raise ServerError(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")
        return str(done.stderr)

    def _start(self) -> subprocess.Popen[bytes]:
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        command = self._command(["postgres", "-D", str(self._data), "-p", str(self.port), *settings])
        with (self._folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder, **self._user())  # noqa: S603
        for _ in range(READY_SECONDS * 20):
            if self._is_ready():
                return process
            if process.poll() is not None:
                raise ServerError(f"PostgreSQL ended while it started: {(self._folder / 'log').read_text().strip()}")
            time.sleep(0.05)
        process.kill()
        raise ServerError(f"PostgreSQL was not ready within {READY_SECONDS} s on port {self.port}.")

    def _is_ready(self) -> bool:
        """The last line of the server's own file says so."""
        try:
            return (self._data / "postmaster.pid").read_text().rstrip().endswith("ready")
        except OSError:
            return False

    def _command(self, command: list[str]) -> list[str]:
        return [str(self._home / "bin" / command[0]), *command[1:]]

    def _user(self) -> dict[str, Any]:
        return {"user": NOBODY} if self._as_root else {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
