"""Run one Glue script in a session of its own, with the job's role, arguments and files, as Glue does."""

from __future__ import annotations

import os
import runpy
import shutil
import sys
import traceback
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import boto3
from pyspark.sql import SparkSession

from local.spark.messages import LaunchError, error_message

SCRIPT = "script.py"
ICEBERG_CATALOG = "org.apache.iceberg.spark.SparkCatalog"


def run_job(request: dict[str, Any], spark: SparkSession) -> str | None:
    """Run the script; None when it succeeded, else the text of Glue's ErrorMessage."""
    work = Path(request["work_dir"])
    work.mkdir(parents=True)
    try:
        os.environ.update(request["environment"])
        script, archives, jars = _download(request, work)
        session = _open_session(request, spark, archives)
        for jar in jars:
            session.sql(f"ADD JAR '{jar}'")
        os.chdir(work)
        sys.path[:0] = [str(work), *map(str, archives)]
        sys.argv = [str(script), *request["arguments"]]
        _make_default(session)
        runpy.run_path(str(script), run_name="__main__")
    except SystemExit as exit_:
        return None if exit_.code in (None, 0) else error_message(exit_, str(work / SCRIPT))
    except BaseException as error:
        traceback.print_exc()
        return error_message(error, str(work / SCRIPT))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return None


def _download(request: dict[str, Any], work: Path) -> tuple[Path, list[Path], list[Path]]:
    """The script, the archives of --extra-py-files, the --extra-jars, read with the job's own role, as on AWS."""
    s3 = boto3.client("s3")
    script = work / SCRIPT
    _fetch(s3, request["script"], script)
    start = work / str(request["run_id"])
    archives, jars = (_fetched(s3, request[kind], start.with_suffix(f".{kind}")) for kind in ("py_files", "jars"))
    return script, archives, jars


def _fetched(s3: Any, uris: list[str], start: Path) -> list[Path]:
    """The objects, each in a file of its own: Spark keeps files by name, and would refuse the next version of one."""
    targets = [start.with_name(f"{start.name}-{at}{Path(urlparse(uri).path).suffix}") for at, uri in enumerate(uris)]
    for uri, target in zip(uris, targets, strict=True):
        _fetch(s3, uri, target)
    return targets


def _fetch(s3: Any, uri: str, target: Path) -> None:
    place = urlparse(uri)
    try:
        # In one call, where a transfer asks for the size first.
        target.write_bytes(s3.get_object(Bucket=place.netloc, Key=place.path.lstrip("/"))["Body"].read())
    except Exception as error:
        raise LaunchError(f"{uri} cannot be read by the job's role: {error}") from error


def _open_session(request: dict[str, Any], spark: SparkSession, archives: list[Path]) -> SparkSession:
    context: Any = spark.sparkContext
    environment, endpoint = request["environment"], request["endpoint"]
    system = context._jvm.java.lang.System
    system.setProperty("aws.accessKeyId", environment["AWS_ACCESS_KEY_ID"])
    system.setProperty("aws.secretAccessKey", environment["AWS_SECRET_ACCESS_KEY"])
    system.setProperty("aws.sessionToken", environment["AWS_SESSION_TOKEN"])
    system.setProperty("aws.region", environment["AWS_REGION"])
    hadoop = context._jsc.hadoopConfiguration()
    for key, value in _s3a(environment, endpoint).items():
        hadoop.set(key, value)
    session = SparkSession(context, spark._jsparkSession.newSession())
    for key, value in request["conf"].items():
        _set(session, key, value)
    for key, value in request["conf"].items():
        if value == ICEBERG_CATALOG:
            for option, setting in _iceberg(environment, endpoint).items():
                session.conf.set(f"{key}.{option}", setting)
    for archive in archives:
        context.addPyFile(str(archive))
    return session


def _set(session: SparkSession, key: str, value: str) -> None:
    """Warn in the log of each setting that differs from the running JVM, whose conf cannot change."""
    if session.conf.isModifiable(key) or key.startswith("spark.sql.catalog."):
        session.conf.set(key, value)
    elif session.conf.get(key, None) != value:
        print(f"WARN {key}={value} takes effect on Glue only: here it is {session.conf.get(key, None)}", flush=True)


def _s3a(environment: dict[str, str], endpoint: str) -> dict[str, str]:
    return {
        "fs.s3.impl": "org.apache.hadoop.fs.s3a.S3AFileSystem",
        "fs.s3a.endpoint": endpoint,
        "fs.s3a.endpoint.region": environment["AWS_REGION"],
        "fs.s3a.path.style.access": "true",
        "fs.s3a.connection.ssl.enabled": "false",
        "fs.s3a.aws.credentials.provider": "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider",
        "fs.s3a.access.key": environment["AWS_ACCESS_KEY_ID"],
        "fs.s3a.secret.key": environment["AWS_SECRET_ACCESS_KEY"],
        "fs.s3a.session.token": environment["AWS_SESSION_TOKEN"],
    }


def _iceberg(environment: dict[str, str], endpoint: str) -> dict[str, str]:
    return {
        "glue.endpoint": endpoint,
        "s3.endpoint": endpoint,
        "s3.path-style-access": "true",
        "client.region": environment["AWS_REGION"],
    }


def _make_default(session: SparkSession) -> None:
    """`SparkSession.builder.getOrCreate()` in the script gives this session."""
    SparkSession._instantiatedSession = session
    jvm: Any = session._jvm
    module = jvm.org.apache.spark.sql.SparkSession
    module.setDefaultSession(session._jsparkSession)
    module.setActiveSession(session._jsparkSession)
