"""One PostgreSQL for the session, with Glue connections and a secret that lead to it: one as itself, one as Oracle."""

import json
from pathlib import Path
from typing import Any

import boto3
import pytest
from etl.pull.run import Where, pull

from local.databases import oracle
from local.databases.server import USER, Server

JARS = Path(__file__).parents[3] / ".sluice" / "jars"
CONNECTION, ORACLE, SECRET = "sluice-test-erp", "sluice-test-oracle", "erp/reader"


class Source:
    """A database of the server as a test uses it: statements of its own, and pulls of the deployment `world`."""

    def __init__(self, spark: Any, server: Server, database: str = "postgres", connection: str = CONNECTION) -> None:
        self.spark, self.server, self.database, self.connection = spark, server, database, connection
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

    def _connect(self, database: str | None = None) -> Any:
        url = self.server.url(database or self.database)
        return self.jvm.java.sql.DriverManager.getConnection(url, USER, self.server.password)

    def connect(self, name: str, url: str, secret: str = SECRET) -> None:
        """A Glue connection of that name, in place of an earlier one."""
        properties = {"JDBC_CONNECTION_URL": url, "SECRET_ID": secret, "JDBC_ENFORCE_SSL": "false"}
        given = {"Name": name, "ConnectionType": "JDBC", "ConnectionProperties": properties}
        boto3.client("glue").create_connection(ConnectionInput=given)

    def pull(self, world: Any, pull_id: str = "p1", connection: str | None = None, table: str = "shop/things") -> Any:
        staging = f"s3://{world.name}-staging"
        key = f"{table}/dt=2026-03-01/{pull_id}.parquet"
        where = Where(
            connection or self.connection,
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


@pytest.fixture(scope="session")
def xe(spark, source):
    """A database that is Oracle's to whoever comes by Oracle's driver."""
    source.run("create database xe")
    made = Source(spark, source.server, "xe", ORACLE)
    made.run(oracle.seed())
    made.connect(ORACLE, oracle.url(source.server, "xe"))
    return made
