"""One PostgreSQL for the session, with a Glue connection and a secret that lead to it."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from etl.pull.run import Where, pull

from local.databases.server import USER, Server

JARS = Path(__file__).parents[3] / ".sluice" / "jars"
CONNECTION, SECRET = "sluice-test-erp", "erp/reader"


class Source:
    """The server as a test uses it: statements of its own, and pulls of the deployment `world`."""

    def __init__(self, spark: Any, server: Server) -> None:
        self.spark, self.server = spark, server
        self.jvm = spark._jvm
        self.jvm.org.apache.spark.sql.execution.datasources.jdbc.DriverRegistry.register("org.postgresql.Driver")

    def run(self, *statements: str) -> None:
        connection = self._connect()
        for sql in statements:
            connection.createStatement().execute(sql)
        connection.close()

    def ask(self, sql: str, database: str = "postgres") -> str:
        connection = self._connect(database)
        result = connection.createStatement().executeQuery(sql)
        result.next()
        answer = result.getString(1)
        connection.close()
        return str(answer)

    def _connect(self, database: str = "postgres") -> Any:
        return self.jvm.java.sql.DriverManager.getConnection(self.server.url(database), USER, self.server.password)

    def connect(self, name: str, url: str, secret: str = SECRET) -> None:
        """A Glue connection of that name, in place of an earlier one."""
        properties = {"JDBC_CONNECTION_URL": url, "SECRET_ID": secret, "JDBC_ENFORCE_SSL": "false"}
        given = {"Name": name, "ConnectionType": "JDBC", "ConnectionProperties": properties}
        boto3.client("glue").create_connection(ConnectionInput=given)

    def pull(self, world: Any, pull_id: str = "p1", connection: str = CONNECTION, table: str = "shop/things") -> Any:
        staging = f"s3://{world.name}-staging"
        key = f"{table}/dt=2026-03-01/{pull_id}.parquet"
        where = Where(
            connection,
            f"{world.name}-raw",
            key,
            f"{staging}/_work/pulls/{pull_id}/",
            f"{staging}/_reports/{pull_id}.json",
        )
        return pull(self.spark, world.definitions, table, pull_id, where)


@pytest.fixture(scope="session")
def source(spark):
    with Server(JARS, {"shop": "create table a (i int);\ninsert into a select generate_series(1, 3);"}) as server:
        made = Source(spark, server)
        login = json.dumps({"username": USER, "password": server.password})
        boto3.client("secretsmanager").create_secret(Name=SECRET, SecretString=login)
        made.connect(CONNECTION, server.url())
        assert made.ask("select count(*) from a", "shop") == "3"
        yield made
    assert not server._folder.exists()
