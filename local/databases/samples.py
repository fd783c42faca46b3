"""The sample databases: a server with a database for each `<connection>.sql` of glue/connections.

That of a connection to Oracle is one that a driver of its own presents as Oracle (local/databases/oracle).

Where they are stands in `databases.json` of the state folder, which serverless.yml reads as the connections of the
stage `local`. The login is in Secrets Manager alone.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

import boto3

from local.databases import oracle
from local.databases.server import USER, Server, ServerError

FILE = "databases.json"
WAIT_SECONDS = 120


class Samples:
    """Starts the server beside the local AWS, and ends it with it."""

    def __init__(self, connections: Path, state_dir: Path, endpoint: str, region: str) -> None:
        self._seeds = {file.stem: file.read_text() for file in sorted(connections.glob("*.sql"))}
        self._oracles = {name for name in self._seeds if _is_oracle(connections / f"{name}.json")}
        self._jars, self._file = state_dir / "jars", state_dir / FILE
        self._drivers = state_dir / "drivers"
        self._endpoint, self._region = endpoint, region
        self._server: Server | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def drivers(self) -> list[Path]:
        """The jars that jobs need besides those that are installed."""
        return [oracle.driver(self._drivers, self._jars)] if self._oracles else []

    def start(self) -> None:
        """Begin; the file is there once all of it is ready."""
        self._file.unlink(missing_ok=True)
        self._thread.start()

    def stop(self) -> None:
        """End the server, if it was begun."""
        self._file.unlink(missing_ok=True)
        if self._thread.ident is not None:
            self._thread.join(WAIT_SECONDS)
        if self._server:
            self._server.stop()

    def _run(self) -> None:
        known: dict[str, Any] = {}
        try:
            if self._seeds:
                self._server = Server(self._jars, {name: self._seed(name) for name in self._seeds})
                self._await_aws()
                known = {name: self._place(name, self._server) for name in self._seeds}
        except (ServerError, OSError) as error:
            print(f"The sample databases are not there: {error}", flush=True)
        part = self._file.with_suffix(".new")
        part.write_text(json.dumps(known))
        part.replace(self._file)

    def _seed(self, name: str) -> str:
        return f"{oracle.seed()}\n\n{self._seeds[name]}" if name in self._oracles else self._seeds[name]

    def _await_aws(self) -> None:
        until = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                urllib.request.urlopen(f"{self._endpoint}/_ministack/health", timeout=2)  # noqa: S310
                return
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def _place(self, name: str, server: Server) -> dict[str, Any]:
        secret = f"sluice/{name}"
        login = json.dumps({"username": USER, "password": server.password})
        keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        client = boto3.client("secretsmanager", endpoint_url=self._endpoint, region_name=self._region, **keys)
        try:
            client.create_secret(Name=secret, SecretString=login)
        except client.exceptions.ResourceExistsException:
            client.put_secret_value(SecretId=secret, SecretString=login)
        url = oracle.url(server, name) if name in self._oracles else server.url(name)
        return {"url": url, "secret": secret, "ssl": False}


def _is_oracle(definition: Path) -> bool:
    return definition.exists() and json.loads(definition.read_text()).get("database") == "oracle"
