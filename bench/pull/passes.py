"""Reads one table of a PostgreSQL in several ways, with the statement and the conditions of the product.

Usage: passes.py ROWS, with `glue` and the project on PYTHONPATH. The last line is JSON: the sums of the server, and a
list of passes.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from etl.pull.databases import DATABASES
from etl.pull.place import Place
from etl.pull.ranges import conditions
from etl.pull.session import Session, bounds
from etl.pull.statement import find, statement
from pyspark.sql import SparkSession

from local.databases.server import USER, Server  # noqa: TID251 (a real server is what is measured against)

ROOT = Path(__file__).parents[2]
COLUMNS = {"id": "bigint", "customer": "bigint", "amount": "decimal(18,2)", "note": "string", "at": "timestamp"}
SEED = """
create table orders (id bigint primary key, customer bigint, amount numeric(12, 2), note text, at timestamptz);
insert into orders
select i, i % 9973, (i % 100000) / 100.0, 'order ' || i, timestamptz '2026-01-01 00:00:00+00' + i * interval '1 s'
from generate_series(1, {rows}) i;
analyze orders"""
SUMS = ["count(*)", "sum(id)", "sum(customer)", "sum(amount)", "sum(length(note))"]
MICROS = "sum(cast(unix_micros(cast(at as timestamp)) as decimal(38)))"
SERVERS_MICROS = "sum(cast(extract(epoch from at) * 1000000 as numeric(38)))"
POSTGRESQL = DATABASES["postgresql"]


def table(connections: int, fetch_size: int) -> dict[str, Any]:
    """The table as the compiler writes it."""
    split_by = {"columns": ["id"], "hash": False} if connections > 1 else None
    jdbc = {"database": "postgresql", "relation": "orders", "query": None, "schema": "declared", "watermark": None}
    columns = [{"name": name, "source_name": name, "type": type_} for name, type_ in COLUMNS.items()]
    return {
        "id": "shop/orders",
        "columns": columns,
        "jdbc": jdbc | {"split_by": split_by, "connections": connections, "fetch_size": fetch_size},
    }


class Watch:
    """The most connections that the server has, but for the one that asks."""

    def __init__(self, spark: SparkSession, server: Server) -> None:
        jvm: Any = spark._jvm
        self._connection = jvm.java.sql.DriverManager.getConnection(server.url("shop"), USER, server.password)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.most = 0

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._connection.close()

    def _run(self) -> None:
        sql = "select count(*) - 1 from pg_stat_activity where backend_type = 'client backend'"
        while not self._ended.wait(0.05):
            result = self._connection.createStatement().executeQuery(sql)
            result.next()
            self.most = max(self.most, result.getInt(1))


def read(spark: SparkSession, place: Place, connections: int, fetch_size: int, target: Path) -> None:
    """Read the table into Parquet files."""
    made = table(connections, fetch_size)
    with Session(spark, POSTGRESQL, "shop/orders", place) as session:
        found = session.columns("orders")
        instant = session.row("select pg_export_snapshot()", 1)[0] if connections > 1 else None
        chosen = statement(made, found, instant, None)  # type: ignore[arg-type]
        column = find(made, "id", found)  # type: ignore[arg-type]
        limits = bounds(session, POSTGRESQL, "orders", column)
        divided = conditions(made["jdbc"], max(1, connections - 1), column, limits)
        options = {
            **place.properties,
            "driver": place.driver,
            "fetchsize": str(fetch_size),
            "customSchema": chosen.schema,
            "sessionInitStatement": POSTGRESQL.session(instant, is_query=False),
        }
        if connections > 1:  # the session holds the instant, and is one of them
            write(spark, place, chosen.sql, divided, options, target)
            return
    write(spark, place, chosen.sql, divided, options, target)


def write(
    spark: SparkSession, place: Place, sql: str, divided: list[str], options: dict[str, str], target: Path
) -> None:
    rows = spark.read.jdbc(place.url, sql, predicates=divided, properties=options)
    rows.select(*COLUMNS).write.parquet(str(target))


def one_pass(spark: SparkSession, server: Server, place: Place, connections: int, fetch_size: int) -> dict[str, Any]:
    """Measure one way of reading."""
    folder = Path(tempfile.mkdtemp())
    try:
        with Watch(spark, server) as watch:
            started = time.monotonic()
            read(spark, place, connections, fetch_size, folder / "rows")
            seconds = time.monotonic() - started
        sums = spark.read.parquet(str(folder / "rows")).selectExpr(*SUMS, MICROS).collect()[0]
    finally:
        shutil.rmtree(folder)
    return {
        "connections": connections,
        "fetch_size": fetch_size,
        "seconds": seconds,
        "most_connections": watch.most,
        "sums": [str(value) for value in sums],
    }


def main(rows: int) -> None:
    jar = next((ROOT / ".sluice" / "jars").glob("postgresql-*.jar"))
    builder = SparkSession.builder.master("local[2]").config("spark.jars", str(jar)).config("spark.ui.enabled", "false")
    spark = builder.config("spark.sql.session.timeZone", "UTC").config("spark.driver.host", "127.0.0.1").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    with Server(ROOT / ".sluice" / "jars", {"shop": SEED.format(rows=rows)}) as server:
        login = {"user": USER, "password": server.password}
        place = Place("bench", "none", server.url("shop"), POSTGRESQL.driver, login)
        read(spark, place, 3, 5000, Path(tempfile.mkdtemp()) / "warm")
        with Session(spark, POSTGRESQL, "shop/orders", place) as session:
            asked = f"select {', '.join([*SUMS, SERVERS_MICROS])} from orders"  # noqa: S608 (the words above)
            sums = session.row(asked, len(SUMS) + 1)
        ways = [(1, 5000), (3, 5000), (1, 10), (3, 10)]
        print(json.dumps({"sums": sums, "passes": [one_pass(spark, server, place, *way) for way in ways]}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
