"""Dependent actions: the further permissions that AWS checks with an action; stock MiniStack checks only the action.

A customer's key needs kms:Decrypt to read an object, kms:GenerateDataKey to write an object, and both to publish
(UsingKMSEncryption.html in the S3 guide, sns-key-management.html in the SNS guide). A missing object needs
s3:ListBucket: without it S3 answers AccessDenied, not NoSuchKey (API_GetObject.html, Permissions).
"""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions
from ministack.core.responses import get_account_id
from ministack.services import kms, s3, sns

from local.iam.question import Answer, Ask, Question, patch_answer
from local.patching import patch

READS = ("s3:GetObject", "s3:GetObjectVersion")
ALGORITHM, KEY = "x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id"

_refused: contextvars.ContextVar[tuple[str, str] | None] = contextvars.ContextVar("sluice_refused", default=None)


def dependent_actions(action: str, resource_arn: str, context: dict[str, Any]) -> list[tuple[str, str]]:
    """The (action, ARN) pairs that AWS checks with `action` on `resource_arn`; usually none."""
    if action in READS:
        return _to_read(action, *resource_arn.removeprefix("arn:aws:s3:::").split("/", 1))
    if action == "s3:PutObject" and context.get(f"s3:{ALGORITHM}", "aws:kms") == "aws:kms":
        bucket = resource_arn.removeprefix("arn:aws:s3:::").split("/")[0]
        return _with_key("kms:GenerateDataKey", key=s3._bucket_default_sse_headers(bucket).get(KEY))
    if action.lower() == "sns:publish":
        topic = sns._topics.get(resource_arn) or {"attributes": {}}
        return _with_key("kms:GenerateDataKey", "kms:Decrypt", key=topic["attributes"].get("KmsMasterKeyId"))
    return []


def _to_read(action: str, bucket: str, name: str = "") -> list[tuple[str, str]]:
    if bucket not in s3._buckets:
        return []
    stored = s3._buckets[bucket]["objects"].get(name)
    if stored is None:
        return [("s3:ListBucket", f"arn:aws:s3:::{bucket}")] if action == "s3:GetObject" else []
    return _with_key("kms:Decrypt", key=s3._stored_sse_headers(stored).get(KEY))


def _with_key(*actions: str, key: str | None) -> list[tuple[str, str]]:
    record = kms._resolve_key(key) if key else None
    return [(action, record["Arn"] if record else key) for action in actions] if key else []


def _asked(question: Question, ask: Ask) -> Answer:
    denied = ask(question)
    if denied is not None:
        return denied
    via = f"{question.service}.{question.region}.amazonaws.com"
    context = {"kms:viaservice": via, "kms:calleraccount": get_account_id()}
    for action, arn in dependent_actions(question.action, question.resource_arn, question.context or {}):
        dependent = question._replace(action=action, service=action.split(":")[0], resource_arn=arn, context=context)
        denied = ask(dependent)
        if denied is not None:
            denied.action, denied.resource = action, arn
            _refused.set((action, arn))
            return denied
    return None


def _worded(original: Callable[..., Any]) -> Callable[..., Any]:
    def access_denied_response(service: str, action: str, principal_arn: str, request_id: str, **more: Any) -> Any:
        """Name the refused dependent action, not the action that is allowed."""
        refused = _refused.get()
        _refused.set(None)
        if refused:
            more["message"] = iam_actions.identity_denial_message(refused[0], principal_arn, refused[1], False)
        return original(service, action, principal_arn, request_id, **more)

    return access_denied_response


def apply() -> None:
    """Check the dependent actions of every allowed request."""
    patch_answer(_asked)
    parameters = ["service", "action", "principal_arn", "request_id", "error_code", "message", "headers"]
    parameters += ["resource_arn", "explicit_deny", "resource_policy_arn"]
    patch(iam_actions, "access_denied_response", parameters, _worded)
