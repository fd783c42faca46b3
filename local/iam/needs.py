"""The permissions that a task needs, as Step Functions documents them for each service integration.

https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html. An integration that is
not in `OPTIMIZED` is refused, never let through: a permission nobody asked for would be an emulated success.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ministack import app
from ministack.core import iam_actions
from ministack.core.responses import _service_model, get_account_id, get_region
from ministack.services import stepfunctions

from local.iam.glue import resource_arns

Needs = list[tuple[str, str]]
"""Pairs of an IAM action and the ARN it is asked for."""

GLUE_SYNC = ("glue:StartJobRun", "glue:GetJobRun", "glue:GetJobRuns", "glue:BatchStopJobRun")
MANAGED_RULE = ("events:PutTargets", "events:PutRule", "events:DescribeRule")


@dataclass(frozen=True)
class Integration:
    """An optimized integration: how its resource is recognised, what it needs, the error a refusal ends in."""

    resource: str
    denied: str
    needs: Callable[[str, Any], Needs]

    def handles(self, resource: str) -> bool:
        """Whether a task's `Resource` is this integration, in whichever pattern (.sync, .waitForTaskToken)."""
        return self.resource in resource


def arn(service: str, resource: str) -> str:
    """An ARN in the request's own region and account."""
    return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{resource}"


def _lambda(resource: str, task_input: Any) -> Needs:
    function = resource if ":function:" in resource else str(task_input.get("FunctionName", ""))
    if not function.startswith("arn:"):
        function = arn("lambda", f"function:{function.split(':function:')[-1]}")
    return [("lambda:InvokeFunction", function)]


def _states(resource: str, task_input: Any) -> Needs:
    child = str(task_input.get("StateMachineArn", ""))
    needs = [("states:StartExecution", child)]
    if ".sync" in resource:
        name = child.split(":stateMachine:")[-1].split(":")[0]
        execution = arn("states", f"execution:{name}:{task_input.get('Name', 'any')}")
        rule = arn("events", "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule")
        needs += [("states:DescribeExecution", execution), ("states:StopExecution", execution)]
        needs += [(action, rule) for action in MANAGED_RULE]
    return needs


def _glue(resource: str, task_input: Any) -> Needs:
    job = arn("glue", f"job/{task_input.get('JobName', '')}")
    return [(action, job) for action in (GLUE_SYNC if ".sync" in resource else GLUE_SYNC[:1])]


def _sqs(resource: str, task_input: Any) -> Needs:
    return [("sqs:SendMessage", arn("sqs", str(task_input.get("QueueUrl", "")).rsplit("/", 1)[-1]))]


def _sns(resource: str, task_input: Any) -> Needs:
    return [("sns:Publish", str(task_input.get("TopicArn") or task_input.get("TargetArn") or "*"))]


def _events(resource: str, task_input: Any) -> Needs:
    body = json.dumps(task_input).encode()
    return [("events:PutEvents", bus) for bus in iam_actions.eventbridge_resource_arns(body, *_here())]


def _dynamodb(resource: str, task_input: Any) -> Needs:
    operation = resource.split(":")[-1].split(".")[0]
    action = f"dynamodb:{operation[0].upper()}{operation[1:]}"
    return [(action, arn("dynamodb", f"table/{task_input.get('TableName', '')}"))]


def _here() -> tuple[str, str]:
    return get_region(), get_account_id()


OPTIMIZED = [
    Integration("states:::lambda:invoke", "Lambda.AWSLambdaException", _lambda),
    Integration(":function:", "Lambda.AWSLambdaException", _lambda),
    Integration("states:::states:startExecution", "StepFunctions.AWSStepFunctionsException", _states),
    Integration("states:::glue:startJobRun", "Glue.AccessDeniedException", _glue),
    Integration("states:::dynamodb:", "DynamoDB.AmazonDynamoDBException", _dynamodb),
    Integration("states:::sqs:sendMessage", "SQS.AmazonSQSException", _sqs),
    Integration("states:::sns:publish", "SNS.AuthorizationErrorException", _sns),
    Integration("states:::events:putEvents", "EventBridge.AmazonEventBridgeException", _events),
]
"""The optimized integrations whose permissions are known, with the AWS SDK for Java 1 exception of a refusal."""


def sdk_error(service: str) -> str:
    """The error of a refused `aws-sdk:<service>` task, named after the AWS SDK for Java 2 exception.

    A service whose model has an AccessDeniedException raises it (`Glue.AccessDeniedException`); any other service
    raises its base exception (`DynamoDb.DynamoDbException`, `S3.S3Exception`).
    """
    prefix = stepfunctions._AWS_SDK_ERROR_PREFIX.get(service, service.capitalize())
    info = stepfunctions._AWS_SDK_SERVICE_MAP.get(service, {})
    model = _service_model(info.get("service_key", service))
    modelled = model is not None and "AccessDeniedException" in model.shape_names
    return f"{prefix}.AccessDeniedException" if modelled else f"{prefix}.{prefix}Exception"


def wire_needs(
    service: str, method: str, path: str, headers: dict[str, str], body: Any, query_params: dict[str, Any]
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every (action, ARN, condition keys) that AWS checks for one request, read as the gateway reads HTTP requests."""
    body = body.encode() if isinstance(body, str) else body
    params = app._routing_params(method, path, headers, body, query_params)
    action = iam_actions.extract_iam_action(service, method, path, headers, body, params)
    if action is None:
        raise stepfunctions._ExecutionError(
            "States.Runtime", f"No IAM action is known for {method} {path} of {service}."
        )
    if service == "glue":
        arns = resource_arns(action.split(":")[1], json.loads(body or b"{}"), *_here())
        yield from ((action, resource, {}) for resource in arns)
        return
    first = iam_actions.extract_resource_arn(service, method, path, headers, body, params, *_here())
    if service == "dynamodb":
        transaction = iam_actions.dynamodb_transaction_checks(action, body, *_here())
        tables = iam_actions.dynamodb_resource_arns(body, *_here()) or [first]
        context = iam_actions.dynamodb_service_context(body)
        yield from ((a, r, context) for a, r in transaction or [(action, table) for table in tables])
        return
    yield action, first, iam_actions.s3_service_context(action, params, path, headers) if service == "s3" else {}
    if service == "s3":
        yield from ((a, r, {}) for a, r in iam_actions.s3_additional_checks(method, path, headers, body, params))
    if service == "events":
        yield from ((action, bus, {}) for bus in iam_actions.eventbridge_resource_arns(body, *_here())[1:])
