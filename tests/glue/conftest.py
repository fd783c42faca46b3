"""One Spark session, a local S3 (MiniStack), an Iceberg catalog in memory; each test has its own buckets."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "glue"))

from local.databases import oracle  # noqa: E402
from tests.glue.world import deployed  # noqa: E402

JARS, DRIVERS = ROOT / ".sluice" / "jars", ROOT / ".sluice" / "drivers"
SPARK_JARS = Path(os.environ.get("SLUICE_SPARK_JARS", JARS))
"""Those of another Spark, where another is installed: docs/adr/0033."""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def aws(tmp_path_factory):
    """Endpoint of a MiniStack of our own; boto3 clients find it in the environment."""
    port = _free_port()
    endpoint = f"http://127.0.0.1:{port}"
    names = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": "us-east-1"}
    here = os.environ | names | {"GATEWAY_PORT": str(port), "BIND_HOST": "127.0.0.1"}
    with (tmp_path_factory.mktemp("aws") / "log").open("w") as log:
        server = subprocess.Popen([sys.executable, "-m", "ministack"], env=here, stdout=log, stderr=log)
    before = dict(os.environ)
    os.environ.update(names | {"AWS_ENDPOINT_URL": endpoint})
    try:
        _await(f"{endpoint}/_ministack/health")
        yield endpoint
    finally:
        server.terminate()
        server.wait(60)
        os.environ.clear()
        os.environ.update(before)


def _await(url: str) -> None:
    for _ in range(1200):
        try:
            urllib.request.urlopen(url, timeout=2)  # noqa: S310
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(f"{url} did not answer within two minutes.")


@pytest.fixture(scope="session")
def spark(aws):
    from pyspark.sql import SparkSession

    jars = sorted(str(jar) for jar in SPARK_JARS.glob("*.jar") if "aws-bundle" not in jar.name)
    assert jars, f"no jars in {SPARK_JARS}; run npm test once, which fetches them."
    settings = {
        "spark.jars": ",".join([*jars, str(oracle.driver(DRIVERS, JARS))]),
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.default.parallelism": "2",
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.codegen.cache.maxEntries": "2000",
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        "spark.sql.catalog.glue_catalog": "org.apache.iceberg.spark.SparkCatalog",
        "spark.sql.catalog.glue_catalog.catalog-impl": "org.apache.iceberg.inmemory.InMemoryCatalog",
        "spark.sql.catalog.glue_catalog.cache.expiration-interval-ms": "-1",
        "spark.hadoop.fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
        "spark.hadoop.fs.s3a.endpoint": aws,
        "spark.hadoop.fs.s3a.path.style.access": "true",
        "spark.hadoop.fs.s3a.access.key": "test",
        "spark.hadoop.fs.s3a.secret.key": "test",
    }
    os.environ["PYSPARK_PYTHON"] = sys.executable  # else whatever python3 is on the path
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture
def world(spark):
    """A deployment of its own: raw and staging bucket, staging and mart database."""
    return deployed(spark)


@pytest.fixture
def other_world(spark):
    """A second deployment, to compare with."""
    return deployed(spark)


@pytest.fixture(scope="module")
def shared_world(spark):
    """A deployment that the tests of a file share; they only look at what a fixture of theirs has done."""
    return deployed(spark)
