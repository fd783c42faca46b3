"""A Spark like that of the local AWS, on the Glue catalog and the S3 of a MiniStack; nothing is deployed."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyspark.sql import SparkSession

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}


@contextmanager
def ministack() -> Iterator[str]:
    """A MiniStack of this process; its endpoint."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}"
    env = os.environ | KEYS | {"GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([sys.executable, "-m", "ministack"], env=env, **quiet)
    try:
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{endpoint}/_ministack/health", timeout=2)  # noqa: S310
                break
            except OSError:
                time.sleep(0.1)
        os.environ.update(KEYS | {"AWS_ENDPOINT_URL": endpoint, "AWS_REGION": "us-east-1"})
        yield endpoint
    finally:
        server.terminate()
        server.wait(60)


def session(endpoint: str, jars: str) -> SparkSession:
    """Spark as the local AWS runs it."""
    catalog = "spark.sql.catalog.glue_catalog"
    settings = {
        "spark.jars": ",".join(sorted(map(str, Path(jars).glob("*.jar")))),
        "spark.driver.memory": "3g",
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        catalog: "org.apache.iceberg.spark.SparkCatalog",
        f"{catalog}.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
        f"{catalog}.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
        f"{catalog}.cache.expiration-interval-ms": "-1",
        f"{catalog}.warehouse": "s3://bench/tables",
        f"{catalog}.glue.endpoint": endpoint,
        f"{catalog}.s3.endpoint": endpoint,
        f"{catalog}.s3.path-style-access": "true",
        f"{catalog}.client.region": "us-east-1",
        "spark.hadoop.fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
        "spark.hadoop.fs.s3a.endpoint": endpoint,
        "spark.hadoop.fs.s3a.path.style.access": "true",
        "spark.hadoop.fs.s3a.access.key": "test",
        "spark.hadoop.fs.s3a.secret.key": "test",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    # Spark finds the credentials in the environment of its process, which began before them.
    system = spark._jvm.java.lang.System
    for name, value in (("aws.accessKeyId", "test"), ("aws.secretAccessKey", "test"), ("aws.region", "us-east-1")):
        system.setProperty(name, value)
    return spark
