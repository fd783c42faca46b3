"""Glue job runs end as they do on AWS, and never as SUCCEEDED when they did not."""

import time

import pytest

from tests.local.builders import allow

pytestmark = [pytest.mark.local_aws, pytest.mark.spark]


def test_a_script_runs_on_real_spark_with_its_arguments(aws):
    bucket = aws.make_bucket()
    job = aws.make_job(
        "import sys\n"
        "from pyspark.sql import SparkSession\n"
        "spark = SparkSession.builder.getOrCreate()\n"
        "target = sys.argv[sys.argv.index('--target') + 1]\n"
        "assert '--JOB_NAME' in sys.argv and '--from_default' in sys.argv\n"
        "spark.createDataFrame([(1, 'a'), (2, 'b')], 'n int, s string').write.parquet(target)\n",
        DefaultArguments={"--from_default": "1", "--target": "s3://nowhere/"},
    )
    run = aws.run_job(job, Arguments={"--target": f"s3://{bucket}/out"})
    assert (run["JobRunState"], run.get("ErrorMessage")) == ("SUCCEEDED", None)
    keys = [o["Key"] for o in aws.client("s3").list_objects_v2(Bucket=bucket)["Contents"]]
    assert "out/_SUCCESS" in keys and any(k.endswith(".parquet") for k in keys)


def test_a_script_that_raises_fails_with_its_own_words(aws):
    run = aws.run_job(aws.make_job("class OrderError(Exception): pass\nraise OrderError('17 is no order')"))
    assert (run["JobRunState"], run["ErrorMessage"]) == (
        "FAILED",
        "Error Category: UNCLASSIFIED_ERROR; Failed Line Number: 2; OrderError: 17 is no order",
    )


def test_an_exit_code_other_than_zero_fails(aws):
    assert aws.run_job(aws.make_job("raise SystemExit(3)"))["JobRunState"] == "FAILED"
    assert aws.run_job(aws.make_job("raise SystemExit(0)"))["JobRunState"] == "SUCCEEDED"


def test_a_missing_script_fails(aws):
    job = aws.make_job("pass")
    aws.client("glue").update_job(
        JobName=job,
        JobUpdate={
            "Role": aws.make_role("glue", {"Effect": "Allow", "Action": "*", "Resource": "*"}),
            "Command": {"Name": "glueetl", "ScriptLocation": f"s3://{aws.make_bucket()}/gone.py"},
            "GlueVersion": "5.1",
        },
    )
    run = aws.run_job(job)
    assert run["JobRunState"] == "FAILED"
    assert "gone.py cannot be read by the job's role" in run["ErrorMessage"]


@pytest.mark.ends_worker
def test_a_job_whose_process_dies_fails_and_the_next_one_runs(aws):
    run = aws.run_job(aws.make_job("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"))
    assert run["JobRunState"] == "FAILED"
    assert run["ErrorMessage"].startswith("Command failed with exit code 1: The Spark process ended")
    assert aws.run_job(aws.make_job("pass"))["JobRunState"] == "SUCCEEDED"


@pytest.mark.ends_worker
def test_a_job_that_takes_longer_than_its_timeout_ends_as_timeout(aws):
    run = aws.run_job(aws.make_job("import time\ntime.sleep(600)", Timeout=1))
    assert (run["JobRunState"], run["ErrorMessage"]) == ("TIMEOUT", "Job run timed out")


@pytest.mark.ends_worker
def test_a_stopped_job_ends_as_stopped_and_stops(aws):
    bucket = aws.make_bucket()
    job = aws.make_job(
        "import boto3, time\n"
        f"s3 = boto3.client('s3')\ns3.put_object(Bucket='{bucket}', Key='begun', Body=b'')\n"
        f"time.sleep(3)\ns3.put_object(Bucket='{bucket}', Key='ended', Body=b'')\n"
    )
    glue = aws.client("glue")
    run_id = glue.start_job_run(JobName=job)["JobRunId"]
    aws.wait_for_run(job, run_id, ("RUNNING",))
    assert glue.batch_stop_job_run(JobName=job, JobRunIds=[run_id])["SuccessfulSubmissions"]
    assert aws.wait_for_run(job, run_id)["JobRunState"] == "STOPPED"
    time.sleep(3)
    assert "ended" not in [o["Key"] for o in aws.client("s3").list_objects_v2(Bucket=bucket).get("Contents", [])]


@pytest.mark.ends_worker
def test_a_second_run_at_once_is_refused(aws):
    glue = aws.client("glue")
    job = aws.make_job("import time\ntime.sleep(600)")
    run_id = glue.start_job_run(JobName=job)["JobRunId"]
    with pytest.raises(glue.exceptions.ConcurrentRunsExceededException, match=f"Concurrent runs exceeded for {job}"):
        glue.start_job_run(JobName=job)
    glue.batch_stop_job_run(JobName=job, JobRunIds=[run_id])
    assert aws.wait_for_run(job, run_id)["JobRunState"] == "STOPPED"


@pytest.mark.ends_worker
def test_a_long_run_does_not_hold_up_others_and_a_waiting_run_can_be_stopped(aws):
    glue = aws.client("glue")
    jobs = [aws.make_job("import time\ntime.sleep(600)") for _ in range(3)]
    runs = []
    for job in jobs:
        runs.append(glue.start_job_run(JobName=job)["JobRunId"])
        if len(runs) < 3:
            aws.wait_for_run(job, runs[-1], ("RUNNING",))
    assert glue.get_job_run(JobName=jobs[2], RunId=runs[2])["JobRun"]["JobRunState"] == "STARTING"
    glue.batch_stop_job_run(JobName=jobs[2], JobRunIds=[runs[2]])
    assert glue.get_job_run(JobName=jobs[2], RunId=runs[2])["JobRun"]["JobRunState"] == "STOPPED"
    for job, run_id in zip(jobs[:2], runs[:2], strict=True):
        glue.batch_stop_job_run(JobName=job, JobRunIds=[run_id])
        assert aws.wait_for_run(job, run_id)["JobRunState"] == "STOPPED"
    assert aws.run_job(aws.make_job("pass"))["JobRunState"] == "SUCCEEDED"


def test_a_run_that_has_ended_cannot_be_stopped(aws):
    job = aws.make_job("pass")
    run = aws.run_job(job)
    answer = aws.client("glue").batch_stop_job_run(JobName=job, JobRunIds=[run["Id"], "jr_none"])
    assert [e["ErrorDetail"]["ErrorMessage"] for e in answer["Errors"]] == [
        f"Run {run['Id']} is in state SUCCEEDED",
        "Run jr_none not found",
    ]
    assert aws.client("glue").get_job_run(JobName=job, RunId=run["Id"])["JobRun"]["JobRunState"] == "SUCCEEDED"


@pytest.mark.ends_worker
def test_a_dead_jvm_fails_the_run_though_the_script_hides_it(aws):
    run = aws.run_job(
        aws.make_job(
            "from pyspark.sql import SparkSession\n"
            "spark = SparkSession.builder.getOrCreate()\n"
            "try:\n    spark._jvm.java.lang.Runtime.getRuntime().halt(1)\nexcept BaseException:\n    pass\n"
        )
    )
    assert (run["JobRunState"], run["ErrorMessage"]) == (
        "FAILED",
        "Command failed with exit code 1: The Spark JVM ended while the job ran.",
    )


@pytest.mark.ends_worker
def test_a_script_may_stop_its_session(aws):
    stopping = "from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\nspark.stop()\n"
    assert aws.run_job(aws.make_job(stopping))["JobRunState"] == "SUCCEEDED"
    assert aws.run_job(aws.make_job(stopping))["JobRunState"] == "SUCCEEDED"


@pytest.mark.ends_worker
def test_a_run_ends_when_the_threads_of_its_script_have_ended(aws):
    bucket = aws.make_bucket()
    job = aws.make_job(
        "import boto3, threading, time\n"
        "s3 = boto3.client('s3')\n"
        f"def late():\n    time.sleep(1)\n    s3.put_object(Bucket='{bucket}', Key='late', Body=b'')\n"
        "threading.Thread(target=late).start()\n"
    )
    assert aws.run_job(job)["JobRunState"] == "SUCCEEDED"
    assert [o["Key"] for o in aws.client("s3").list_objects_v2(Bucket=bucket)["Contents"]] == ["late"]


def test_a_job_run_shows_what_it_does_on_aws(aws):
    job = aws.make_job("pass", DefaultArguments={"--a": "1"}, Timeout=7)
    run = aws.run_job(job, Arguments={"--b": "2"})
    assert run["Arguments"] == {"--b": "2"}
    assert (run["Attempt"], run["Timeout"], run["GlueVersion"], run["LogGroupName"]) == (0, 7, "5.1", "/aws-glue/jobs")
    assert run["StartedOn"] <= run["CompletedOn"]


def test_a_job_that_cannot_run_here_is_refused_rather_than_faked(aws):
    glue = aws.client("glue")
    role = aws.make_role("glue")
    glue.create_job(Name="shell", Role=role, Command={"Name": "pythonshell", "ScriptLocation": "s3://b/s.py"})
    with pytest.raises(glue.exceptions.InvalidInputException, match="the local AWS runs glueetl jobs only"):
        glue.start_job_run(JobName="shell")
    glue.create_job(
        Name="old", Role=role, GlueVersion="4.0", Command={"Name": "glueetl", "ScriptLocation": "s3://b/s.py"}
    )
    with pytest.raises(glue.exceptions.InvalidInputException, match=r"asks for Glue 4\.0"):
        glue.start_job_run(JobName="old")


def test_a_role_that_does_not_trust_glue_runs_nothing(aws):
    run = aws.run_job(
        aws.make_job("pass", role=aws.make_role("lambda", {"Effect": "Allow", "Action": "*", "Resource": "*"}))
    )
    assert run["JobRunState"] == "FAILED"
    assert "glue.amazonaws.com is not authorized to perform: sts:AssumeRole" in run["ErrorMessage"]


def test_what_a_job_prints_is_in_the_log_of_its_run(aws):
    run = aws.run_job(aws.make_job("print('hello from the job')"))
    assert "hello from the job" in (aws.state_dir / "logs" / "glue" / f"{run['Id']}.log").read_text()


def test_the_log_is_in_cloudwatch_and_that_of_a_failure_among_the_errors(aws):
    own = {"--custom-logGroup-prefix": "/aws-glue/own"}
    good = aws.run_job(aws.make_job("print('all is well')", DefaultArguments=own))
    bad = aws.run_job(aws.make_job("raise ValueError('not so well')"))

    def lines(group, run):
        events = aws.client("logs").get_log_events(logGroupName=group, logStreamName=run["Id"])["events"]
        return [event["message"] for event in events]

    assert lines("/aws-glue/own/output", good) == ["all is well"]
    assert lines("/aws-glue/jobs/error", bad)[-1] == "ValueError: not so well"
    groups = aws.client("logs").describe_log_groups(logGroupNamePrefix="/aws-glue/own")["logGroups"]
    assert [group["logGroupName"] for group in groups] == ["/aws-glue/own/output"]


def test_a_security_configuration_is_part_of_the_names_of_log_groups_and_asks_for_a_permission(aws):
    settings = {"SecurityConfiguration": "sealed", "DefaultArguments": {"--custom-logGroup-prefix": "/aws-glue/own"}}
    role = aws.make_role("glue", allow("*", "*"))
    run = aws.run_job(aws.make_job("print('sealed')", role, **settings))
    assert run["JobRunState"] == "SUCCEEDED"
    group = f"/aws-glue/own/sealed-role/{role.split('/')[-1]}/output"
    events = aws.client("logs").get_log_events(logGroupName=group, logStreamName=run["Id"])["events"]
    assert [event["message"] for event in events] == ["sealed"]

    refused = aws.run_job(aws.make_job("print('sealed')", aws.make_role("glue", allow("s3:*", "*")), **settings))
    assert refused["JobRunState"] == "FAILED"
    assert "not authorized to perform: glue:GetSecurityConfiguration" in refused["ErrorMessage"]
