"""Properties of buckets and topics that stock MiniStack ignores, and its deletion of buckets that are not empty."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from ministack.core.responses import get_account_id
from ministack.services import s3, sns
from ministack.services.cloudformation import provisioners

from local.cloudformation.tags import tag_bucket
from local.patching import PatchError


def encrypt_bucket(name: str, properties: dict[str, Any]) -> None:
    """Give the bucket the default encryption of its BucketEncryption property."""
    rules = (properties.get("BucketEncryption") or {}).get("ServerSideEncryptionConfiguration") or []
    if not rules:
        s3._bucket_encryption.pop(name, None)
        return
    default = rules[0].get("ServerSideEncryptionByDefault") or {}
    fields = "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in default.items())
    s3._bucket_encryption[name] = (
        f"<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>{fields}"
        "</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"
    )


def _only_empty(delete: Callable[..., Any]) -> Callable[..., Any]:
    def remove(name: str, *arguments: Any) -> Any:
        """Refuse to delete a bucket that holds objects, or versions or delete markers of them, as S3 does."""
        bucket = s3._buckets.get(name)
        if bucket is not None and (bucket["objects"] or s3._bucket_has_versions(name)):
            raise ValueError(
                "The bucket you tried to delete is not empty. You must delete all versions in the bucket. "
                "(Service: S3, Status Code: 409)"
            )
        return delete(name, *arguments)

    return remove


def close_topic(arn: str, properties: dict[str, Any]) -> None:
    """Give the topic its key and AWS's default policy, by which only the owner may publish; stock lets everybody."""
    attributes = sns._topics[arn]["attributes"]
    if properties.get("KmsMasterKeyId"):
        attributes["KmsMasterKeyId"] = properties["KmsMasterKeyId"]
    document = json.loads(attributes["Policy"])
    if document.get("Id") == "__default_policy_ID":
        for statement in document["Statement"]:
            statement["Condition"] = {"StringEquals": {"AWS:SourceOwner": get_account_id()}}
        attributes["Policy"] = json.dumps(document)


def _then(original: Callable[..., Any], finish: Callable[[str, dict[str, Any]], None], properties_at: int) -> Any:
    def provision(*arguments: Any, **named: Any) -> Any:
        made = original(*arguments, **named)
        finish(made[0], arguments[properties_at])
        return made

    return provision


def apply() -> None:
    """Finish the work of the two provisioners, and keep full buckets. PatchError when a provisioner is missing."""
    finishes = (("AWS::S3::Bucket", encrypt_bucket), ("AWS::S3::Bucket", tag_bucket), ("AWS::SNS::Topic", close_topic))
    for kind, finish in finishes:
        handlers = provisioners._RESOURCE_HANDLERS.get(kind, {})
        for operation, properties_at in (("create", 1), ("update", 2)):
            if operation not in handlers:
                raise PatchError(f"The emulator's CloudFormation has no {operation} of {kind}: another version?")
            handlers[operation] = _then(handlers[operation], finish, properties_at)
    buckets = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]
    if "delete" not in buckets or not hasattr(s3, "_bucket_has_versions"):
        raise PatchError(
            "The emulator's CloudFormation or S3 does not tell of a bucket that is not empty: another version?"
        )
    buckets["delete"] = _only_empty(buckets["delete"])
