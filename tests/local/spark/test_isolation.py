"""One job leaves nothing behind for the next."""

import io
import zipfile

import pytest

from tests.local.conftest import allow

pytestmark = [pytest.mark.local_aws, pytest.mark.spark]

SPARK = "from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\n"
ICEBERG = {
    "--conf": "spark.sql.catalog.glue_catalog=org.apache.iceberg.spark.SparkCatalog"
    " --conf spark.sql.catalog.glue_catalog.catalog-impl=org.apache.iceberg.aws.glue.GlueCatalog"
    " --conf spark.sql.catalog.glue_catalog.io-impl=org.apache.iceberg.aws.s3.S3FileIO"
    " --conf spark.sql.catalog.glue_catalog.warehouse=s3://{bucket}/warehouse"
}


def outcome(aws, script, **settings):
    run = aws.run_job(aws.make_job(script, **settings))
    return run["JobRunState"], run.get("ErrorMessage")


def test_conf_views_databases_environment_and_modules_are_gone(aws):
    assert outcome(
        aws,
        SPARK + "import os, sys, types\n"
        "spark.conf.set('spark.sql.shuffle.partitions', '77')\n"
        "spark.sparkContext._jsc.hadoopConfiguration().set('left.behind', 'yes')\n"
        "spark.sparkContext.setLocalProperty('left.behind', 'yes')\n"
        "spark.range(1).createOrReplaceTempView('v')\n"
        "spark.range(1).createGlobalTempView('g')\n"
        "spark.sql('create database left_behind')\n"
        "spark.range(9).cache().count()\n"
        "os.environ['LEFT_BEHIND'] = 'yes'\n"
        "import logging\nlogging.basicConfig(level='DEBUG')\n"
        "open('helper_module.py', 'w').write('x = 1')\nimport helper_module\n",
    ) == ("SUCCEEDED", None)
    assert outcome(
        aws,
        SPARK + "import os, sys\n"
        "assert spark.conf.get('spark.sql.shuffle.partitions') != '77'\n"
        "assert spark.sparkContext._jsc.hadoopConfiguration().get('left.behind') is None\n"
        "assert spark.sparkContext.getLocalProperty('left.behind') is None\n"
        "assert not spark.catalog.tableExists('v') and not spark.catalog.tableExists('global_temp.g')\n"
        "assert [d.name for d in spark.catalog.listDatabases()] == ['default']\n"
        "assert not list(spark.sparkContext._jsc.getPersistentRDDs())\n"
        "assert 'LEFT_BEHIND' not in os.environ and 'helper_module' not in sys.modules\n"
        "import logging\nassert logging.root.level == logging.WARNING and not logging.root.handlers\n"
        "assert spark.conf.get('fs.s3a.endpoint', None) is None\n",
    ) == ("SUCCEEDED", None)


@pytest.mark.ends_worker
def test_a_thread_left_running_and_a_jar_of_the_jobs_own_are_gone(aws):
    bucket, body = aws.make_bucket(), io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("of_the_jar.txt", "")
    aws.client("s3").put_object(Bucket=bucket, Key="own.jar", Body=body.getvalue())
    found = SPARK + (
        "loader = spark._jvm.java.lang.Thread.currentThread().getContextClassLoader()\n"
        "found = loader.getResource('of_the_jar.txt') is not None\n"
    )
    leave = "import threading, time\nthreading.Thread(target=time.sleep, args=(600,), name='left', daemon=True).start()"
    own = {"DefaultArguments": {"--extra-jars": f"s3://{bucket}/own.jar"}}
    assert outcome(aws, f"{found}assert found\n{leave}", **own) == ("SUCCEEDED", None)
    look = "import threading\nassert 'left' not in [thread.name for thread in threading.enumerate()]"
    assert outcome(aws, f"{found}assert not found\n{look}") == ("SUCCEEDED", None)


def test_modules_of_this_repository_are_not_there_as_they_are_not_on_glue(aws):
    assert outcome(aws, "import glue.etl") == (
        "FAILED",
        "Error Category: UNCLASSIFIED_ERROR; Failed Line Number: 1; ModuleNotFoundError: No module named 'glue'",
    )


def test_a_newer_version_of_a_shared_library_is_the_one_that_runs(aws):
    bucket = aws.make_bucket()
    for version in ("one", "two"):
        body = io.BytesIO()
        with zipfile.ZipFile(body, "w") as archive:
            archive.writestr("shared_lib/__init__.py", f"def version(_): return '{version}'\n")
        aws.client("s3").put_object(Bucket=bucket, Key=f"{version}/lib.zip", Body=body.getvalue())
    for version in ("one", "two"):
        assert outcome(
            aws,
            SPARK + f"import shared_lib\nassert shared_lib.version(0) == '{version}'\n"
            f"assert spark.sparkContext.parallelize([0]).map(shared_lib.version).collect() == ['{version}']\n",
            DefaultArguments={"--extra-py-files": f"s3://{bucket}/{version}/lib.zip"},
        ) == ("SUCCEEDED", None)


def test_a_job_that_ends_before_its_first_task_leaves_no_file_for_the_next_to_fetch(aws):
    bucket = aws.make_bucket()
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.writestr("lib/__init__.py", "")
    aws.client("s3").put_object(Bucket=bucket, Key="lib.zip", Body=body.getvalue())
    library = {"--extra-py-files": f"s3://{bucket}/lib.zip"}
    assert outcome(aws, SPARK + "raise ValueError('early')", DefaultArguments=library)[0] == "FAILED"
    task = SPARK + "assert spark.sparkContext.parallelize([1]).map(lambda n: n).collect() == [1]\n"
    assert outcome(aws, task, DefaultArguments=library) == ("SUCCEEDED", None)


@pytest.mark.parametrize(
    ("way", "read"),
    [
        ("s3a", SPARK + "spark.read.text('s3://{bucket}/secret.txt').collect()\n"),
        ("boto3", "import boto3\nboto3.client('s3').get_object(Bucket='{bucket}', Key='secret.txt')\n"),
        ("default session", "import boto3\nboto3.resource('s3').Object('{bucket}', 'secret.txt').get()\n"),
        ("rdd", SPARK + "spark.sparkContext.binaryFiles('s3://{bucket}/secret.txt').collect()\n"),
    ],
)
def test_a_narrow_role_after_a_wide_role_is_refused(aws, way, read):
    bucket = aws.make_bucket()
    aws.client("s3").put_object(Bucket=bucket, Key="secret.txt", Body=b"secret")
    read = read.replace("{bucket}", bucket)
    wide = aws.make_job(read)
    narrow = aws.make_job(read)
    script_bucket = aws.client("glue").get_job(JobName=narrow)["Job"]["Command"]["ScriptLocation"].split("/")[2]
    role = aws.make_role("glue", allow("s3:GetObject", f"arn:aws:s3:::{script_bucket}/*"))
    job = aws.client("glue").get_job(JobName=narrow)["Job"]
    update = {"Role": role, "Command": job["Command"], "GlueVersion": "5.1"}
    aws.client("glue").update_job(JobName=narrow, JobUpdate=update)
    assert aws.run_job(wide)["JobRunState"] == "SUCCEEDED"
    refused = aws.run_job(narrow)
    assert refused["JobRunState"] == "FAILED"
    assert "AccessDenied" in refused["ErrorMessage"] or "Forbidden" in refused["ErrorMessage"]
    assert aws.run_job(wide)["JobRunState"] == "SUCCEEDED"


def test_an_iceberg_table_is_refused_to_a_narrow_role_after_a_wide_one(aws):
    bucket = aws.make_bucket()
    database = f"db_{bucket[-12:]}"
    aws.client("glue").create_database(DatabaseInput={"Name": database})
    conf = {"--conf": ICEBERG["--conf"].replace("{bucket}", bucket)}
    table = f"glue_catalog.{database}.t"
    make = SPARK + f"spark.range(3).writeTo('{table}').using('iceberg').create()\n"
    assert outcome(aws, make, DefaultArguments=conf) == ("SUCCEEDED", None)
    read = SPARK + f"assert spark.table('{table}').count() == 3\nassert spark.table('{table}').collect()\n"
    assert outcome(aws, read, DefaultArguments=conf) == ("SUCCEEDED", None)
    scripts = aws.make_bucket()
    aws.client("s3").put_object(Bucket=scripts, Key="read.py", Body=read.encode())
    # The metadata may be read: Iceberg repeats a refused read of it for minutes, here as on AWS.
    readable = [f"arn:aws:s3:::{scripts}/*", f"arn:aws:s3:::{bucket}/*/metadata/*"]
    catalog_only = aws.make_role("glue", allow("glue:*", "*"), allow("s3:GetObject", readable))
    aws.client("glue").create_job(
        Name=f"narrow-{bucket}",
        Role=catalog_only,
        GlueVersion="5.1",
        Command={"Name": "glueetl", "ScriptLocation": f"s3://{scripts}/read.py"},
        DefaultArguments=conf,
    )
    refused = aws.run_job(f"narrow-{bucket}")
    assert refused["JobRunState"] == "FAILED"
    assert "403" in refused["ErrorMessage"] or "AccessDenied" in refused["ErrorMessage"]
    no_catalog = aws.make_role("glue", allow("s3:*", "*"))
    job = aws.client("glue").get_job(JobName=f"narrow-{bucket}")["Job"]
    update = {key: job[key] for key in ("Command", "GlueVersion", "DefaultArguments")} | {"Role": no_catalog}
    aws.client("glue").update_job(JobName=f"narrow-{bucket}", JobUpdate=update)
    refused = aws.run_job(f"narrow-{bucket}")
    assert refused["JobRunState"] == "FAILED"
    assert "not authorized to perform: glue:GetTable" in refused["ErrorMessage"]
