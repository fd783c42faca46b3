"""`glue:startJobRun(.sync)` in a state machine does what AWS does."""

import json

import pytest

from tests.local.conftest import allow, wait_for

pytestmark = [pytest.mark.local_aws, pytest.mark.spark]

GLUE_ACTIONS = ["glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"]


def one_task(job, sync=True, **fields):
    resource = "arn:aws:states:::glue:startJobRun" + (".sync" if sync else "")
    task = {"Type": "Task", "Resource": resource, "Arguments": {"JobName": job}, "End": True, **fields}
    return {"QueryLanguage": "JSONata", "StartAt": "Run", "States": {"Run": task}}


@pytest.fixture
def role(aws):
    return aws.make_role("states", allow(GLUE_ACTIONS, "*"))


def test_sync_waits_and_gives_the_job_run(aws, role):
    job = aws.make_job("pass")
    execution = aws.run_machine(one_task(job), role)
    assert execution["status"] == "SUCCEEDED", execution
    output = json.loads(execution["output"])
    assert (output["JobName"], output["JobRunState"]) == (job, "SUCCEEDED")


def test_without_sync_only_the_id_is_given(aws, role):
    job = aws.make_job("pass")
    output = json.loads(aws.run_machine(one_task(job, sync=False), role)["output"])
    assert list(output) == ["JobRunId"]
    aws.wait_for_run(job, output["JobRunId"])


@pytest.mark.parametrize(
    ("script", "settings", "state", "message"),
    [
        (
            "raise ValueError('no')",
            {},
            "FAILED",
            "Error Category: UNCLASSIFIED_ERROR; Failed Line Number: 1; ValueError: no",
        ),
        pytest.param(
            "import time\ntime.sleep(600)",
            {"Timeout": 1},
            "TIMEOUT",
            "Job run timed out",
            marks=pytest.mark.ends_worker,
        ),
    ],
)
def test_a_run_that_does_not_succeed_is_a_failed_task_with_the_run_as_cause(
    aws, role, script, settings, state, message
):
    execution = aws.run_machine(one_task(aws.make_job(script, **settings)), role)
    assert (execution["status"], execution["error"]) == ("FAILED", "States.TaskFailed")
    cause = json.loads(execution["cause"])
    assert (cause["JobRunState"], cause["ErrorMessage"]) == (state, message)


@pytest.mark.ends_worker
def test_a_run_that_is_stopped_by_hand_fails_the_task(aws, role):
    job = aws.make_job("import time\ntime.sleep(600)")
    arn = aws.start_machine(one_task(job), role)
    run = wait_for(lambda: next(iter(aws.client("glue").get_job_runs(JobName=job)["JobRuns"]), None))
    aws.client("glue").batch_stop_job_run(JobName=job, JobRunIds=[run["Id"]])
    execution = aws.wait_for_execution(arn)
    assert (execution["status"], execution["error"]) == ("FAILED", "States.TaskFailed")
    assert json.loads(execution["cause"])["JobRunState"] == "STOPPED"


@pytest.mark.ends_worker
def test_a_second_run_at_once_is_an_error_with_its_own_name(aws, role):
    job = aws.make_job("import time\ntime.sleep(600)")
    run_id = aws.client("glue").start_job_run(JobName=job)["JobRunId"]
    execution = aws.run_machine(one_task(job), role)
    assert (execution["status"], execution["error"]) == ("FAILED", "Glue.ConcurrentRunsExceededException")
    aws.client("glue").batch_stop_job_run(JobName=job, JobRunIds=[run_id])


def test_a_job_that_does_not_exist_is_an_error_with_its_own_name(aws, role):
    assert aws.run_machine(one_task("nobody"), role)["error"] == "Glue.EntityNotFoundException"


@pytest.mark.ends_worker
def test_stopping_the_execution_stops_the_run(aws, role):
    job = aws.make_job("import time\ntime.sleep(600)")
    arn = aws.start_machine(one_task(job), role)
    run = wait_for(lambda: next(iter(aws.client("glue").get_job_runs(JobName=job)["JobRuns"]), None))
    aws.client("stepfunctions").stop_execution(executionArn=arn)
    assert aws.wait_for_run(job, run["Id"])["JobRunState"] == "STOPPED"
    assert aws.wait_for_execution(arn)["status"] == "ABORTED"


@pytest.mark.ends_worker
def test_a_state_that_times_out_stops_the_run(aws, role):
    job = aws.make_job("import time\ntime.sleep(600)")
    execution = aws.run_machine(one_task(job, TimeoutSeconds=2), role)
    assert (execution["status"], execution["error"]) == ("FAILED", "States.Timeout")
    run = aws.client("glue").get_job_runs(JobName=job)["JobRuns"][0]
    assert aws.wait_for_run(job, run["Id"])["JobRunState"] == "STOPPED"


def test_a_role_without_start_job_run_is_refused(aws):
    job = aws.make_job("pass")
    execution = aws.run_machine(one_task(job), aws.make_role("states", allow("glue:GetJobRun", "*")))
    assert execution["status"] == "FAILED"
    assert "not authorized to perform: glue:StartJobRun" in execution["cause"]
    assert aws.client("glue").get_job_runs(JobName=job)["JobRuns"] == []
