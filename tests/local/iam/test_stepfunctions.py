"""The state machine's role: with the permission the task works, without it the execution fails."""

from __future__ import annotations

from typing import Any

import pytest

from tests.local.builders import (
    ACCOUNT,
    REGION,
    allow,
    arn,
    function,
    invoke,
    machine,
    permit,
    queue,
    role,
    run,
    task,
    trust,
    unique,
)  # fmt: skip

pytestmark = pytest.mark.local_aws

ECHO = "export const handler = async (event) => ({ given: event });"
CHILD = {"Done": {"Type": "Succeed"}}
MANAGED_RULE = arn("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule")


def denied(ended: dict[str, Any], error: str, action: str, resource: str) -> None:
    """The execution failed with AWS's error name and AWS's sentence."""
    assert (ended["status"], ended["error"]) == ("FAILED", error)
    sentence = f"is not authorized to perform: {action} on resource: {resource} because no identity-based policy"
    assert sentence in ended["cause"]
    assert f"User: arn:aws:sts::{ACCOUNT}:assumed-role/" in ended["cause"]


def test_lambda_invoke_needs_invoke_function_on_that_function(aws: Any) -> None:
    echo = function(aws, ECHO)
    role_arn = role(aws, "states", allow("lambda:InvokeFunction", echo))
    machine_arn = machine(aws, role_arn, {"Call": invoke(echo)})
    assert run(aws, machine_arn, {"a": 1})["status"] == "SUCCEEDED"

    permit(aws, role_arn, allow("lambda:InvokeFunction", f"{echo}-other"))
    denied(run(aws, machine_arn), "Lambda.AWSLambdaException", "lambda:InvokeFunction", echo)


def test_a_denied_task_is_caught_by_task_failed(aws: Any) -> None:
    echo = function(aws, ECHO)
    caught = {"ErrorEquals": ["States.TaskFailed"], "Next": "Caught", "Output": "{% $states.errorOutput.Error %}"}
    states = {"Call": invoke(echo, Catch=[caught]), "Caught": {"Type": "Succeed"}}
    ended = run(aws, machine(aws, role(aws, "states"), states))
    assert (ended["status"], ended["output"]) == ("SUCCEEDED", '"Lambda.AWSLambdaException"')


def test_a_task_inside_a_map_and_with_a_timeout_is_checked_too(aws: Any) -> None:
    echo = function(aws, ECHO)
    inner = {"StartAt": "Call", "States": {"Call": invoke(echo, TimeoutSeconds=5)}}
    states = {"Each": {"Type": "Map", "Items": [1, 2], "ItemProcessor": inner, "End": True}}
    role_arn = role(aws, "states", allow("lambda:InvokeFunction", echo))
    machine_arn = machine(aws, role_arn, states)
    assert run(aws, machine_arn)["status"] == "SUCCEEDED"

    permit(aws, role_arn)
    denied(run(aws, machine_arn), "Lambda.AWSLambdaException", "lambda:InvokeFunction", echo)


def nested_permissions(child: str) -> list[dict[str, Any]]:
    name = child.split(":")[-1]
    return [
        allow("states:StartExecution", child),
        allow(["states:DescribeExecution", "states:StopExecution"], arn("states", f"execution:{name}:*")),
        allow(["events:PutTargets", "events:PutRule", "events:DescribeRule"], MANAGED_RULE),
    ]


@pytest.mark.parametrize(
    ("missing", "action"),
    [(0, "states:StartExecution"), (1, "states:DescribeExecution"), (2, "events:PutTargets")],
)
def test_a_nested_execution_needs_what_aws_documents(aws: Any, missing: int, action: str) -> None:
    child = machine(aws, role(aws, "states"), CHILD)
    states = {"Nest": task("states:startExecution.sync:2", {"StateMachineArn": child, "Input": {"a": 1}})}
    statements = nested_permissions(child)
    role_arn = role(aws, "states", *statements)
    machine_arn = machine(aws, role_arn, states)
    assert run(aws, machine_arn)["status"] == "SUCCEEDED"

    del statements[missing]
    permit(aws, role_arn, *statements)
    ended = run(aws, machine_arn)
    assert (ended["status"], ended["error"]) == ("FAILED", "StepFunctions.AWSStepFunctionsException")
    assert f"is not authorized to perform: {action}" in ended["cause"]


def test_an_sdk_task_needs_the_action_it_calls_on_each_resource(aws: Any) -> None:
    crawler = unique("crawler")
    aws.client("glue").create_database(DatabaseInput={"Name": crawler})
    aws.client("glue").create_crawler(
        Name=crawler, Role=role(aws, "glue"), DatabaseName=crawler, Targets={"S3Targets": [{"Path": "s3://x/y/"}]}
    )
    states = {"Ask": task("aws-sdk:glue:getCrawler", {"Name": crawler})}
    role_arn = role(aws, "states", allow("glue:GetCrawler", arn("glue", f"crawler/{crawler}")))
    machine_arn = machine(aws, role_arn, states)
    assert run(aws, machine_arn)["status"] == "SUCCEEDED"

    permit(aws, role_arn, allow("glue:GetCrawlers", "*"))
    denied(run(aws, machine_arn), "Glue.AccessDeniedException", "glue:GetCrawler", arn("glue", f"crawler/{crawler}"))


def test_dynamodb_and_s3_sdk_tasks_are_checked_by_table_and_object(aws: Any) -> None:
    table, bucket = unique("table"), unique("bucket")
    aws.client("dynamodb").create_table(
        TableName=table, BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
    )  # fmt: skip
    aws.client("s3").create_bucket(Bucket=bucket)
    aws.client("s3").put_object(Bucket=bucket, Key="a/b", Body=b"x")
    put = task("aws-sdk:dynamodb:putItem", {"TableName": table, "Item": {"k": {"S": "1"}}})
    head = task("aws-sdk:s3:headObject", {"Bucket": bucket, "Key": "a/b"})
    role_arn = role(
        aws, "states", allow("dynamodb:PutItem", arn("dynamodb", f"table/{table}")),
        allow("s3:GetObject", f"arn:aws:s3:::{bucket}/a/*"),
    )  # fmt: skip
    machines = [machine(aws, role_arn, {"Do": state}) for state in (put, head)]
    assert [run(aws, one)["status"] for one in machines] == ["SUCCEEDED", "SUCCEEDED"]

    permit(aws, role_arn, allow("dynamodb:GetItem", "*"), allow("s3:GetObject", f"arn:aws:s3:::{bucket}/b/*"))
    ended = [run(aws, one) for one in machines]
    assert [one["status"] for one in ended] == ["FAILED", "FAILED"]
    assert [one["error"] for one in ended] == ["DynamoDb.DynamoDbException", "S3.S3Exception"]


def test_optimized_dynamodb_sns_and_sqs_are_checked(aws: Any) -> None:
    table = unique("table")
    topic = aws.client("sns").create_topic(Name=unique("topic"))["TopicArn"]
    url, queue_arn = queue(aws)
    tasks = {
        "dynamodb:GetItem": task("dynamodb:getItem", {"TableName": table, "Key": {"k": {"S": "1"}}}),
        "sns:Publish": task("sns:publish", {"TopicArn": topic, "Message": "hello"}),
        "sqs:SendMessage": task("sqs:sendMessage", {"QueueUrl": url, "MessageBody": "hello"}),
    }
    aws.client("dynamodb").create_table(
        TableName=table, BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
    )  # fmt: skip
    resources = {"dynamodb:GetItem": arn("dynamodb", f"table/{table}"), "sns:Publish": topic}
    for action, state in tasks.items():
        role_arn = role(aws, "states", allow(action, resources.get(action, queue_arn)))
        machine_arn = machine(aws, role_arn, {"Do": state})
        assert run(aws, machine_arn)["status"] == "SUCCEEDED", action
        permit(aws, role_arn)
        ended = run(aws, machine_arn)
        assert ended["status"] == "FAILED", action
        assert f"is not authorized to perform: {action}" in ended["cause"]


def test_a_task_that_waits_for_a_token_is_checked_before_it_calls(aws: Any) -> None:
    echo = function(aws, ECHO)
    wait = task("lambda:invoke.waitForTaskToken", {"FunctionName": echo, "Payload": {}}, TimeoutSeconds=5)
    denied(
        run(aws, machine(aws, role(aws, "states"), {"Wait": wait})),
        "Lambda.AWSLambdaException", "lambda:InvokeFunction", echo,
    )  # fmt: skip


def test_an_integration_whose_permissions_are_unknown_is_refused_not_let_through(aws: Any) -> None:
    ended = run(aws, machine(aws, role(aws, "states", allow("*", "*")), {"Do": task("ecs:runTask", {})}))
    assert (ended["status"], ended["error"]) == ("FAILED", "States.Runtime")
    assert "does not say which permissions arn:aws:states:::ecs:runTask needs" in ended["cause"]


def test_a_role_that_does_not_trust_step_functions_is_refused_when_the_machine_is_made(aws: Any) -> None:
    states = aws.client("stepfunctions")
    with pytest.raises(states.exceptions.ClientError, match="is authorized to assume the provided role") as refused:
        machine(aws, role(aws, "lambda"), CHILD)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"


def test_trust_that_is_taken_away_later_fails_the_next_task(aws: Any) -> None:
    echo = function(aws, ECHO)
    role_arn = role(aws, "states", allow("lambda:InvokeFunction", echo))
    machine_arn = machine(aws, role_arn, {"Call": invoke(echo)})
    trust(aws, role_arn, "glue")
    ended = run(aws, machine_arn)
    assert ended["status"] == "FAILED"
    assert f"is not authorized to perform: sts:AssumeRole on resource: {role_arn}" in ended["cause"]


def test_a_trust_policy_that_names_the_state_machine_is_kept(aws: Any) -> None:
    echo = function(aws, ECHO)
    pattern = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:machine-*"
    condition = {"ArnLike": {"aws:SourceArn": pattern}, "StringEquals": {"aws:SourceAccount": ACCOUNT}}
    trusted = role(aws, "states", allow("lambda:InvokeFunction", echo), condition=condition)
    assert run(aws, machine(aws, trusted, {"Call": invoke(echo)}))["status"] == "SUCCEEDED"


@pytest.mark.parametrize("missing", ["glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"])
def test_a_synchronous_job_run_needs_each_action_aws_documents(aws: Any, missing: str) -> None:
    job = unique("job")
    actions = {"glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun"} - {missing}
    role_arn = role(aws, "states", allow(sorted(actions), arn("glue", f"job/{job}")))
    ended = run(aws, machine(aws, role_arn, {"Work": task("glue:startJobRun.sync", {"JobName": job})}))
    denied(ended, "Glue.AccessDeniedException", missing, arn("glue", f"job/{job}"))
