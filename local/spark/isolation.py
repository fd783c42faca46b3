"""The state that a job could leave behind for the next job, and its restoration.

`newSession()` isolates conf, temp views and UDFs, but not the state listed here. Credentials are the worst of it:
Hadoop caches file systems by URI and user, so a narrow role would read with the wide role of the job before.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
import warnings
from dataclasses import dataclass
from typing import Any

import boto3
from py4j.protocol import Py4JError
from pyspark import SparkContext
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
    threads: frozenset[threading.Thread]
    warnings: tuple[Any, ...]
    worn: bool = False
    """Whether this process must run no other job, whatever is restored."""

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
            frozenset(threading.enumerate()),
            tuple(warnings.filters),
        )

    def join_threads(self) -> None:
        """Wait for the job's own threads, but not for daemons, as Python does before it ends."""
        if any(not thread.daemon for thread in self._stray_threads()):
            threading._shutdown()  # type: ignore[attr-defined]
            self.worn = True  # Python starts no thread pool after it

    def restore(self) -> bool:
        """Restore everything. False when that is not possible and this worker must end."""
        os.environ.clear()
        os.environ.update(self.environment)
        os.chdir(self.cwd)
        boto3.DEFAULT_SESSION = None
        self.worn = self.worn or bool(self._stray_threads())
        self._restore_interpreter()
        self._restore_imports()
        context = self.spark.sparkContext
        if self.worn or context._jsc is None:
            return False
        try:
            if context._jsc.sc().isStopped():
                return False
            self._restore_jvm()
        except (Py4JError, OSError):
            return False
        return True

    def _restore_interpreter(self) -> None:
        sys.stdout, sys.stderr, sys.excepthook = sys.__stdout__, sys.__stderr__, sys.__excepthook__
        sys.argv = [""]
        logging.root.handlers.clear()
        logging.root.setLevel(logging.WARNING)
        logging.disable(logging.NOTSET)
        warnings.filters[:] = self.warnings  # type: ignore[index]
        signal.alarm(0)

    def _restore_imports(self) -> None:
        work = [p for p in sys.path if p not in self.path]
        for name in set(sys.modules) - self.modules:
            # Only the job's own modules are forgotten, since a compiled extension cannot be loaded twice.
            if _comes_from(sys.modules[name], work):
                del sys.modules[name]
        sys.path[:] = self.path

    def _stray_threads(self) -> list[threading.Thread]:
        """Threads that the job left; even a daemon would go on with the credentials of the next job."""
        return [thread for thread in threading.enumerate() if thread not in self.threads]

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
        # The next job's first task would fetch a file that no task has fetched yet, after its source is gone.
        context._jsc.sc().addedFiles().clear()
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


def jvm_has_ended() -> bool:
    """Whether Spark's JVM is gone: a script that hides the error has not succeeded."""
    gateway: Any = SparkContext._gateway
    if gateway.proc.poll() is not None:
        return True
    try:
        gateway.jvm.java.lang.System.nanoTime()
    except (Py4JError, OSError):
        return True
    return False


def _comes_from(module: Any, folders: list[str]) -> bool:
    file = getattr(module, "__file__", None)
    roots = [file] if file else list(getattr(module, "__path__", []))
    return any(root.startswith(folder) for root in roots for folder in folders)
