"""A warm Spark: one process, one JVM, one job at a time. Started by `local.spark.pool`, never by hand.

Reads one JSON request a line on stdin, answers one JSON line on the file descriptor in SLUICE_ANSWERS.
`local.glue.runs` builds a request: run_id, script, arguments, conf, py_files, jars, environment, endpoint,
work_dir, log.
The answer is `{"state": "SUCCEEDED" | "FAILED", "error": "..."}` as soon as the job has ended, and once the worker is
restored, `{"reusable": true | false}`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from local.spark.caches import keep_what_never_changes
from local.spark.isolation import Baseline, jvm_has_ended
from local.spark.job import run_job
from local.spark.warmup import warm_up

EXTENSIONS = "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions"


def start_spark(jars: list[Path]) -> SparkSession:
    """A session with the extensions and jars that a Glue 5.1 image has; sized for a laptop."""
    folder = os.getcwd()
    return (
        SparkSession.builder.master("local[2]")
        .appName("glue")
        .config("spark.jars", ",".join(map(str, jars)))
        .config("spark.sql.extensions", EXTENSIONS)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "2g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.driver.extraJavaOptions", f"-Duser.timezone=UTC -Djava.io.tmpdir={folder} -XX:-UsePerfData")
        .config("spark.hadoop.hadoop.tmp.dir", folder)
        .config("spark.local.dir", folder)
        .config("spark.sql.warehouse.dir", f"{folder}/warehouse")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.default.parallelism", "2")
        # A reused Python worker would keep the modules of the job before.
        .config("spark.python.worker.reuse", "false")
        .config("spark.sql.catalogImplementation", "in-memory")
        .getOrCreate()
    )


def main() -> None:
    answers = os.fdopen(int(os.environ.pop("SLUICE_ANSWERS")), "w", buffering=1)
    jars = sorted(Path(os.environ.pop("SLUICE_JARS")).glob("*.jar"))
    drivers = os.environ.pop("SLUICE_DRIVERS", "")
    forget_the_checkout()
    threading.Thread(target=end_with_parent, args=(os.getppid(),), daemon=True).start()
    spark = start_spark([*jars, *map(Path, drivers.split(os.pathsep) if drivers else [])])
    spark.sparkContext.setLogLevel("WARN")
    keep_what_never_changes()
    if os.environ.pop("SLUICE_WARM_UP"):
        warm_up(spark)
    baseline = Baseline.of(spark)
    answers.write(json.dumps({"ready": True}) + "\n")
    for line in sys.stdin:
        request = json.loads(line)
        answers.write(json.dumps(answer_to(request, spark, baseline)) + "\n")
        # A class loader keeps the jars that it got.
        reusable = baseline.restore() and not request["jars"]
        answers.write(json.dumps({"reusable": reusable}) + "\n")
        if not reusable:
            break


def forget_the_checkout() -> None:
    """Take this repository off the path: as on Glue, a job must bring its own modules along."""
    del os.environ["PYTHONPATH"]
    own = {Path(__file__).resolve().parents[2], Path.cwd()}
    sys.path[:] = [folder for folder in sys.path if Path(folder).resolve() not in own]


def end_with_parent(parent: int) -> None:
    """End this process group when the server is gone, however it went, even in the middle of a job."""
    while os.getppid() == parent:
        time.sleep(1)
    os.killpg(0, signal.SIGKILL)


def answer_to(request: dict[str, Any], spark: SparkSession, baseline: Baseline) -> dict[str, Any]:
    """Run one job with its output in its own log."""
    with Path(request["log"]).open("ab", buffering=0) as log:
        kept = os.dup(1), os.dup(2)
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
        try:
            error = run_job(request, spark)
            baseline.join_threads()
            if error is None and jvm_has_ended():
                error = "Command failed with exit code 1: The Spark JVM ended while the job ran."
        finally:
            # The job may have put others in the place of `sys.stdout`, and closed them.
            for stream in (sys.__stdout__, sys.__stderr__):
                if stream is not None:
                    stream.flush()
            for target, source in zip((1, 2), kept, strict=True):
                os.dup2(source, target)
                os.close(source)
    return {"state": "FAILED" if error else "SUCCEEDED", "error": error or ""}


if __name__ == "__main__":
    main()
