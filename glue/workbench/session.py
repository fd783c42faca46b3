"""Spark on this machine: for the analysis alone, or with Iceberg tables in a folder."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from etl.platform.iceberg import CATALOG
from pyspark.sql import SparkSession

VIEW_FS = "org.apache.hadoop.fs.viewfs.ViewFileSystemOverloadScheme"
LOCAL_FS = "org.apache.hadoop.fs.RawLocalFileSystem"
QUICK_START = "-XX:-UsePerfData -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""What Java compiles well, and collects side by side, is of no use in so short a time."""
EXTENSIONS = "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions"


def start(work: Path, settings: Mapping[str, str]) -> SparkSession:
    """A session whose files are below `work`."""
    common = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": f"-Duser.timezone=UTC -Djava.io.tmpdir={work} {QUICK_START}",
        "spark.local.dir": str(work),
        "spark.sql.warehouse.dir": str(work / "warehouse"),
        "spark.sql.session.timeZone": "UTC",
        "spark.default.parallelism": "2",
    }
    builder = SparkSession.builder.master("local[2]").appName("workbench")
    for name, value in {**common, **settings}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def with_tables(root: Path, jars: Path, buckets: Iterable[str]) -> dict[str, str]:
    """Settings: Iceberg tables are in memory, and objects of these buckets are files, `root/bucket/key`."""
    mounts = {
        f"spark.hadoop.fs.viewfs.mounttable.{bucket}.linkFallback": (root / bucket).as_uri() for bucket in buckets
    }
    return mounts | {
        "spark.jars": ",".join(str(jar) for jar in sorted(jars.glob("iceberg-spark-runtime-*.jar"))),
        "spark.sql.extensions": EXTENSIONS,
        f"spark.sql.catalog.{CATALOG}": "org.apache.iceberg.spark.SparkCatalog",
        f"spark.sql.catalog.{CATALOG}.catalog-impl": "org.apache.iceberg.inmemory.InMemoryCatalog",
        f"spark.sql.catalog.{CATALOG}.cache.expiration-interval-ms": "-1",
        "spark.hadoop.fs.s3.impl": VIEW_FS,
        "spark.hadoop.fs.viewfs.overload.scheme.target.file.impl": LOCAL_FS,
    }
