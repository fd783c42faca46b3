"""The targets of rules: permission and existence are checked, and a failed event goes to the dead-letter queue.

A state machine is reached through the target's role; functions, queues and topics through their own policies, which
must allow events.amazonaws.com with the rule as source.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html and eb-rule-dlq.html
"""

from __future__ import annotations

import logging
import time
from typing import Any

from ministack.core import iam_evaluator
from ministack.core.responses import get_region, new_uuid
from ministack.services import sqs, stepfunctions

from local.iam.roles import AccessDeniedError, enforce_as

EVENTS = "events.amazonaws.com"
RESOURCE_ACTIONS = {"lambda": "lambda:InvokeFunction", "sqs": "sqs:SendMessage", "sns": "sns:Publish"}

logger = logging.getLogger("events")


class DeliveryError(Exception):
    """An event that did not reach its target; `code` is the DLQ's ERROR_CODE."""

    def __init__(self, code: str, message: str, retryable: bool = False) -> None:
        super().__init__(message)
        self.code, self.retryable = code, retryable


def authorize(target: dict[str, Any], rule: dict[str, Any]) -> None:
    """Raise DeliveryError NO_PERMISSIONS unless the rule may deliver to the target."""
    arn = target["Arn"]
    service = arn.split(":")[2]
    if service == "states":
        try:
            enforce_as(target.get("RoleArn", ""), EVENTS, "states:StartExecution", arn, source_arn=rule["Arn"])
        except AccessDeniedError as error:
            raise DeliveryError("NO_PERMISSIONS", str(error)) from error
    elif service in RESOURCE_ACTIONS and not resource_allows(arn, RESOURCE_ACTIONS[service], rule["Arn"]):
        raise DeliveryError(
            "NO_PERMISSIONS",
            f"{EVENTS} is not authorized to perform: {RESOURCE_ACTIONS[service]} on resource: {arn} because no "
            "resource-based policy allows it",
        )


def resource_allows(arn: str, action: str, rule_arn: str) -> bool:
    """Whether the resource's own policy lets EventBridge do `action` for the rule; a missing resource is not denied."""
    found = iam_evaluator._resource_policy(arn.split(":")[2], arn)
    if found is None:
        return True
    account = rule_arn.split(":")[4]
    request = iam_evaluator.EvalContext(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=arn,
        region=get_region(),
        service_context={"aws:sourcearn": rule_arn, "aws:sourceaccount": account},
        secure_transport=True,
    )
    policy = found[0]
    return bool(policy) and iam_evaluator.evaluate_resource_policy(policy, request, EVENTS).decision == "Allow"


def target_exists(arn: str) -> None:
    """Raise DeliveryError NO_RESOURCE when the state machine, function, queue or topic is not there."""
    service = arn.split(":")[2]
    if service == "states":
        missing = stepfunctions._resolve_state_machine_arn(arn) is None
    else:
        missing = service in RESOURCE_ACTIONS and iam_evaluator._resource_policy(service, arn) is None
    if missing:
        raise DeliveryError("NO_RESOURCE", f"The target {arn} does not exist.")


def start_execution(arn: str, payload: str) -> None:
    """Start the state machine; stock MiniStack ignores a refusal. Raises DeliveryError."""
    status, _, body = stepfunctions._start_execution({"stateMachineArn": arn, "input": payload})
    if status >= 400:
        raise DeliveryError("INVALID_PARAMETER", body.decode() if isinstance(body, bytes) else str(body))


def send_to_dead_letter_queue(
    target: dict[str, Any], rule: dict[str, Any], event: str, error: DeliveryError, retries: int, exhausted: str | None
) -> None:
    """Put the unchanged event in the target's DLQ. Without a DLQ, or its permission, it is dropped as on AWS."""
    queue_arn = (target.get("DeadLetterConfig") or {}).get("Arn")
    logger.warning("Rule %s did not reach %s: %s %s", rule["Arn"], target["Arn"], error.code, error)
    if not queue_arn:
        return
    queue = sqs._queue_by_arn(queue_arn)
    if queue is None or not resource_allows(queue_arn, "sqs:SendMessage", rule["Arn"]):
        logger.error("Dead-letter queue %s is missing or does not allow %s for %s", queue_arn, EVENTS, rule["Arn"])
        return
    attributes = {
        "RULE_ARN": rule["Arn"],
        "TARGET_ARN": target["Arn"],
        "ERROR_CODE": error.code,
        "ERROR_MESSAGE": str(error),
        "RETRY_ATTEMPTS": str(retries),
    }
    if exhausted:
        attributes["EXHAUSTED_RETRY_CONDITION"] = exhausted
    _enqueue(queue, event, attributes)


def _enqueue(queue: dict[str, Any], body: str, attributes: dict[str, str]) -> None:
    now = time.time()
    message: dict[str, Any] = {
        "id": new_uuid(),
        "body": body,
        "sent_at": now,
        "visible_at": now + sqs.queue_delay(queue),
        "message_attributes": {
            name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
        },
    }
    message["md5_attrs"] = sqs._md5_msg_attrs(message["message_attributes"])
    sqs._ensure_msg_fields(message)
    queue["messages"].append(message)
    sqs.esm_wake.set()
