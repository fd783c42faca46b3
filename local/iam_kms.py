"""Who reads or writes what a customer's key encrypts needs that key too; stock MiniStack asks for the bucket alone.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html (s3:GetObject: kms:Decrypt,
s3:PutObject: kms:GenerateDataKey) and sns-key-management.html (sns:Publish: both).
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.core.responses import get_account_id
from ministack.services import kms, s3, sns

from local.patching import patch

READS = ("s3:GetObject", "s3:GetObjectVersion")
ALGORITHM, KEY = "x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id"

_refused: contextvars.ContextVar[tuple[str, str] | None] = contextvars.ContextVar("sluice_kms_refused", default=None)


def needs(action: str, resource_arn: str, context: dict[str, Any]) -> list[tuple[str, str]]:
    """The (KMS action, key ARN) pairs that go with an allowed `action` on `resource_arn`; usually none."""
    key, actions = None, ["kms:Decrypt"]
    if action in READS:
        bucket, _, name = resource_arn.removeprefix("arn:aws:s3:::").partition("/")
        stored = (s3._buckets.get(bucket) or {"objects": {}})["objects"].get(name)
        key = s3._stored_sse_headers(stored).get(KEY) if stored else None
    elif action == "s3:PutObject" and context.get(f"s3:{ALGORITHM}", "aws:kms") == "aws:kms":
        bucket = resource_arn.removeprefix("arn:aws:s3:::").split("/")[0]
        key, actions = s3._bucket_default_sse_headers(bucket).get(KEY), ["kms:GenerateDataKey"]
    elif action.lower() == "sns:publish":
        topic = sns._topics.get(resource_arn) or {"attributes": {}}
        key, actions = topic["attributes"].get("KmsMasterKeyId"), ["kms:GenerateDataKey", "kms:Decrypt"]
    record = kms._resolve_key(key) if key else None
    return [(needed, record["Arn"] if record else key) for needed in actions] if key else []


def _with_key(original: Callable[..., Any]) -> Callable[..., Any]:
    def enforce(
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> Any:
        denied = original(access_key_id, iam_action, service, region, resource_arn, service_context)
        if denied is not None:
            return denied
        via = {"kms:viaservice": f"{service}.{region}.amazonaws.com", "kms:calleraccount": get_account_id()}
        for action, key_arn in needs(iam_action, resource_arn, service_context or {}):
            denied = original(access_key_id, action, "kms", region, key_arn, via)
            if denied is not None:
                denied.action, denied.resource = action, key_arn
                _refused.set((action, key_arn))
                return denied
        return None

    return enforce


def _worded(original: Callable[..., Any]) -> Callable[..., Any]:
    def access_denied_response(service: str, action: str, principal_arn: str, request_id: str, **more: Any) -> Any:
        """Name the key that was refused, not the object that was allowed."""
        refused = _refused.get()
        _refused.set(None)
        if refused:
            more["message"] = iam_actions.identity_denial_message(refused[0], principal_arn, refused[1], False)
        return original(service, action, principal_arn, request_id, **more)

    return access_denied_response


def apply() -> None:
    """Ask for the key after every allowed request on what it encrypts."""
    parameters = ["access_key_id", "iam_action", "service", "region", "resource_arn", "service_context"]
    patch(iam_evaluator, "enforce", parameters, _with_key)
    parameters = ["service", "action", "principal_arn", "request_id", "error_code", "message", "headers"]
    parameters += ["resource_arn", "explicit_deny", "resource_policy_arn"]
    patch(iam_actions, "access_denied_response", parameters, _worded)
