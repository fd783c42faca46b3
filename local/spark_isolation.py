"""What one job must not leave behind for the next, and how each of it is put back.

`newSession()` isolates conf, temp views and UDFs. It does not isolate what is listed here; the worst is credentials:
Hadoop caches file systems by URI and user, so a narrow role would read with the wide role of the job before.
"""

from __future__ import annotations

import os
import sys
import threading
from dataclasses import dataclass
from typing import Any

import boto3
from pyspark.sql import SparkSession

DEFAULT_DATABASE = "default"
SYSTEM_CREDENTIALS = ("aws.accessKeyId", "aws.secretAccessKey", "aws.sessionToken", "aws.region")


@dataclass
class Baseline:
    """The worker as it was before its first job."""

    spark: SparkSession
    hadoop_conf: Any
    modules: frozenset[str]
    path: tuple[str, ...]
    environment: dict[str, str]
    cwd: str
    includes: tuple[str, ...]

    @classmethod
    def of(cls, spark: SparkSession) -> Baseline:
        """Remember `spark`'s worker as it is now."""
        context: Any = spark.sparkContext
        hadoop = context._jvm.org.apache.hadoop.conf.Configuration(context._jsc.hadoopConfiguration())
        return cls(
            spark,
            hadoop,
            frozenset(sys.modules),
            tuple(sys.path),
            dict(os.environ),
            os.getcwd(),
            tuple(context._python_includes),
        )

    def restore(self) -> bool:
        """Put everything back. False when that is not possible: this worker must then end."""
        os.environ.clear()
        os.environ.update(self.environment)
        os.chdir(self.cwd)
        boto3.DEFAULT_SESSION = None
        self._restore_imports()
        context = self.spark.sparkContext
        if context._jsc is None or context._jsc.sc().isStopped() or self._has_stray_threads():
            return False
        self._restore_jvm()
        return True

    def _restore_imports(self) -> None:
        work = [p for p in sys.path if p not in self.path]
        for name in set(sys.modules) - self.modules:
            # A compiled extension cannot be loaded twice; only what the job brought along is forgotten.
            if _comes_from(sys.modules[name], work):
                del sys.modules[name]
        sys.path[:] = self.path

    def _has_stray_threads(self) -> bool:
        alive = [t for t in threading.enumerate() if t is not threading.main_thread() and not t.daemon]
        return bool(alive)

    def _restore_jvm(self) -> None:
        context: Any = self.spark.sparkContext
        jvm = context._jvm
        jvm.org.apache.hadoop.fs.FileSystem.closeAll()
        for name in SYSTEM_CREDENTIALS:
            jvm.java.lang.System.clearProperty(name)
        hadoop = context._jsc.hadoopConfiguration()
        hadoop.clear()
        hadoop.addResource(self.hadoop_conf)
        context._jsc.sc().setLocalProperties(jvm.java.util.Properties())
        context._python_includes[:] = self.includes
        session = self.spark._jsparkSession
        session.sharedState().cacheManager().clearCache()
        session.sharedState().globalTempViewManager().clear()
        for rdd_id in list(context._jsc.getPersistentRDDs().keySet()):
            context._jsc.sc().unpersistRDD(rdd_id, False)
        self._restore_catalog()
        SparkSession._instantiatedSession = self.spark
        jvm.org.apache.spark.sql.SparkSession.setDefaultSession(session)
        jvm.org.apache.spark.sql.SparkSession.setActiveSession(session)

    def _restore_catalog(self) -> None:
        catalog = self.spark._jsparkSession.sharedState().externalCatalog().unwrapped()
        names = catalog.listDatabases()
        for database in [names.apply(i) for i in range(names.size())]:
            if database != DEFAULT_DATABASE:
                catalog.dropDatabase(database, True, True)
        tables = catalog.listTables(DEFAULT_DATABASE)
        for table in [tables.apply(i) for i in range(tables.size())]:
            catalog.dropTable(DEFAULT_DATABASE, table, True, True)


def _comes_from(module: Any, folders: list[str]) -> bool:
    file = getattr(module, "__file__", None)
    roots = [file] if file else list(getattr(module, "__path__", []))
    return any(root.startswith(folder) for root in roots for folder in folders)
